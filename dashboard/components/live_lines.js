// Lines over a value that a hand moves, and the mark at the value as it is now: an upright line, with
// a point on each of the others.

class LiveLines extends LiveFigure {
  prepared(figure, live) {
    const { key } = live.view;
    const valueAt = (left) => valueOn(plotAxes(this.node).x, left);
    this.handle ??= new SidewaysHandle(this.node, key, valueAt, this.tell);
    this.handle.element.classList.add("upright");
    this.across = Array.from(arrayOf(figure.data[0].x));
    this.names = figure.data.map(({ name }) => name);
    return super.prepared(figure, live);
  }

  drawLive() {
    const { classes, key, label, symbol } = this.view;
    if (logitsInHand().length !== classes) return; // the figures of another K come one by one
    const { x, y } = plotAxes(this.node);
    const placed = (value, height) => [pixelOn(x, value) - x.start, pixelOn(y, height) - y.start];
    const columns = this.across.map((value) => this.heightsAt(value));
    for (const [k, line] of this.node.querySelectorAll(".scatterlayer .js-line").entries()) {
      const points = columns.map((heights, place) => placed(this.across[place], heights[k]));
      line.setAttribute("d", `M${points.join("L")}`);
    }
    const now = hand.values[key];
    const heights = this.heightsAt(now);
    for (const [k, mark] of this.node.querySelectorAll(".scatterlayer .point").entries()) {
      mark.setAttribute("transform", `translate(${placed(now, heights[k])})`);
    }
    const left = pixelOn(x, now);
    const upright = this.node.querySelector(".shapelayer path");
    upright.setAttribute("d", `M${left},${y.start}v${y.length}`);
    const { element } = this.handle;
    element.hidden = !isWithin(x, left);
    element.style.height = `${y.length}px`;
    this.handle.moveTo(left, y.start + y.length / 2);
    // log Σ e^u is the last, and may be as high as the largest u to within rounding.
    const highest = heights.lastIndexOf(Math.max(...heights));
    const lines = writtenReadings([[symbol, now], [this.names[highest], heights[highest]]]);
    this.handle.describe(label, key, lines.join(", "));
    this.readBeside(this.handle, lines, left, y.start + 32);
  }

  leave() {
    super.leave();
    this.handle.leave();
  }
}

// Every ŷ along the temperature.
class LiveTemperature extends LiveLines {
  heightsAt(temperature) {
    return softmax(logitsInHand(), temperature);
  }
}

// Every u, and log Σ e^u, along the shift.
class LiveShift extends LiveLines {
  heightsAt(shift) {
    const logits = withShift(logitsInHand(), shift);
    const { scaled, logNormalizer } = softmaxSteps(logits, temperatureInHand());
    return [...scaled, logNormalizer];
  }
}
