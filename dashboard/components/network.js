// The network at work: a small layer whose numbers can be moved, and which takes steps before one's
// eyes. The hand (hand.js) holds the layer; Python is told it when hand and play rest.

const MOST_UNDONE = 200; // changes
const UNDO_RESTS = 400; // ms after the last click
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
    this.handles = new NetworkHandles(this);
    this.steps = new NetworkSteps(this);
    this.controls = new NetworkControls(this);
    this.stage.addEventListener("click", (event) => this.handles.chooseClass(event));
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
    else if (!areEqual(before, hand.values)) {
      this.past = [];
      this.steps.changed = null; // what is told of the step before is of another layer
    }
    const { parameter } = message.paths ?? {};
    if (parameter !== this.heardParameter) this.parameter = this.heardParameter = parameter;
    if (message.edges !== this.heardEdges) this.edges = this.heardEdges = message.edges;
    this.controls.label(this.message, this.edges);
    this.build();
    this.say(this.result());
    this.root.dataset.drawings = Number(this.root.dataset.drawings ?? 0) + 1;
  }

  // What was set elsewhere on the page, a size in the sidebar, ends what flows and what is dragged.
  giveWayTo(values) {
    if (areEqual(values, hand.heard) || hand.awaited.some((told) => areEqual(told, values))) return;
    this.steps.end();
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
      this.handles.build(this.layout);
    }
    this.drawLive();
  }

  // Lights the paths of a weight or bias at once; Python is told when the hand rests. True where they
  // were not lit before.
  choose(key) {
    if (!this.message.paths?.isFree || !/^[wb]/.test(key) || key === this.parameter) return false;
    this.parameter = key;
    this.drawLive();
    this.say(this.result());
    this.restSoon();
    return true;
  }

  drawLive() {
    const now = layerShown(hand.values);
    const { flow, isPlaying } = this.steps;
    const shown = flow ? flow.shownAt(performance.now()) : { ...now, ...this.atRest(now) };
    const losses = [...this.past.map(({ loss }) => loss), shown.loss];
    const { paths } = this.message;
    if (paths) shown.paths = pathsShown(now, this.parameter, paths.isMistaken);
    this.picture.draw({ pulses: {}, reveal: ALL_REVEALED, ...shown, losses });
    this.describe(now);
    if (!flow && !isPlaying && hand.isMoving) this.say(this.result());
  }

  // What the edges are drawn by, "w" or "∂L/∂w".
  drawEdgesBy(edges) {
    this.edges = edges;
    this.report("edges", edges);
    this.drawLive();
  }

  atRest(now) {
    const isGradient = this.edges !== "w";
    const { changed } = this.steps;
    return {
      edges: { numbers: isGradient ? now.gradients : now.rows, isGradient },
      second: changed ? { numbers: changed, isChange: true } : { numbers: now.gradients },
    };
  }

  // What a screen reader hears; while it plays, nothing of each frame.
  describe(now) {
    const { texts, paths } = this.message;
    this.controls.writeRate(hand.values.eta);
    this.handles.placeTarget();
    if (this.steps.isPlaying || this.steps.flow) return;
    setAttributes(this.root, { "aria-label": layerInWords(now, paths && this.parameter, texts) });
    this.handles.describe(now, texts);
  }

  // What the last step has done; where none was taken, what the layer makes of its input.
  result() {
    const now = layerShown(hand.values);
    const { texts, paths } = this.message;
    const { last } = this.steps;
    if (last && areEqual(valuesOf(last.after.rows), valuesOf(now.rows))) return this.steps.inWords();
    return paths ? pathsTold(pathsShown(now, this.parameter, false), texts) : layerTold(now, texts);
  }

  say(text) {
    const told = this.find("told");
    // A handle in the hand says its own value.
    const isQuiet = this.steps.isPlaying || this.handles.all.some(({ isHeld }) => isHeld);
    setAttributes(told, { "aria-live": isQuiet ? "off" : "polite" });
    if (told.textContent !== text) told.textContent = text;
  }

  // ----------------------------------------------------------------------------- what is changed

  // Before a hand moves something.
  began() {
    if (this.steps.flow || this.steps.isPlaying) this.steps.end();
    this.steps.changed = null;
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
    this.controls.drawButtons();
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
      if (this.handles.all.some(({ grip }) => grip)) this.restSoon();
      else if (!this.steps.isPlaying) this.rest();
    }, UNDO_RESTS);
  }

  goBackTo(index) {
    this.steps.end();
    if (!this.past[index]) return;
    moveHand(this.past[index].values);
    this.past.length = index;
    this.steps.forget();
    this.say(this.result());
    this.controls.drawButtons();
    this.restSoon();
  }

  leave() {
    cancelAnimationFrame(this.steps.frame);
    clearTimeout(this.resting);
    leftNetwork = { past: this.past, values: hand.values, heard: hand.heard };
    hand.figures.delete(this);
    Object.assign(hand, { isMoving: false, awaited: [] });
    this.unwatch();
    this.handles.leave();
  }
}

const ALL_REVEALED = { logits: 1, probabilities: 1, loss: 1, gradients: 1, rows: 1, passedBack: 1 };
