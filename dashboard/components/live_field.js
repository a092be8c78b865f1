// The gradient descent over a map of two logits, from its start, which is in the hand, to its end,
// and the step of it that is shown.

class LiveField extends LiveMap {
  // Each step of the path is a line of no length.
  static parts = { path: ["polyline", "path"], end: ["rect"], shown: ["circle"] };

  prepared(figure, live) {
    const { parts } = this.overlay;
    const look = (name) => figure.data[live.view.traces[name]];
    const { line, marker } = look("path");
    const [way, steps] = parts.path;
    likeLine(way, line);
    likeLine(steps, { color: marker.color, width: marker.size });
    steps.style.strokeLinecap = "round";
    for (const name of ["end", "shown"]) if (look(name)) likeMark(parts[name][0], look(name).marker);
    this.sizes = { end: look("end").marker.size, shown: look("shown")?.marker.size };
    this.found = null;
    return super.prepared(figure, live);
  }

  // Before Plotly is there: the bar has its place from the first.
  announced(view) {
    if (view.bar) this.bar ??= new StepBar(this.node, this.tell);
    this.bar?.prepare(view);
  }

  drawLive() {
    super.drawLive();
    this.bar?.draw(this.path.losses);
  }

  // Where only another step is shown, the path stays as Plotly has drawn it.
  lateTraces() {
    const late = super.lateTraces();
    const { key } = this.view.descent;
    const isSame = areEqual(hand.values, { ...this.inPlotly, [key]: hand.values[key] });
    return isSame ? late.filter((name) => !["path", "end", "start"].includes(name)) : late;
  }

  // The logits and the losses of the descent from where the hand has its start.
  get path() {
    if (this.found?.values !== hand.values) {
      const path = descentInHand(this.view.descent);
      this.found = { values: hand.values, ...path };
    }
    return this.found;
  }

  // The path does not lie below what is read.
  hasRoomAtRight(left) {
    return this.placeOf(this.path.logits.at(-1)).left < left;
  }

  drawOver() {
    const within = this.overlay.fit(plotAxes(this.node));
    const places = this.path.logits.map((point) => this.placeOf(point));
    const points = places.map(within);
    const { path, end, shown } = this.overlay.parts;
    path[0].setAttribute("points", points.join(" "));
    path[1].setAttribute("d", points.map((point) => `M${point}h0`).join(""));
    const side = this.sizes.end;
    const [x, y] = points.at(-1).map((middle) => middle - side / 2);
    setAttributes(end[0], { x, y, width: side, height: side });
    const [cx, cy] = within(pointAlong(places, hand.values[this.view.descent.key]));
    setAttributes(shown[0], { cx, cy, r: (this.sizes.shown ?? 0) / 2 });
  }

  // At the start: both logits, L, and the length of the gradient in them.
  readings() {
    const { loss, gradient } = lossWithGradientAt(logitsInHand(), this.view.descent.loss);
    const numbers = super.readings().slice(0, 2);
    const norm = Math.hypot(...this.moved.map((k) => gradient[k]));
    return [...numbers, ["L", loss], ["‖∇L‖", norm]];
  }

  leave() {
    super.leave();
    this.bar?.leave();
  }
}

// A loss at these logits of the example that is in the hand, and its gradient.
function lossWithGradientAt(logits, name) {
  return LOSSES_WITH_GRADIENT[name](logits, hand.given.targets, temperatureInHand());
}

// The descent from there.
function descentInHand({ loss, learningRate, steps, moved }) {
  const lossWithGradient = LOSSES_WITH_GRADIENT[loss];
  const settings = { lossWithGradient, temperature: temperatureInHand(), learningRate, moved };
  return descentPath(logitsInHand(), hand.given.targets, steps, settings);
}

// The place of a step of the descent or, while it is played, on the straight way between two.
function pointAlong(places, step) {
  const before = Math.min(Math.floor(step), places.length - 1);
  const [from, to] = [places[before], places[before + 1] ?? places[before]];
  const along = (name) => from[name] + (step - before) * (to[name] - from[name]);
  return { ...from, left: along("left"), top: along("top") };
}

// Which step is shown, of how many, and L there; `losses` has L at each.
function stepInWords({ key, steps, written }, losses) {
  const step = Math.min(Math.floor(hand.values[key]), steps);
  const told = {
    step: writtenWhole(step),
    steps: writtenWhole(steps),
    loss: writtenNumber(losses[step]),
  };
  return filled(written, told);
}
