// Plays a training run in the browser. Python sends the run's history in chunks of typed arrays;
// playing, pausing, stepping and scrubbing through what is here cost the server nothing. It draws;
// the numbers all come from Python.

const REDUCED_MOTION_INTERVAL = 500; // ms between pictures when the system asks for less motion

let untold = null; // where a player was when its page was left, if Python has not heard of it

export default function ({ data, parentElement, setTriggerValue }) {
  const player = (parentElement.player ??= new Player(parentElement));
  player.ask = (question) => setTriggerValue("ask", question);
  canAskForPlotly(parentElement, setTriggerValue);
  const message = unpack(data);
  if (message.plotly) plotlyLoader.arrived?.(message.plotly);
  player.receive(message);
  return () => {
    plotlyLoader.askers.delete(parentElement);
    player.close();
    delete parentElement.player;
  };
}

class Player {
  constructor(parent) {
    this.root = parent.querySelector(".player");
    this.find = (name) => this.root.querySelector(`.${name}`);
    this.have = 0; // the last step whose numbers are here
    this.playing = false;
    this.speed = null; // in steps a second: Python tells the first
    this.before = { run: "", step: 0 }; // the run before this one, and where it was left
    this.charts = new Charts(this);
    this.numbers = new ShownNumbers(this);
    this.questions = new Questions(this);
    this.listen();
  }

  get step() {
    return Math.floor(this.cursor);
  }

  // The epoch that the update after a step belongs to, and its last step: another batch size
  // begins a new one.
  epochAt(step) {
    const place = this.epochs.findLastIndex(({ first }) => first <= step);
    const { first, number, batches } = this.epochs[place];
    const passed = Math.floor((step - first) / batches);
    const next = this.epochs[place + 1]?.first ?? Infinity;
    return { number: number + passed, end: Math.min(first + (passed + 1) * batches, next) };
  }

  listen() {
    const on = (name, event, action) => this.find(name).addEventListener(event, action);
    on("play", "click", () => (this.playing ? this.pause() : this.play()));
    on("batch", "click", () => this.goTo(this.step + 1));
    on("epoch", "click", () => this.goTo(this.epochAt(this.step).end));
    on("reset", "click", () => this.goTo(0));
    on("scrubber", "input", ({ target }) => this.goTo(Number(target.value)));
    on("speed", "change", ({ target }) => {
      this.speed = Number(target.value);
      // The link follows; while it plays, with the next question.
      if (!this.playing) this.questions.settle();
    });
    this.listening = new AbortController();
    const { signal } = this.listening;
    const completeLink = ({ detail: url }) => {
      if (this.playing) url.searchParams.set("step", this.step);
    };
    document.addEventListener("logit-lab-link", completeLink, { signal }); // copy_link.js
    const leave = () => this.questions.askLater();
    document.addEventListener("logit-lab-leave", leave, { signal }); // page_script.js
  }

  // ------------------------------------------------------------------------- what Python sends

  receive(message) {
    const { questions } = this;
    this.speed ??= this.find("speed").value = message.speed;
    const isNew = message.run !== this.run;
    const moved = isNew || message.seek.id !== this.seekId;
    const leaves = isNew && this.playing;
    if (isNew) this.begin(message);
    else if (moved) this.cursor = message.seek.step;
    this.seekId = message.seek.id;
    questions.leastLookAhead = message.look_ahead; // none while the server has others to answer
    const { limit, ended, epochs, rest } = message;
    Object.assign(this, { limit, ended, epochs, rest });
    if (message.first <= this.have) this.merge(message);
    questions.asked = null;
    // After a return to the page Python goes on where it was, while the browser has nothing.
    const gap = message.first > this.have;
    const lacksDetails = !this.playing && !message.rest;
    // While a run plays only the player knows its step.
    if (gap || lacksDetails || leaves || this.have < questions.enough) questions.request();
    // Steps that only lengthen the history change nothing on screen but how far there is to go.
    const look = this.lookOf(message);
    if (this.playing && !moved && look === this.look) return this.numbers.draw();
    this.look = look;
    this.label(message);
    if (!this.plotly) this.drawArrived(); // buttons, numbers and pictures need not wait for it
    loadPlotly(message.plotly_js).then(
      (plotly) => {
        this.plotly = plotly;
        if (this.closed) return;
        sayUnavailable(this.root, "");
        this.drawArrived();
      },
      (error) => sayUnavailable(this.root, message.unavailable, error),
    );
  }

  // On the way to a far step the charts stay as they are until it is here.
  drawArrived() {
    if (this.have >= this.step) return this.drawAll();
    this.drawButtons();
    this.numbers.draw();
    this.numbers.describe();
  }

  // Whatever decides how the charts look: their figures, the words and the theme.
  lookOf({ charts, texts }) {
    const colour = getComputedStyle(this.root).getPropertyValue("--st-text-color");
    return JSON.stringify([charts, texts, colour]);
  }

  begin({ run, seek, charts, pictures }) {
    const isBack = untold?.run === run && untold.seekId === seek.id && this.run === undefined;
    if (this.run) this.before = { run: this.run, step: this.step };
    this.run = run;
    this.have = 0;
    // In steps, with the part of a step that time has brought.
    this.cursor = isBack ? untold.step : seek.step;
    untold = null;
    this.questions.touched = false; // whether anyone has played or scrubbed this run
    this.history = new Map();
    this.charts.setUp(charts.length);
    const place = this.find("tiles");
    place.replaceChildren();
    this.pictures = pictures && new Pictures(place, pictures);
  }

  merge({ series, pictures, last }) {
    for (const chunk of series) {
      if (!this.history.has(chunk.name)) this.history.set(chunk.name, new Series(chunk));
      this.history.get(chunk.name).append(chunk);
    }
    if (pictures) this.pictures.append(pictures);
    this.have = Math.max(this.have, last);
  }

  label(message) {
    const { texts, readouts, charts, pictures, plane } = message;
    this.texts = texts;
    for (const name of ["batch", "epoch", "reset"]) this.find(name).textContent = texts[name];
    this.find("speed-label").textContent = texts.speed;
    this.find("scrubber").setAttribute("aria-label", texts.step);
    this.charts.label(charts);
    this.find("pictures").hidden = !pictures;
    this.find("picture-title").textContent = pictures?.title ?? "";
    this.find("picture-note").textContent = pictures?.note ?? "";
    this.find("tiles").classList.toggle("plane", Boolean(plane));
    this.planeFigure = plane;
    this.numbers.setUp(readouts);
  }

  // ----------------------------------------------------------------------------------- playback

  play() {
    if (this.step >= this.limit) return;
    clearTimeout(this.questions.settling);
    this.playing = true;
    this.questions.touch();
    this.rest = null;
    this.frameTime = null;
    this.drawAll();
    this.frame = requestAnimationFrame((time) => this.tick(time));
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.cursor = this.step;
    this.drawAll();
    this.questions.settle();
  }

  goTo(step) {
    this.playing = false;
    this.cursor = Math.max(0, Math.min(step, this.limit));
    this.questions.touch();
    this.rest = null;
    this.pause();
  }

  tick(time) {
    if (!this.playing) return;
    const interval = isCalm.matches ? REDUCED_MOTION_INTERVAL : 0;
    const elapsed = this.frameTime === null ? 0 : time - this.frameTime;
    if (this.frameTime === null || elapsed >= interval) {
      const from = this.step;
      // A tab that was hidden goes on from where it was, not from where it would be by now.
      const seconds = Math.min(elapsed, Math.max(interval, 250)) / 1000;
      // On the way to a far step it waits there.
      const reach = Math.max(from, Math.min(this.have, this.limit));
      this.cursor = Math.min(reach, this.cursor + this.speed * seconds);
      this.frameTime = time;
      if (this.step >= this.limit) return this.pause();
      if (!this.questions.isWaitingForAnswer) this.questions.keepAhead();
      if (this.step !== from) {
        this.charts.uncover(from, this.step);
        this.numbers.draw();
      }
    }
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  // ------------------------------------------------------------------------------------ drawing

  drawAll() {
    this.drawButtons();
    this.root.dataset.playing = this.playing;
    if (this.plotly) for (const chart of this.charts.all) chart.draw();
    drawPlane(this);
    this.numbers.draw();
    this.numbers.describe();
  }

  drawButtons() {
    const play = this.find("play");
    play.textContent = this.playing ? this.texts.pause : this.texts.play;
    for (const name of ["play", "batch", "epoch"]) {
      this.find(name).disabled = !this.playing && this.step >= this.limit;
    }
    play.disabled ||= !this.playing && this.step > this.have; // on the way to a far step
  }

  close() {
    if (this.playing || this.questions.settling) {
      untold = { run: this.run, seekId: this.seekId, step: this.step };
    }
    this.listening.abort();
    this.closed = true;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.questions.settling);
    this.stopWatchingPlane?.();
    this.charts.setUp(0);
  }
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
