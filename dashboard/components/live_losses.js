// The loss at each step of the descent; the hand moves the mark of the step shown along them.

class LiveLosses extends LiveMap {
  static parts = { path: ["polyline", "path"] };

  prepared(figure, live) {
    const { line, marker } = figure.data[live.view.traces.path];
    const [curve, steps] = this.overlay.parts.path;
    likeLine(curve, line);
    likeLine(steps, { color: line.color, width: marker.size });
    steps.style.strokeLinecap = "round";
    return super.prepared(figure, live);
  }

  drawMark(marker) {
    const [path] = this.mark.children;
    const radius = marker.size / 2;
    const half = `a${radius},${radius} 0 0 1 `;
    path.setAttribute("d", `M${-radius},0${half}${2 * radius},0${half}${-2 * radius},0Z`);
    likeMark(path, marker);
  }

  get keys() {
    return [this.view.descent.key];
  }

  get points() {
    return descentInHand(this.view.descent).losses.map((loss, step) => this.placeOn(step, loss));
  }

  placeOf() {
    return pointAlong(this.points, hand.values[this.view.descent.key]);
  }

  valuesAt(left) {
    return { [this.view.descent.key]: valueOn(plotAxes(this.node).x, left) };
  }

  step([across, upwards]) {
    super.step([across + upwards]);
  }

  // Where only another step is shown, the curve stays as Plotly has drawn it.
  lateTraces() {
    const { key } = this.view.descent;
    const isSame = areEqual(hand.values, { ...this.inPlotly, [key]: hand.values[key] });
    return isSame ? [] : super.lateTraces();
  }

  drawOver() {
    const points = this.points.map(this.overlay.fit(plotAxes(this.node)));
    const [curve, steps] = this.overlay.parts.path;
    curve.setAttribute("points", points.join(" "));
    steps.setAttribute("d", points.map((point) => `M${point}h0`).join(""));
  }

  get lines() {
    return [stepInWords(this.view.descent, descentInHand(this.view.descent).losses)];
  }
}
