// The example's mark on a map of two logits: a handle, which stands there in place of Plotly's mark.

const DIAMOND = 0.65; // from its middle to a corner, over the size that Plotly gives it
const SWIPE = 8; // px that a click does not go

class LiveMap extends LiveFigure {
  static parts = {}; // what is drawn over the picture (overlay.js)

  constructor(node, tell) {
    super(node, tell);
    this.handle = new Handle(node, {
      dragged: (left, top) => moveHand(this.valuesAt(left, top)),
      stepped: (...steps) => this.step(steps),
      rested: () => restHand(tell),
    });
    this.mark = this.handle.element.appendChild(document.createElementNS(SVG, "svg"));
    this.mark.setAttribute("viewBox", "-12 -12 24 24");
    this.mark.append(document.createElementNS(SVG, "path"));
    this.overlay = new Overlay(this.handle.element, this.constructor.parts);
    node.addEventListener("pointerdown", (event) => this.pressed(event), true);
    node.addEventListener("pointercancel", () => void (this.press = null), true);
  }

  // The figure of a message as Plotly is to draw it: without the mark.
  prepared({ data, layout }, live) {
    const { view } = live;
    this.values = live.values;
    this.drawMark(data[view.trace].marker);
    this.overlay.prepare(data, view.traces ?? {});
    const unmarked = ({ marker, ...trace }) => ({ ...trace, marker: { ...marker, opacity: 0 } });
    const without = data.map((trace, k) => (k === view.trace ? unmarked(trace) : trace));
    return super.prepared({ data: without, layout }, live);
  }

  drawMark(marker) {
    const corner = marker.size * DIAMOND;
    const [path] = this.mark.children;
    path.setAttribute("d", `M${corner},0l${diamond(corner)}Z`);
    likeMark(path, marker);
  }

  drawn() {
    this.inPlotly = this.values;
    this.overlay.shown = undefined; // Plotly may have made its traces anew
    super.drawn();
  }

  drawLive() {
    const late = this.lateTraces();
    if (late.length) this.drawOver();
    this.overlay.show(late);
    const { left, top, isSeen } = this.placeOf(logitsInHand());
    this.handle.moveTo(left, top);
    this.handle.element.hidden = !isSeen;
    const { lines } = this;
    const key = this.keys.find((each) => each in hand.limits);
    this.handle.describe(this.view.label, key, lines.join(", "));
    this.readBeside(this.handle, lines, left, top);
  }

  // The names of the traces that Plotly has drawn of an older state.
  lateTraces() {
    return areEqual(hand.values, this.inPlotly) ? [] : Object.keys(this.view.traces ?? {});
  }

  drawOver() {}

  // Where logits stand in the picture, in pixels, and whether that part of it is shown.
  placeOf(logits) {
    const [first, second] = this.moved;
    return this.placeOn(logits[first], logits[second]);
  }

  placeOn(across, upwards) {
    const { x, y } = plotAxes(this.node);
    const [left, top] = [pixelOn(x, across), pixelOn(y, upwards)];
    return { left, top, isSeen: isWithin(x, left) && isWithin(y, top) };
  }

  // The values of the two logits at a place.
  valuesAt(left, top) {
    const { x, y } = plotAxes(this.node);
    return { [this.view.across]: valueOn(x, left), [this.view.upwards]: valueOn(y, top) };
  }

  // The keys of what the hand moves here.
  get keys() {
    return [this.view.across, this.view.upwards];
  }

  // The classes of the two logits, counted from 0.
  get moved() {
    return this.keys.map((key) => hand.given.logits.indexOf(key));
  }

  get lines() {
    return writtenReadings(this.readings());
  }

  // What is told of the state: both logits, L, and ŷ of the true class if there is one.
  readings() {
    const { symbols, trueClass } = this.view;
    const { loss, probabilities } = exampleInHand();
    const numbers = this.keys.map((key) => [symbols[key], hand.values[key]]);
    numbers.push(["L", loss]);
    if (trueClass !== null) numbers.push([symbols.probability, probabilities[trueClass]]);
    return numbers;
  }

  step(steps) {
    const keys = this.keys.filter((key) => key in hand.limits);
    const stepped = keys.map((key) => {
      const count = steps[this.keys.indexOf(key)];
      return [key, hand.values[key] + count * stepOf(key)];
    });
    moveHand(Object.fromEntries(stepped));
  }

  pressed(event) {
    this.press = this.handle.element.contains(event.target) ? null : event;
  }

  // A click moves the mark there. Plotly takes for one what has gone some way, too.
  clicked({ clientX, clientY }) {
    const { press } = this;
    if (!press || Math.hypot(clientX - press.clientX, clientY - press.clientY) > SWIPE) return;
    const { left, top } = this.node.getBoundingClientRect();
    moveHand(this.valuesAt(clientX - left, clientY - top));
    restHand(this.tell);
  }

  leave() {
    super.leave();
    this.handle.leave();
    this.overlay.leave();
  }
}
