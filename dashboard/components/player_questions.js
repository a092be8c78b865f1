// What Python is asked: for more steps, before those that are here run out; and, where playback
// rests, for the details of that step.

const LOOK_AHEAD_SECONDS = 4; // how much playback to ask for; the next is asked for at half of it
const ANSWER_TIMEOUT = 10_000; // ms, after which a question that got lost is asked again
const REST_DELAY = 250; // ms without a further click before Python is told where playback rests
const LEAVING_DELAY = 2000; // ms until the next page is here, or this one has remained

class Questions {
  constructor(player) {
    this.player = player;
    this.asked = null; // when Python was asked something that it has not answered yet
  }

  get lookAhead() {
    const { touched, untouched } = this.leastLookAhead;
    return Math.max(this.touched ? touched : untouched, LOOK_AHEAD_SECONDS * this.player.speed);
  }

  // How far the steps known here reach at least, so that Play need not wait for Python.
  get enough() {
    return Math.min(this.player.step + this.lookAhead / 2, this.player.limit);
  }

  request(have = this.player.have) {
    const { run, limit, step, playing, seekId, speed, before } = this.player;
    this.asked = performance.now();
    document.dispatchEvent(new Event("logit-lab-ask")); // page_script.js
    const until = Math.min(limit, step + this.lookAhead);
    const where = { run, have, until, step, resting: !playing, seek: seekId, speed };
    const left = { left_run: before.run, left_step: before.step };
    this.player.ask({ ...where, ...left, touched: this.touched });
  }

  keepAhead() {
    const { have, limit, pictures, step } = this.player;
    const soon = this.enough;
    if (have < soon) return this.request();
    // The pictures that a far seek passed by were not sent with its history.
    const missing = pictures?.missing(step) ?? pictures?.missing(soon);
    if (missing !== undefined && missing < limit) this.request(missing);
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
      if (!this.player.playing) this.request();
    }, delay);
  }

  // A question of a page that is being left would call Streamlit back from the next one.
  askLater() {
    this.asked = performance.now();
    if (this.settling) this.settle(LEAVING_DELAY);
  }
}
