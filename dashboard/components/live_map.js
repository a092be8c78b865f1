// The example's mark on a map of two logits: a handle, which stands there in place of Plotly's mark.

const DIAMOND = 0.65; // from its middle to a corner, over the size that Plotly gives it
const SWIPE = 8; // px that a click does not go

class LiveMap extends LiveFigure {
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
    node.addEventListener("pointerdown", (event) => void (this.press = event), true);
    node.addEventListener("pointercancel", () => void (this.press = null), true);
  }

  // The figure of a message as Plotly is to draw it: without the mark.
  prepared({ data, layout }, live) {
    const { view } = live;
    this.values = live.values;
    this.drawMark(data[view.trace].marker);
    const unmarked = ({ marker, ...trace }) => ({ ...trace, marker: { ...marker, opacity: 0 } });
    const without = data.map((trace, k) => (k === view.trace ? unmarked(trace) : trace));
    return super.prepared({ data: without, layout }, live);
  }

  drawMark({ size, color, line }) {
    const corner = size * DIAMOND;
    const [path] = this.mark.children;
    path.setAttribute("d", `M${corner},0l${diamond(corner)}Z`);
    Object.assign(path.style, { fill: color, stroke: line.color, strokeWidth: line.width });
  }

  drawLive() {
    const { left, top, isSeen } = this.placeOf(logitsInHand());
    this.handle.moveTo(left, top);
    this.handle.element.hidden = !isSeen;
    const lines = writtenReadings(this.readings());
    const { across, upwards, label } = this.view;
    const key = [across, upwards].find((each) => each in hand.limits);
    this.handle.describe(label, key, lines.join(", "));
    this.readBeside(this.handle, lines, left, top);
  }

  // Where logits stand in the picture, in pixels, and whether that part of it is shown.
  placeOf(logits) {
    const axes = plotAxes(this.node);
    const [first, second] = this.moved;
    const left = pixelOn(axes.x, logits[first]);
    const top = pixelOn(axes.y, logits[second]);
    return { left, top, isSeen: isWithin(axes.x, left) && isWithin(axes.y, top) };
  }

  // The values of the two logits at a place.
  valuesAt(left, top) {
    const { x, y } = plotAxes(this.node);
    return { [this.view.across]: valueOn(x, left), [this.view.upwards]: valueOn(y, top) };
  }

  // The classes of the two logits, counted from 0.
  get moved() {
    return [this.view.across, this.view.upwards].map((key) => hand.given.logits.indexOf(key));
  }

  // What is told of the state: both logits, L, and ŷ of the true class if there is one.
  readings() {
    const { across, upwards, symbols, trueClass } = this.view;
    const { loss, probabilities } = exampleInHand();
    const numbers = [across, upwards].map((key) => [symbols[key], hand.values[key]]);
    numbers.push(["L", loss]);
    if (trueClass !== null) numbers.push([symbols.probability, probabilities[trueClass]]);
    return numbers;
  }

  step(steps) {
    const keys = [this.view.across, this.view.upwards].filter((key) => key in hand.limits);
    const stepped = keys.map((key) => {
      const count = steps[key === this.view.across ? 0 : 1];
      return [key, hand.values[key] + count * stepOf(key)];
    });
    moveHand(Object.fromEntries(stepped));
  }

  // A click moves the mark there. Plotly reports a tap twice, of which the second moves nothing, and
  // a swipe that has scrolled the page as a click too.
  clicked(event) {
    const { clientX, clientY } = event.changedTouches?.[0] ?? event;
    const { press } = this;
    if (!press || Math.hypot(clientX - press.clientX, clientY - press.clientY) > SWIPE) return;
    const { left, top } = this.node.getBoundingClientRect();
    moveHand(this.valuesAt(clientX - left, clientY - top));
    restHand(this.tell);
  }

  leave() {
    super.leave();
    this.handle.leave();
  }
}

// The way round a diamond from its right corner.
function diamond(corner) {
  return `${-corner},${corner} ${-corner},${-corner} ${corner},${-corner}`;
}
