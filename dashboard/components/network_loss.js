// The loss in the network's picture: L as a vessel, and the curve of the losses so far.

class LossVessel extends Vessel {
  constructor(picture, place) {
    super(picture, place, "loss", TEXT, 0.16);
    const { x, y } = place;
    const { em } = picture.layout;
    picture.text(x, y - em * 1.35, QUIET).textContent = "L";
    this.value = picture.text(x, y + em * 0.25, { "font-weight": 700 });
  }

  draw(loss, reveal) {
    const { em } = this.picture.layout;
    this.fill(Math.min(1, loss / 3) * reveal.loss);
    const text = writtenNumber(loss);
    this.picture.write(this.value, text);
    const size = Math.min(1.75, (this.place.r / em) * 3.1 / text.length);
    const fontSize = round(Math.max(size, 1) * em);
    setAttributes(this.value, { "font-size": fontSize, "fill-opacity": reveal.loss });
    setAttributes(this.ring, { "stroke-width": round(em * (0.14 + 0.2 * (reveal.ring ?? 0))) });
  }
}

class LossCurve {
  constructor(picture, place) {
    const { em } = picture.layout;
    const { left, right, bottom } = place;
    this.place = place;
    const group = picture.add("g", {});
    const axis = { stroke: NETWORK_LINE, "stroke-opacity": 0.6 };
    picture.add("path", { d: `M${left},${bottom}H${right}`, ...axis }, group);
    const accent = { stroke: ACCENT, "stroke-width": em * 0.14, fill: "none" };
    this.line = picture.add("polyline", { ...accent, "stroke-linejoin": "round" }, group);
    this.dot = picture.add("circle", { r: em * 0.28, fill: ACCENT }, group);
    const below = { ...QUIET, "text-anchor": "start" };
    picture.text(left, bottom + em * 0.95, below, group).textContent = picture.headers.losses;
  }

  // From 0 up to the largest of them.
  draw(losses) {
    this.dot.style.display = losses.length > 1 ? "" : "none"; // a lone one says nothing
    const { left, right, top, bottom } = this.place;
    const most = Math.max(...losses) || 1;
    const across = (right - left) / Math.max(losses.length - 1, 5);
    const points = losses.map((loss, k) => [left + k * across, bottom - (loss / most) * (bottom - top)]);
    const [x, y] = points.at(-1).map(round);
    setAttributes(this.line, { points: points.map((point) => point.map(round).join(",")).join(" ") });
    setAttributes(this.dot, { cx: x, cy: y });
  }
}
