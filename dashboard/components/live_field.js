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
    const { line, marker } = figure.data[path];
    const { parts } = this;
    Object.assign(parts.line.style, { stroke: line.color, strokeWidth: line.width, fill: "none" });
    Object.assign(parts.steps.style, {
      stroke: marker.color,
      strokeWidth: marker.size,
      strokeLinecap: "round", // each is a line of no length
    });
    for (const [part, { color, line: edge }] of [
      [parts.end, figure.data[end].marker],
      [parts.shown, figure.data[shown].marker],
    ]) {
      Object.assign(part.style, { fill: color, stroke: edge.color, strokeWidth: edge.width });
    }
    this.sizes = { end: figure.data[end].marker.size, shown: figure.data[shown].marker.size };
    const isFlat = ({ type }) => type.startsWith("scatter");
    const drawnBefore = (trace) => figure.data.slice(0, trace).filter(isFlat).length;
    this.replaced = [path, end, shown, start].map(drawnBefore);
    return super.prepared(figure, live);
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
    const { targets, temperature } = hand.given;
    const { logits } = descentPath(logitsInHand(), targets, steps, {
      lossWithGradient: crossEntropyWithGradient,
      temperature,
      learningRate,
      moved: this.moved,
    });
    const places = logits.map((point) => this.placeOf(point));
    this.endsAt = places.at(-1).left;
    const points = places.map(({ left, top }) => `${left - x.start},${top - y.start}`);
    Object.assign(this.way.style, {
      left: `${x.start}px`,
      top: `${y.start}px`,
      width: `${x.length}px`,
      height: `${y.length}px`,
    });
    this.parts.line.setAttribute("points", points.join(" "));
    this.parts.steps.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    const [[endLeft, endTop], [shownLeft, shownTop]] = [points.at(-1), points[shown]].map((point) =>
      point.split(","),
    );
    const { end, shown: circle } = this.parts;
    const side = this.sizes.end;
    setAttributes(end, { x: endLeft - side / 2, y: endTop - side / 2, width: side, height: side });
    setAttributes(circle, { cx: shownLeft, cy: shownTop, r: this.sizes.shown / 2 });
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

function setAttributes(element, values) {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
}
