// The gradient descent over a map of two logits. While its start is in the hand it is drawn over the
// picture, in place of what Plotly has drawn of an older state.

class LiveField extends LiveMap {
  constructor(node, tell) {
    super(node, tell);
    this.way = document.createElementNS(SVG, "svg");
    this.way.classList.add("over");
    this.handle.element.before(this.way);
    this.parts = {};
    const parts = { line: "polyline", steps: "path", end: "rect", shown: "circle" };
    for (const [name, kind] of Object.entries(parts)) {
      this.parts[name] = this.way.appendChild(document.createElementNS(SVG, kind));
    }
  }

  prepared(figure, live) {
    const { path, end, shown, start } = live.view.traces;
    this.style(...[path, end, shown].map((trace) => figure.data[trace]));
    // Among the lines and points of the picture, which Plotly keeps apart from its level lines.
    const isFlat = ({ type }) => type.startsWith("scatter");
    const drawnBefore = (trace) => figure.data.slice(0, trace).filter(isFlat).length;
    this.replaced = [path, end, shown, start].map(drawnBefore);
    return super.prepared(figure, live);
  }

  // The parts look as Plotly draws these traces.
  style({ line, marker }, ...marks) {
    const { parts } = this;
    Object.assign(parts.line.style, { stroke: line.color, strokeWidth: line.width, fill: "none" });
    // Each step is a line of no length.
    const dot = { stroke: marker.color, strokeWidth: marker.size, strokeLinecap: "round" };
    Object.assign(parts.steps.style, dot);
    for (const [k, part] of [parts.end, parts.shown].entries()) {
      const { color, line: edge } = marks[k].marker;
      Object.assign(part.style, { fill: color, stroke: edge.color, strokeWidth: edge.width });
    }
    this.sizes = marks.map((mark) => mark.marker.size);
  }

  drawn() {
    this.inPlotly = this.values;
    this.isLate = undefined; // Plotly may have made its traces anew
    super.drawn();
  }

  drawLive() {
    const isLate = !areEqual(hand.values, this.inPlotly);
    if (isLate) this.drawWay();
    super.drawLive();
    if (isLate !== this.isLate) this.replace(isLate);
  }

  replace(isLate) {
    this.isLate = isLate;
    this.way.style.display = isLate ? "" : "none";
    const traces = this.node.querySelectorAll(".scatterlayer > .trace");
    for (const place of this.replaced) {
      traces[place].style.visibility = isLate ? "hidden" : "";
    }
  }

  // The path does not lie below what is read.
  hasRoomAtRight(left) {
    return this.endsAt < left;
  }

  drawWay() {
    const { x, y } = plotAxes(this.node);
    const { learningRate, steps, shown } = this.view.descent;
    const { logits } = descentPath(logitsInHand(), hand.given.targets, steps, {
      lossWithGradient: crossEntropyWithGradient,
      temperature: temperatureInHand(),
      learningRate,
      moved: this.moved,
    });
    const places = logits.map((point) => this.placeOf(point));
    this.endsAt = places.at(-1).left;
    const box = { left: x.start, top: y.start, width: x.length, height: y.length };
    for (const [name, value] of Object.entries(box)) this.way.style[name] = `${value}px`;
    const points = places.map(({ left, top }) => [left - x.start, top - y.start]);
    this.parts.line.setAttribute("points", points.join(" "));
    this.parts.steps.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    const [side, diameter] = this.sizes;
    const [left, top] = points.at(-1).map((middle) => middle - side / 2);
    setAttributes(this.parts.end, { x: left, y: top, width: side, height: side });
    const [cx, cy] = points[shown];
    setAttributes(this.parts.shown, { cx, cy, r: diameter / 2 });
  }

  // At the start: both logits, L, and the length of the gradient in them.
  readings() {
    const { loss, gradient } = exampleInHand();
    const numbers = super.readings().slice(0, 2);
    const norm = Math.hypot(...this.moved.map((k) => gradient[k]));
    return [...numbers, ["L", loss], ["‖∇L‖", norm]];
  }

  leave() {
    super.leave();
    this.way.remove();
  }
}
