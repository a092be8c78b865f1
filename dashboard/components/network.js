// The network at work: a small layer whose numbers can be moved, and which takes steps before one's
// eyes. The hand (hand.js) holds the layer; Python is told it when hand and play rest.

const MOST_UNDONE = 200; // changes
const UNDO_RESTS = 400; // ms after the last click
const LONGEST_FLOW = 1; // steps a second, beyond which a step is shown without its flow
// What was done on this page: it is there again after a visit to another one.
let leftNetwork = null; // { past, values, heard }

export function network({ data, parentElement, setTriggerValue }) {
  const message = JSON.parse(new TextDecoder().decode(data));
  const shown = (parentElement.network ??= new Network(parentElement.querySelector(".network")));
  shown.report = setTriggerValue;
  shown.receive(message);
  return () => {
    delete parentElement.network;
    shown.leave();
  };
}

class Network {
  constructor(root) {
    this.root = root;
    this.stage = this.find("stage");
    this.svg = this.stage.firstElementChild;
    this.past = []; // the values before each change, with their loss
    this.handles = [];
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    const on = (name, event, action) => this.find(name).addEventListener(event, action);
    on("step", "click", () => this.takeOne());
    on("play", "click", () => (this.isPlaying ? this.pause() : this.play()));
    on("undo", "click", () => this.goBackTo(this.past.length - 1));
    on("reset", "click", () => this.goBackTo(0));
    on("rate", "change", ({ target }) => this.takeRate(target));
    on("edges", "change", ({ target }) => {
      this.edges = target.value;
      this.report("edges", target.value);
      this.drawLive();
    });
    on("svg", "click", () => savePicture(this.svg, "svg"));
    on("png", "click", () => savePicture(this.svg, "png"));
    this.stage.addEventListener("click", (event) => this.chooseClass(event));
    this.unwatch = watchWidth(this.stage, () => this.build());
    hand.figures.add(this);
  }

  find(name) {
    return this.root.querySelector(`.${name}`);
  }

  // -------------------------------------------------------------------------- what Python sends

  receive(message) {
    const isFirst = !this.message;
    const before = hand.values;
    this.message = { ...message, ...message.live.view };
    this.giveWayTo(message.live.values);
    hearPython(message.live);
    if (isFirst) this.resume();
    else if (!areEqual(before, hand.values)) this.past = [];
    const { parameter } = message.paths ?? {};
    if (parameter !== this.heardParameter) this.parameter = this.heardParameter = parameter;
    if (message.edges !== this.heardEdges) this.edges = this.heardEdges = message.edges;
    this.label();
    this.build();
    this.say(this.result());
    this.root.dataset.drawings = Number(this.root.dataset.drawings ?? 0) + 1;
  }

  // What was set elsewhere on the page, a size in the sidebar, ends what flows and what is dragged.
  giveWayTo(values) {
    if (areEqual(values, hand.heard) || hand.awaited.some((told) => areEqual(told, values))) return;
    this.endPlay();
    Object.assign(hand, { isMoving: false, awaited: [] });
  }

  // On the way back from another page.
  resume() {
    if (!leftNetwork) return;
    const { past, values, heard } = leftNetwork;
    leftNetwork = null;
    if (isSameLayer(values, hand.values)) this.past = past;
    else if (isSameLayer(heard, hand.values)) {
      this.past = past;
      moveHand(values);
      this.restSoon();
    }
  }

  label() {
    const { texts, may } = this.message;
    for (const name of ["step", "undo", "reset"]) this.find(name).textContent = texts[name];
    for (const name of ["speed", "rate", "edges"]) {
      this.find(`${name}-field`).firstElementChild.textContent = texts[name];
    }
    setAttributes(this.root.querySelector(".controls"), { "aria-label": texts.controls });
    for (const name of ["svg", "png"]) setAttributes(this.find(name), { title: texts[name] });
    for (const name of ["step", "play", "undo", "reset", "speed-field"]) {
      this.find(name).hidden = may.step.isHidden;
    }
    this.find("rate").disabled = may.rate.isLocked;
    this.find("rate-field").hidden = may.rate.isHidden;
    const options = ["w", "∂L/∂w"].map((value) => new Option(value, value));
    this.find("edges").replaceChildren(...options);
    Object.assign(this.find("edges"), { value: this.edges, disabled: may.edges.isLocked });
    this.find("edges-field").hidden = may.edges.isHidden;
    this.drawButtons();
  }

  // ------------------------------------------------------------------------------- the picture

  // The parts of the picture, where a size, the width or the language has changed, and its handles.
  build() {
    const { inputs, classes } = hand.given;
    const width = this.stage.clientWidth;
    const { headers } = this.message.texts;
    const hasPaths = this.message.paths !== null;
    const built = JSON.stringify([inputs, classes, width, headers, hand.given.free]);
    if (built !== this.built) {
      this.built = built;
      this.layout = { ...networkLayout(inputs, classes, width, hasPaths), width, hasPaths };
      this.picture ??= new NetworkPicture(this.svg, this.message.colours);
      this.picture.build(this.layout, headers[this.layout.isNarrow ? "narrow" : "wide"]);
      this.buildHandles();
    }
    this.drawLive();
  }

  buildHandles() {
    for (const handle of this.handles) handle.leave();
    const { free } = hand.given;
    const { inputs, rows, targets, em, isNarrow } = this.layout;
    this.handles = [];
    if (free.includes("a")) {
      inputs.forEach(({ x, y, r }, p) => {
        this.addHandle(`a${p + 1}`, { left: x - r, top: y - r, width: 2 * r, height: 2 * r });
      });
    }
    rows.forEach((row, p) => {
      row.forEach(({ left, y, height }, k) => {
        const isBias = p === inputs.length;
        if (!free.includes(isBias ? "b" : "W")) return;
        const width = em * (isNarrow ? 6.1 : 6.2);
        const key = isBias ? `b${k + 1}` : `w${p + 1}${k + 1}`;
        const handle = this.addHandle(key, { left, top: y - height / 2, width, height });
        handle.element.classList.add("in-row");
      });
    });
    if (free.includes("target")) {
      const follow = this.followHand();
      const handle = new ClassHandle(this.stage, "target", 1, follow);
      handle.rows = targets.map(({ y }) => y);
      this.handles.push(handle);
    }
  }

  addHandle(key, place) {
    const follow = this.followHand();
    const choose = () => this.choose(key);
    const began = () => {
      choose();
      follow.began();
    };
    const follows = { ...follow, began, tapped: choose };
    const handle = new NumberHandle(this.stage, key, this.message.step, follows);
    handle.place(place);
    // Not when a finger touches it: that may scroll the page.
    for (const event of ["focus", "click"]) handle.element.addEventListener(event, choose);
    this.handles.push(handle);
    return handle;
  }

  // Lights the paths of a weight or bias at once; Python is told when the hand rests. True where they
  // were not lit before.
  choose(key) {
    if (!this.message.paths?.isFree || key[0] === "a" || key === this.parameter) return false;
    this.parameter = key;
    this.drawLive();
    this.say(this.result());
    this.restSoon();
    return true;
  }

  // A click on a ŷ, or on its y, makes that class the true one.
  chooseClass({ clientX, clientY, target }) {
    const { left, top } = this.stage.getBoundingClientRect();
    const { strips, probabilities, targets } = this.layout;
    const x = clientX - left;
    const isTarget = x > strips.probabilities.left && x < strips.targets.right;
    if (!isTarget || target.closest(".handle") || !hand.given.free.includes("target")) return;
    const reach = 3 * probabilities[0].r;
    const isNear = ({ y }, k) => Math.abs((y + targets[k].y) / 2 - (clientY - top)) < reach / 2;
    const row = probabilities.findIndex(isNear);
    if (row < 0) return;
    this.began();
    moveHand({ target: row + 1 });
    this.rest();
  }

  followHand() {
    return {
      began: () => this.began(),
      rested: () => this.rest(),
      refused: (sentence) => this.say(sentence),
    };
  }

  drawLive() {
    const now = layerShown(hand.values);
    const shown = this.flow ? this.flow.shownAt(performance.now()) : { ...now, ...this.atRest(now) };
    const losses = [...this.past.map(({ loss }) => loss), shown.loss];
    const { paths } = this.message;
    if (paths) shown.paths = pathsShown(now, this.parameter, paths.isMistaken);
    this.picture.draw({ pulses: {}, reveal: ALL_REVEALED, ...shown, losses });
    this.describe(now);
    if (!this.flow && !this.isPlaying && hand.isMoving) this.say(this.result());
  }

  atRest(now) {
    const isGradient = this.edges !== "w";
    return {
      edges: { numbers: isGradient ? now.gradients : now.rows, isGradient },
      second: this.changed ? { numbers: this.changed, isChange: true } : { numbers: now.gradients },
    };
  }

  // What a screen reader hears; while it plays, nothing of each frame.
  describe(now) {
    const { texts } = this.message;
    const rate = this.find("rate");
    if (document.activeElement !== rate) rate.value = hand.values.eta ?? "";
    const target = this.handles.find(({ key }) => key === "target");
    if (target) this.placeTarget(target);
    if (this.isPlaying || this.flow) return;
    const inWords = (letter, numbers) =>
      numbers.map((x, k) => `${letter}${SUBSCRIPTS[k + 1]} = ${writtenNumber(x)}`).join(", ");
    const label = filled(texts.alternative, {
      activations: inWords("a", now.activations),
      logits: inWords("z", now.logits),
      probabilities: inWords("ŷ", now.probabilities),
      loss: writtenNumber(now.loss),
      logit_gradients: inWords("∂L/∂z", now.logitGradient),
      activation_gradients: inWords("∂L/∂a", now.activationGradient),
      ...this.parameterInWords(),
    });
    setAttributes(this.root, { "aria-label": label });
    const { name, share } = trueClassOf(now);
    const outcome = `L = ${writtenNumber(now.loss)}${name ? `, ${name} = ${writtenNumber(share)}` : ""}`;
    // What is not in the hand is read again when it rests.
    const told = this.handles.filter((each) => each !== target && (each.isHeld || !hand.isMoving));
    for (const handle of told) {
      const own = keyInWords(handle.key);
      handle.describe(own, `${own} = ${writtenNumber(hand.values[handle.key])}, ${outcome}`);
    }
    const own = name ? keyInWords(`y${hand.values.target} = 1`) : texts.soft;
    target?.describe(texts.true_class, `${own}, ${outcome}`);
  }

  parameterInWords() {
    if (!this.message.paths) return {};
    const { p, q } = parameterOf(this.parameter);
    const [logit, own] = [keyInWords(`z${q + 1}`), keyInWords(`ŷ${q + 1}`)];
    return { name: parameterName(p, q), logit, own };
  }

  // Over the row of the true class; with a soft target, over the first.
  placeTarget(handle) {
    const { targets, em, isNarrow } = this.layout;
    const height = isNarrow ? FINGER : em * 1.8;
    const { x, y } = targets[Math.max(hand.values.target - 1, 0)];
    if (handle.isHeld && handle.grip) return; // a drag is counted from where it began
    handle.place({ left: x - em * 2, top: y - height / 2, width: em * 4, height });
  }

  say(text) {
    const told = this.find("told");
    // A handle in the hand says its own value.
    const isQuiet = this.isPlaying || this.handles.some(({ isHeld }) => isHeld);
    setAttributes(told, { "aria-live": isQuiet ? "off" : "polite" });
    if (told.textContent !== text) told.textContent = text;
  }

  // ----------------------------------------------------------------------------- what is changed

  // Before a hand moves something.
  began() {
    if (this.flow || this.isPlaying) this.endPlay();
    this.changed = null;
    this.begun ??= this.asPast();
  }

  asPast() {
    return { values: hand.values, loss: layerShown(hand.values).loss };
  }

  rest() {
    const { begun } = this;
    this.begun = null;
    const isSoft = begun?.values.target === 0 && hand.values.target !== 0;
    if (isSoft) this.past = []; // what it was cannot be told in a number
    else if (begun && !areEqual(begun.values, hand.values)) this.remember(begun);
    this.drawButtons();
    const { parameter } = this;
    if (parameter !== this.heardParameter) {
      this.heardParameter = parameter; // as it will be
      this.report("chosen", parameter);
    }
    restHand((values) => this.report("moved", values));
  }

  remember(past) {
    this.past.push(past);
    // The first stays, for Reset.
    if (this.past.length > MOST_UNDONE) this.past.splice(1, 1);
  }

  restSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      if (this.handles.some(({ grip }) => grip)) this.restSoon();
      else if (!this.isPlaying) this.rest();
    }, UNDO_RESTS);
  }

  goBackTo(index) {
    this.endPlay();
    if (!this.past[index]) return;
    moveHand(this.past[index].values);
    this.past.length = index;
    this.changed = null;
    this.last = null;
    this.say(this.result());
    this.drawButtons();
    this.restSoon();
  }

  takeRate(field) {
    const { value, refused } = numberTyped(field.value, hand.values.eta, this.message.rates);
    if (refused) {
      this.say(refused);
      field.value = hand.values.eta;
      return;
    }
    moveHand({ eta: value });
    this.rest();
  }

  // -------------------------------------------------------------------------------------- steps

  takeOne() {
    this.endPlay();
    clearTimeout(this.resting);
    this.take();
    this.drawButtons();
    this.tick();
  }

  play() {
    clearTimeout(this.resting);
    this.isPlaying = true;
    this.take();
    this.drawButtons();
    this.tick();
  }

  pause() {
    this.endPlay();
    this.drawLive();
    this.say(this.result());
    this.rest();
  }

  // Shows at once what the step that flows leads to.
  endPlay() {
    cancelAnimationFrame(this.frame);
    this.isPlaying = false;
    this.flow = null;
    this.drawButtons();
  }

  // Takes a step: the hand holds its result at once, and the picture flows there.
  take() {
    const before = layerShown(hand.values);
    const { eta } = hand.values;
    const past = this.asPast();
    const rows = before.rows.map((row, p) => layerStep(row, before.gradients[p], eta));
    moveHand(valuesOf(rows));
    this.hasEnded = areEqual(past.values, hand.values);
    if (!this.hasEnded) this.remember(past);
    const after = layerShown(hand.values);
    // Where nothing may move, what has changed stays on screen until the next change.
    const change = before.rows.map((row, p) => row.map((value, k) => after.rows[p][k] - value));
    this.changed = this.calm.matches ? change : null;
    const isCut = rows.flat().some((value) => Math.abs(value) > this.message.limit);
    this.last = { before, after, isCut };
    const speed = Number(this.find("speed").value);
    const duration = 1000 / speed;
    const begun = performance.now();
    const isFlowing = speed <= LONGEST_FLOW;
    const timeAt = (now) => Math.min((now - begun) / duration, 1);
    this.flow = {
      hasEnded: (now) => timeAt(now) >= 1,
      shownAt: (now) => {
        if (!isFlowing) return shownBetween(before, after, this.calm.matches ? 1 : timeAt(now));
        const time = this.calm.matches ? endOfPhase(timeAt(now)) : timeAt(now);
        const shown = shownInFlow(before, after, eta, time);
        return this.calm.matches ? { ...shown, pulses: {} } : shown;
      },
      phaseAt: (now) => (isFlowing ? phasesAt(timeAt(now)).phase : null),
    };
  }

  tick() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (!this.flow) return;
      const now = performance.now();
      if (this.flow.hasEnded(now)) return this.endStep();
      this.drawLive();
      this.say(this.phaseInWords(this.flow.phaseAt(now)));
      this.tick();
    });
  }

  endStep() {
    this.flow = null;
    if (this.isPlaying && !this.hasEnded) {
      this.take();
      this.drawLive();
      return this.tick();
    }
    this.endPlay();
    this.drawLive();
    this.say(this.result());
    this.rest();
  }

  drawButtons() {
    const { texts, may } = this.message;
    const play = this.find("play");
    play.textContent = this.isPlaying ? texts.pause : texts.play;
    for (const name of ["step", "play"]) this.find(name).disabled = may.step.isLocked;
    for (const name of ["undo", "reset"]) {
      this.find(name).disabled = may.step.isLocked || this.past.length === 0;
    }
    this.root.dataset.playing = Boolean(this.isPlaying);
  }

  // -------------------------------------------------------------------------------------- words

  phaseInWords(phase) {
    const { texts } = this.message;
    if (phase === null || phase === "result") return this.stepInWords();
    return filled(texts[phase], lossTold(this.last.before));
  }

  // What the last step has done; where none was taken, what the layer makes of its input.
  result() {
    if (this.last && areEqual(valuesOf(this.last.after.rows), valuesOf(layerShown(hand.values).rows))) {
      return this.stepInWords();
    }
    const now = layerShown(hand.values);
    if (this.message.paths) return this.pathsInWords(pathsShown(now, this.parameter, false));
    const told = lossTold(now);
    const { state, state_soft: soft } = this.message.texts;
    return filled(told.probability ? state : soft, told);
  }

  // The short formula with its numbers: ∂L/∂w₂₁ = a₂(ŷ₁ − y₁) = 0.3450
  pathsInWords({ p, q, right }) {
    const error = keyInWords(`ŷ${q + 1} − `) + keyInWords(`y${q + 1}`);
    const formula = p === null ? error : `${keyInWords(`a${p + 1}`)}(${error})`;
    const values = { name: parameterName(p, q), formula, value: writtenNumber(right) };
    return filled(this.message.texts.paths, values);
  }

  stepInWords() {
    const { kind, values } = stepTold(this.last, this.past.length);
    const { texts } = this.message;
    return filled(texts[kind], values) + (this.last.isCut ? ` ${texts.cut}` : "");
  }

  leave() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    leftNetwork = { past: this.past, values: hand.values, heard: hand.heard };
    hand.figures.delete(this);
    Object.assign(hand, { isMoving: false, awaited: [] });
    this.unwatch();
    for (const handle of this.handles) handle.leave();
  }
}

const ALL_REVEALED = { logits: 1, probabilities: 1, loss: 1, gradients: 1, rows: 1, passedBack: 1 };
