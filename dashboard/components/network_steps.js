// Takes steps of gradient descent, one or one after another, before one's eyes.

class NetworkSteps {
  constructor(network) {
    this.network = network;
    this.isPlaying = false;
    this.flow = null; // the step that the picture shows now
    this.forget();
  }

  forget() {
    this.last = null; // the step taken last: { before, after, isCut }
    this.changed = null; // by how much, while that is shown
  }

  takeOne() {
    this.end();
    this.begin();
  }

  play() {
    this.isPlaying = true;
    this.begin();
  }

  begin() {
    clearTimeout(this.network.resting);
    this.take();
    this.network.controls.drawButtons();
    this.tick();
  }

  pause() {
    const { network } = this;
    this.end();
    network.drawLive();
    network.say(network.result());
    network.rest();
  }

  // Shows at once what the step that flows leads to.
  end() {
    cancelAnimationFrame(this.frame);
    this.isPlaying = false;
    this.flow = null;
    this.network.controls.drawButtons();
  }

  // Takes a step: the hand holds its result at once, and the picture flows there.
  take() {
    const { network } = this;
    const before = layerShown(hand.values);
    const { eta } = hand.values;
    const past = network.asPast();
    const rows = before.rows.map((row, p) => layerStep(row, before.gradients[p], eta));
    moveHand(valuesOf(rows));
    this.hasEnded = areEqual(past.values, hand.values);
    if (!this.hasEnded) network.remember(past);
    const after = layerShown(hand.values);
    // Where nothing may move, what has changed stays on screen until the next change.
    const change = before.rows.map((row, p) => row.map((value, k) => after.rows[p][k] - value));
    this.changed = isCalm.matches ? change : null;
    const isCut = rows.flat().some((value) => Math.abs(value) > network.message.limit);
    this.last = { before, after, isCut };
    this.flow = flowFrom(before, after, eta, Number(network.find("speed").value));
  }

  tick() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (!this.flow) return;
      const now = performance.now();
      if (this.flow.hasEnded(now)) return this.endStep();
      this.network.drawLive();
      this.network.say(this.inWords(this.flow.phaseAt(now)));
      this.tick();
    });
  }

  endStep() {
    if (!this.isPlaying || this.hasEnded) return this.pause();
    this.take();
    this.network.drawLive();
    this.tick();
  }

  inWords(phase = "result") {
    const { message, past } = this.network;
    if (phase === "result") return stepTold(this.last, past.length, message.texts);
    return filled(message.texts[phase], lossTold(this.last.before));
  }
}
