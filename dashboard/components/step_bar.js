// The bar below a descent: a button plays its steps, and a slider goes to one. The step is a value in
// the hand: while it plays, it stands between two steps, and what is read is the one before.

const STEPS_A_SECOND = 3; // unless all of them would take less or more than this
const SECONDS = { least: 3, most: 8 };
const LONGEST_FRAME = 0.25; // s; a tab that was hidden goes on from where it was

class StepBar {
  constructor(node, tell) {
    this.tell = tell;
    this.element = document.createElement("div");
    this.element.className = "step-bar";
    this.element.innerHTML = '<button type="button"></button><input type="range"><output></output>';
    [this.button, this.slider, this.reading] = this.element.children;
    this.reading.setAttribute("aria-live", "off"); // the slider says it
    this.button.addEventListener("click", () => (this.isPlaying ? this.pause() : this.play()));
    this.slider.addEventListener("pointerdown", () => void (this.isHeld = true));
    this.slider.addEventListener("input", () => this.goTo(Number(this.slider.value)));
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => this.isHeld && this.letGo(), { signal });
    }
    const completeLink = ({ detail: url }) => {
      if (this.isPlaying) url.searchParams.set(this.key, this.step);
    };
    document.addEventListener("logit-lab-link", completeLink, { signal }); // copy_link.js
    node.after(this.element);
  }

  prepare({ bar, descent }) {
    this.element.hidden = bar.isHidden || descent.steps === 0;
    Object.assign(this, { descent, words: bar.words, key: descent.key, steps: descent.steps });
    this.button.disabled = this.slider.disabled = bar.isLocked;
    setAttributes(this.slider, { "aria-label": bar.label, min: 0, max: descent.steps, step: 1 });
    this.drawButton();
  }

  get step() {
    return Math.floor(hand.values[this.key]);
  }

  // `losses` has L at each step.
  draw(losses) {
    if (this.element.hidden) return;
    if (Number(this.slider.value) !== this.step) this.slider.value = this.step;
    const text = stepInWords(this.descent, losses);
    writeInto(this.reading, text);
    setAttributes(this.slider, { "aria-valuetext": text });
  }

  drawButton() {
    this.button.textContent = this.isPlaying ? this.words.pause : this.words.play;
  }

  goTo(step) {
    this.stop();
    moveHand({ [this.key]: step });
    if (!this.isHeld) this.rest(KEYS_REST);
  }

  letGo() {
    this.isHeld = false;
    this.rest(0); // after the last of its events
  }

  rest(delay) {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => restHand(this.tell), delay);
  }

  play() {
    clearTimeout(this.resting);
    const { step, steps } = this;
    const seconds = Math.min(Math.max(steps / STEPS_A_SECOND, SECONDS.least), SECONDS.most);
    this.cursor = step < steps ? step : 0;
    this.isPlaying = true;
    this.drawButton();
    let last = null;
    const tick = (time) => {
      const elapsed = Math.min((time - (last ?? time)) / 1000, LONGEST_FRAME);
      last = time;
      this.cursor += (elapsed * steps) / seconds;
      if (this.cursor >= this.steps) return this.pause();
      moveHand({ [this.key]: isCalm.matches ? Math.floor(this.cursor) : this.cursor }, true);
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  pause() {
    this.stop();
    moveHand({ [this.key]: Math.floor(this.cursor) });
    restHand(this.tell);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.isPlaying = false;
    this.drawButton();
  }

  leave() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.listening.abort();
    this.element.remove();
  }
}
