// The example's pin on the landscape of a loss, drawn over Plotly's picture: to draw that once more in
// 3-D takes several frames, and the pin follows the hand in each.

const HEAD = 0.75; // from the middle of the pin's head to a corner, over the size that Plotly gives it
const CAMERA_RESTS = 500; // ms after its last event, by which the camera has come to rest

class LiveLandscape extends LiveFigure {
  constructor(node, tell) {
    super(node, tell);
    this.over = node.appendChild(document.createElementNS(SVG, "svg"));
    this.over.classList.add("over");
    this.needle = this.over.appendChild(document.createElementNS(SVG, "path"));
    this.head = this.over.appendChild(document.createElementNS(SVG, "path"));
  }

  prepared({ data, layout }, { view }) {
    this.view = view;
    const { line, marker } = data[view.trace];
    Object.assign(this.needle.style, { stroke: line.color, strokeWidth: line.width });
    this.head.style.fill = marker.color;
    this.corner = HEAD * Math.max(...marker.size);
    const without = data.map((trace, k) => (k === view.trace ? { ...trace, opacity: 0 } : trace));
    return { data: without, layout };
  }

  // Draws the pin in every frame until the camera has come to rest.
  redrawn() {
    const isFollowing = performance.now() < this.until;
    this.until = performance.now() + CAMERA_RESTS;
    const frame = () => {
      if (!this.node.isConnected) return;
      this.drawLive();
      if (performance.now() < this.until) requestAnimationFrame(frame);
    };
    if (!isFollowing) frame();
  }

  drawLive() {
    const { across, upwards, height } = this.view;
    const [x, y] = [hand.values[across], hand.values[upwards]];
    const { loss } = exampleInHand();
    const foot = pixelInScene(this.node, [x, y, loss]);
    const head = pixelInScene(this.node, [x, y, loss + height]);
    this.needle.setAttribute("d", `M${foot}L${head}`);
    this.head.setAttribute("d", `M${head}m${this.corner},0l${diamond(this.corner)}Z`);
  }

  leave() {
    super.leave();
    this.over.remove();
  }
}
