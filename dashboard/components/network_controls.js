// The buttons and fields below the network.

class NetworkControls {
  constructor(network) {
    this.network = network;
    this.find = (name) => network.find(name);
    const { steps, svg } = network;
    const on = (name, event, action) => this.find(name).addEventListener(event, action);
    on("step", "click", () => steps.takeOne());
    on("play", "click", () => (steps.isPlaying ? steps.pause() : steps.play()));
    on("undo", "click", () => network.goBackTo(network.past.length - 1));
    on("reset", "click", () => network.goBackTo(0));
    on("rate", "change", ({ target }) => this.takeRate(target));
    on("edges", "change", ({ target }) => network.drawEdgesBy(target.value));
    for (const kind of ["svg", "png"]) on(kind, "click", () => savePicture(svg, kind));
  }

  label({ texts, may }, edges) {
    for (const name of ["step", "undo", "reset"]) this.find(name).textContent = texts[name];
    for (const name of ["speed", "rate", "edges"]) {
      this.find(`${name}-field`).firstElementChild.textContent = texts[name];
    }
    setAttributes(this.find("controls"), { "aria-label": texts.controls });
    for (const name of ["svg", "png"]) setAttributes(this.find(name), { title: texts[name] });
    for (const name of ["step", "play", "undo", "reset", "speed-field"]) {
      this.find(name).hidden = may.step.isHidden;
    }
    this.find("rate").disabled = may.rate.isLocked;
    this.find("rate-field").hidden = may.rate.isHidden;
    const options = ["w", "∂L/∂w"].map((value) => new Option(value, value));
    this.find("edges").replaceChildren(...options);
    Object.assign(this.find("edges"), { value: edges, disabled: may.edges.isLocked });
    this.find("edges-field").hidden = may.edges.isHidden;
    this.drawButtons();
  }

  drawButtons() {
    const { message, past, root, steps } = this.network;
    const { texts, may } = message;
    this.find("play").textContent = steps.isPlaying ? texts.pause : texts.play;
    for (const name of ["step", "play"]) this.find(name).disabled = may.step.isLocked;
    for (const name of ["undo", "reset"]) {
      this.find(name).disabled = may.step.isLocked || past.length === 0;
    }
    root.dataset.playing = steps.isPlaying;
  }

  writeRate(rate = "") {
    const field = this.find("rate");
    if (document.activeElement !== field) field.value = rate;
  }

  takeRate(field) {
    const { network } = this;
    const { value, refused } = numberTyped(field.value, hand.values.eta, network.message.rates);
    if (refused) {
      field.value = hand.values.eta;
      return network.say(refused);
    }
    moveHand({ eta: value });
    network.rest();
  }
}
