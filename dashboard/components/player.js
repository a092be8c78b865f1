// Plays a training run in the browser. Python sends the run's history in chunks of typed arrays;
// playing, pausing, stepping and scrubbing through what is here cost the server nothing. It draws;
// the numbers all come from Python.

const LOOK_AHEAD_SECONDS = 4; // how much playback to ask for; the next is asked for at half of it
const ANSWER_TIMEOUT = 10_000; // ms, after which a question that got lost is asked again
const REST_DELAY = 250; // ms without a further click before Python is told where playback rests
const LEAVING_DELAY = 2000; // ms until the next page is here, or this one has remained
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

// A message is the length of its header (uint32), the header (JSON), then the arrays it names.
function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + view.getUint32(0, true);
  const read = (_, part) => {
    if (!part?.kind) return part; // no description of an array
    const { offset, length, kind } = part;
    const size = kind === "float32" ? 4 * length : length;
    const copy = bytes.slice(start + offset, start + offset + size);
    return kind === "float32" ? new Float32Array(copy.buffer) : copy;
  };
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)), read);
}

class Player {
  constructor(parent) {
    this.root = parent.querySelector(".player");
    this.find = (name) => this.root.querySelector(`.${name}`);
    this.charts = [];
    this.have = 0; // the last step whose numbers are here
    this.asked = null; // when Python was asked something that it has not answered yet
    this.playing = false;
    this.speed = null; // in steps a second: Python tells the first
    this.before = { run: "", step: 0 }; // the run before this one, and where it was left
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
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
      if (!this.playing) this.settle(); // the link follows; while it plays, with the next question
    });
    this.completeLink = ({ detail: url }) => {
      if (this.playing) url.searchParams.set("step", this.step);
    };
    document.addEventListener("logit-lab-link", this.completeLink); // copy_link.js
    this.leave = () => this.askLater();
    document.addEventListener("logit-lab-leave", this.leave); // page_script.js
  }

  // ------------------------------------------------------------------------- what Python sends

  receive(message) {
    this.speed ??= this.find("speed").value = message.speed;
    const isNew = message.run !== this.run;
    const moved = isNew || message.seek.id !== this.seekId;
    const leaves = isNew && this.playing;
    if (isNew) this.begin(message);
    else if (moved) this.cursor = message.seek.step;
    this.seekId = message.seek.id;
    this.leastLookAhead = message.look_ahead; // none while the server has others to answer
    const { limit, ended, epochs, rest } = message;
    Object.assign(this, { limit, ended, epochs, rest });
    if (message.first <= this.have) this.merge(message);
    this.asked = null;
    // After a return to the page Python goes on where it was, while the browser has nothing.
    const gap = message.first > this.have;
    const lacksDetails = !this.playing && !message.rest;
    // While a run plays only the player knows its step.
    if (gap || lacksDetails || leaves || this.have < this.enough) this.request();
    // Steps that only lengthen the history change nothing on screen but how far there is to go.
    const look = this.lookOf(message);
    if (this.playing && !moved && look === this.look) return this.drawNumbers();
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
    this.drawNumbers();
    this.describe();
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
    this.touched = false; // whether anyone has played or scrubbed this run
    this.history = new Map();
    this.setUpCharts(charts);
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

  setUpCharts(charts) {
    while (this.charts.length > charts.length) this.charts.pop().close();
    for (const chart of this.charts) chart.zoomed = false;
    while (this.charts.length < charts.length) {
      const node = element("div", { className: "chart" });
      node.setAttribute("role", "img");
      this.find("charts").append(node);
      this.charts.push(new Chart(node, this));
    }
  }

  label(message) {
    const { texts, readouts, charts, pictures, plane } = message;
    this.texts = texts;
    for (const name of ["batch", "epoch", "reset"]) this.find(name).textContent = texts[name];
    this.find("speed-label").textContent = texts.speed;
    this.find("scrubber").setAttribute("aria-label", texts.step);
    this.charts.forEach((chart, index) => Object.assign(chart, charts[index]));
    this.find("pictures").hidden = !pictures;
    this.find("picture-title").textContent = pictures?.title ?? "";
    this.find("picture-note").textContent = pictures?.note ?? "";
    this.find("tiles").classList.toggle("plane", Boolean(plane));
    this.planeFigure = plane;
    this.setUpReadouts(readouts);
    this.setUpSaving();
  }

  // A button for each chart that saves it as a PNG; plotly.js draws it, the server has no part.
  setUpSaving() {
    const buttons = this.charts.map((chart) => {
      const textContent = `PNG: ${chart.figure.layout.yaxis.title.text}`;
      const button = element("button", { type: "button", textContent });
      button.addEventListener("click", () => {
        if (this.playing) this.pause(); // what is still covered is no part of the picture
        if (chart.isThere) chart.save();
      });
      return button;
    });
    this.find("saving").replaceChildren(...buttons);
  }

  setUpReadouts(readouts) {
    this.readouts = readouts.map((readout) => ({ ...readout, value: element("dd") }));
    const rows = this.readouts.map(({ label, value, percent }) =>
      element("div", { className: percent ? "large" : "" }, element("dt", { textContent: label }), value),
    );
    this.find("readouts").replaceChildren(...rows);
  }

  // ------------------------------------------------------------------------ what Python is told

  get lookAhead() {
    const { touched, untouched } = this.leastLookAhead;
    return Math.max(this.touched ? touched : untouched, LOOK_AHEAD_SECONDS * this.speed);
  }

  // How far the steps known here reach at least, so that Play need not wait for Python.
  get enough() {
    return Math.min(this.step + this.lookAhead / 2, this.limit);
  }

  request(have = this.have) {
    this.asked = performance.now();
    document.dispatchEvent(new Event("logit-lab-ask")); // page_script.js
    this.ask({
      run: this.run,
      have,
      until: Math.min(this.limit, this.step + this.lookAhead),
      step: this.step,
      resting: !this.playing,
      seek: this.seekId,
      speed: this.speed,
      left_run: this.before.run,
      left_step: this.before.step,
      touched: this.touched,
    });
  }

  keepAhead() {
    const soon = this.enough;
    if (this.have < soon) return this.request();
    // The pictures that a far seek passed by were not sent with its history.
    const missing = this.pictures?.missing(this.step) ?? this.pictures?.missing(soon);
    if (missing !== undefined && missing < this.limit) this.request(missing);
  }

  // From now on steps are held ready far ahead.
  touch() {
    if (this.touched) return;
    this.touched = true;
    if (!this.isWaitingForAnswer) this.keepAhead();
  }

  get isWaitingForAnswer() {
    return this.asked !== null && performance.now() - this.asked < ANSWER_TIMEOUT;
  }

  // Tell Python, once the clicks are over, where playback rests: the link and the details follow.
  settle(delay = REST_DELAY) {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.settling = null;
      if (!this.playing) this.request();
    }, delay);
  }

  // A question of a page that is being left would call Streamlit back from the next one.
  askLater() {
    this.asked = performance.now();
    if (this.settling) this.settle(LEAVING_DELAY);
  }

  // ----------------------------------------------------------------------------------- playback

  play() {
    if (this.step >= this.limit) return;
    clearTimeout(this.settling);
    this.playing = true;
    this.touch();
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
    this.settle();
  }

  goTo(step) {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.cursor = Math.max(0, Math.min(step, this.limit));
    this.touch();
    this.rest = null;
    this.drawAll();
    this.settle();
  }

  tick(time) {
    if (!this.playing) return;
    const interval = this.calm.matches ? REDUCED_MOTION_INTERVAL : 0;
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
      if (!this.isWaitingForAnswer) this.keepAhead();
      if (this.step !== from) this.drawStep(from);
    }
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  // ------------------------------------------------------------------------------------ drawing

  // What moves while it plays, the clips and the scrubber, moves by so many steps. A move of less
  // than a pixel cannot be seen, yet the page would be composed anew; so, too, all move in the
  // same frame.
  get grain() {
    const drawn = this.charts.filter(({ isThere, zoomed }) => isThere && !zoomed);
    return Math.max(1, ...drawn.map((chart) => chart.grain));
  }

  drawStep(from) {
    for (const chart of this.charts.filter(({ isThere }) => isThere)) {
      if (chart.isOutgrown(from, this.step)) chart.draw();
      else chart.cover();
    }
    this.drawNumbers();
  }

  drawAll() {
    this.drawButtons();
    this.root.dataset.playing = this.playing;
    if (this.plotly) for (const chart of this.charts) chart.draw();
    this.drawPlane();
    this.drawNumbers();
    this.describe();
  }

  drawButtons() {
    const play = this.find("play");
    play.textContent = this.playing ? this.texts.pause : this.texts.play;
    for (const name of ["play", "batch", "epoch"]) {
      this.find(name).disabled = !this.playing && this.step >= this.limit;
    }
    play.disabled ||= !this.playing && this.step > this.have; // on the way to a far step
  }

  // The points of the plane, over the canvas that shows the regions.
  drawPlane() {
    const node = this.find("plane-figure");
    node.hidden = !this.planeFigure;
    if (!this.planeFigure || !this.plotly) return;
    const style = getComputedStyle(node);
    const { data, layout } = scaledFigure(withThemeColours(this.planeFigure, style), letterScale());
    const plane = { ...layout, uirevision: this.run, autosize: true, height: node.clientHeight };
    this.plotly.react(node, data.map(withWrittenNumbers), plane, PLOTLY_CONFIG);
    const { l, t, w, h } = plotArea(node);
    const canvas = this.pictures.canvases[0];
    Object.assign(canvas.style, { left: `${l}px`, top: `${t}px`, width: `${w}px`, height: `${h}px` });
    if (this.stopWatchingPlane) return;
    leaveTouchesToPage(node);
    this.stopWatchingPlane = watchWidth(node, () => this.drawPlane());
  }

  // The last step up to the one shown whose numbers are here.
  get known() {
    return Math.min(this.step, this.have);
  }

  get exact() {
    return !this.playing && this.rest?.step === this.step ? this.rest : null;
  }

  drawNumbers() {
    const { exact, have, known, step, texts } = this;
    Object.assign(this.root.dataset, { step, have });
    const epoch = writtenWhole(this.epochAt(step).number);
    write(this.find("progress"), `${texts.step} ${writtenWhole(step)} · ${texts.of_epoch} ${epoch}`);
    write(this.find("waiting"), step > have ? `${texts.waiting} ${writtenWhole(have)}` : "");
    write(this.find("ended"), step >= this.limit ? this.ended : "");
    for (const { series, percent, value } of this.readouts) {
      const number = exact?.values[series] ?? this.history.get(series)?.at(known);
      write(value, formatted(number, percent));
    }
    this.pictures?.draw(known, exact?.picture);
    this.drawScrubber();
  }

  // What charts and pictures show, for those who do not see them: at rest with today's numbers.
  describe() {
    const step = `${this.texts.step} ${writtenWhole(this.known)}: `;
    for (const { node, figure, alternative } of this.charts) {
      const drawn = figure.data.map(({ meta }) => meta?.series);
      const numbers = this.readouts
        .filter(({ series }) => drawn.includes(series))
        .map(({ label, value }) => `${label} ${value.textContent}`);
      const today = this.playing ? "" : ` ${step}${numbers.join("; ")}.`;
      node.setAttribute("aria-label", alternative + today);
    }
    const title = this.find("picture-title").textContent;
    const picture = this.exact?.picture_in_words;
    this.find("tiles").setAttribute("aria-label", picture ? `${title}. ${step}${picture}` : title);
  }

  drawScrubber() {
    const scrubber = this.find("scrubber");
    // A key pressed on it must find the very step.
    const isExact = !this.playing || scrubber.matches(":focus");
    const value = isExact ? this.step : this.step - (this.step % this.grain);
    const within = Math.min(this.leastLookAhead.touched, this.limit); // the first touch brings it
    scrubber.max = Math.max(this.have, within, 1);
    if (Number(scrubber.value) !== value) scrubber.value = value;
  }

  close() {
    if (this.playing || this.settling) {
      untold = { run: this.run, seekId: this.seekId, step: this.step };
    }
    document.removeEventListener("logit-lab-link", this.completeLink);
    document.removeEventListener("logit-lab-leave", this.leave);
    this.closed = true;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settling);
    this.stopWatchingPlane?.();
    for (const chart of this.charts) chart.close();
  }
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function formatted(number, percent) {
  if (number === undefined) return "–";
  return percent ? writtenPercent(number) : writtenNumber(number);
}
