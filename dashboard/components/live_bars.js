// A step of the softmax as bars, which Plotly has drawn and which follow the hand, with the numbers
// at the right ends of their rows. The ends of the logits' bars are handles.

const BAR = 0.8; // of the height of a row

class LiveBars extends LiveFigure {
  constructor(node, tell) {
    super(node, tell);
    this.handles = [];
  }

  prepared(figure, live) {
    const { handles } = live.view;
    while (this.handles.length > handles.length) this.handles.pop().leave();
    for (const { key } of handles.slice(this.handles.length)) {
      const valueAt = (left) => valueBeyond(this.axis, left) - shiftInHand();
      this.handles.push(new SidewaysHandle(this.node, key, valueAt, this.tell));
    }
    return super.prepared(figure, live);
  }

  drawLive() {
    const { classes, quantity, hasSum } = this.view;
    const logits = withShift(logitsInHand(), shiftInHand());
    if (logits.length !== classes) return; // the figures of another K come one after another
    const steps = { logits, ...softmaxSteps(logits, temperatureInHand()) };
    const values = steps[quantity];
    const numbers = hasSum ? [...values, sum(values)] : values;
    const axes = plotAxes(this.node);
    const axis = this.fitted(axes.x, numbers);
    this.drawBars(values, { x: axis, y: axes.y });
    this.drawNumbers(numbers);
    this.drawHandles(values, steps.probabilities, { x: axis, y: axes.y });
    // Its ticks stand where Plotly's axis has them.
    const farthest = axes.x.ends[1];
    const isRescaled = Math.abs(pixelOn(axis, farthest) - pixelOn(axes.x, farthest)) > 0.5;
    this.node.classList.toggle("rescaled", isRescaled);
  }

  // The axis that the bars are drawn on. As long as the hand moves, it is the one from before, so
  // that no bar jumps; where the values ask for more it goes farther, or leaves long numbers more
  // room.
  fitted(plotted, numbers) {
    const { around, digit, fewest, margin } = this.view.fit;
    const { start, length, ends } = (hand.isMoving && this.axis) || plotted;
    const longest = Math.max(fewest, ...numbers.map((each) => writtenNumber(each).length));
    const right = Math.round(around + digit * longest); // Plotly rounds both, too
    const room = Math.round(plotArea(this.node).width) - start - right;
    const largest = Math.max(...numbers.map(Math.abs));
    const scale = Math.max(1, (margin * largest) / ends[1]);
    const axis = { start, length: Math.min(length, room), ends: ends.map((end) => scale * end) };
    if (!hand.isMoving) this.axis = axis;
    return axis;
  }

  // First a bar for each class; then, where there is a sum, all of them end to end in a last row.
  drawBars(values, { x, y }) {
    const height = (BAR * y.length) / (y.ends[1] - y.ends[0]);
    let end = 0;
    for (const [place, bar] of this.node.querySelectorAll(".barlayer .point path").entries()) {
      const row = Math.min(place, values.length);
      const start = row < values.length || place === row ? 0 : end;
      end = start + values[place % values.length];
      const [left, right] = [start, end].map((value) => pixelOn(x, value) - x.start);
      const top = pixelOn(y, row) - y.start - height / 2;
      bar.setAttribute("d", `M${left},${top}v${height}H${right}v${-height}Z`);
    }
  }

  drawNumbers(numbers) {
    for (const [row, text] of this.node.querySelectorAll(".annotation-text").entries()) {
      const written = writtenNumber(numbers[row]);
      if (text.textContent !== written) text.textContent = written;
    }
  }

  drawHandles(values, probabilities, { x, y }) {
    for (const [k, { key, label, symbols }] of this.view.handles.entries()) {
      const [own, probability] = symbols;
      const readings = [[own, hand.values[key]], [probability, probabilities[k]]];
      this.handles[k].moveTo(pixelOn(x, values[k]), pixelOn(y, k));
      this.handles[k].describe(label, key, writtenReadings(readings).join(", "));
    }
  }

  leave() {
    super.leave();
    for (const handle of this.handles) handle.leave();
  }
}
