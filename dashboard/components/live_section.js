// A cut through the losses along one logit, which the hand moves at the example's mark on it. The other
// logits move the curves.

const CURVE_POINTS = 61;

class LiveSection extends LiveMap {
  static parts = {
    crossEntropy: ["polyline"],
    squaredError: ["polyline"],
    slopes: ["path"],
    onSquaredError: ["path"],
  };

  prepared(figure, live) {
    const { parts } = this.overlay;
    const look = (name) => figure.data[live.view.traces[name]];
    for (const name of ["crossEntropy", "squaredError", "slopes"]) {
      likeLine(parts[name][0], look(name).line);
    }
    const { size, color, line } = look("onSquaredError").marker;
    this.corner = size * DIAMOND;
    likeMark(parts.onSquaredError[0], { color: "none", line: { color, width: line.width } });
    return super.prepared(figure, live);
  }

  get keys() {
    return [this.view.across];
  }

  placeOf(logits) {
    const [k] = this.moved;
    return this.placeOn(logits[k], this.lossesAt(logits)[0].loss);
  }

  valuesAt(left) {
    return { [this.view.across]: valueOn(plotAxes(this.node).x, left) };
  }

  step([across, upwards]) {
    super.step([across + upwards]);
  }

  // Cross-entropy and squared error with their gradients.
  lossesAt(logits) {
    return Object.keys(LOSSES_WITH_GRADIENT).map((name) => lossWithGradientAt(logits, name));
  }

  drawOver() {
    const axes = plotAxes(this.node);
    const within = this.overlay.fit(axes);
    const place = (across, loss) => within(this.placeOn(across, loss));
    const { crossEntropy, squaredError, slopes, onSquaredError } = this.overlay.parts;
    const [k] = this.moved;
    const logits = logitsInHand();
    const [least, most] = axes.x.ends;
    const ways = [[], []];
    for (let count = 0; count < CURVE_POINTS; count += 1) {
      const value = least + ((most - least) * count) / (CURVE_POINTS - 1);
      const losses = this.lossesAt(logits.map((logit, other) => (other === k ? value : logit)));
      for (const [which, { loss }] of losses.entries()) ways[which].push(place(value, loss));
    }
    crossEntropy[0].setAttribute("points", ways[0].join(" "));
    squaredError[0].setAttribute("points", ways[1].join(" "));
    const here = this.lossesAt(logits);
    const { aside } = this.view;
    const lines = here.map(({ loss, gradient }) => {
      const ends = [-aside, aside].map((by) => place(logits[k] + by, loss + by * gradient[k]));
      return `M${ends.join("L")}`;
    });
    slopes[0].setAttribute("d", lines.join(""));
    const [left, top] = place(logits[k], here[1].loss);
    onSquaredError[0].setAttribute("d", `M${left + this.corner},${top}l${diamond(this.corner)}Z`);
  }

  // The logit, L, and the slope of the cut.
  readings() {
    const { symbols, across } = this.view;
    const [k] = this.moved;
    const [{ loss, gradient }] = this.lossesAt(logitsInHand());
    return [
      [symbols[across], hand.values[across]],
      ["L", loss],
      [`∂L/∂${symbols[across]}`, gradient[k]],
    ];
  }
}
