// What stands for the layer's units in the network's picture: a and z, ŷ, y.

// A circle of a or z, coloured by its number, and a derivative below it.
class Unit {
  constructor(picture, { x, y, r }, name) {
    const { em } = picture.layout;
    const circle = { cx: x, cy: y, r };
    this.picture = picture;
    picture.add("circle", { ...circle, fill: PAPER });
    this.circle = picture.add("circle", { ...circle, stroke: NETWORK_LINE, "stroke-width": 1.5 });
    picture.text(x, y - em * 0.62, QUIET).textContent = name;
    this.value = picture.text(x, y + em * 0.5, BOLD);
    this.below = picture.twoLines(x, y + r, `∂L/∂${name}`);
  }

  fill(number, reach, reveal, text) {
    const { positive, negative } = this.picture.colours;
    const share = Math.min(Math.abs(number) / reach, 1);
    setAttributes(this.circle, {
      fill: number > 0 ? positive : negative,
      "fill-opacity": round(STRONG * share * reveal),
      "stroke-opacity": 0.4 + 0.6 * reveal,
    });
    this.picture.write(this.value, text);
    setAttributes(this.value, { "fill-opacity": reveal });
  }

  writeGradient(number, reveal) {
    this.picture.write(this.below.value, this.picture.written(number));
    setAttributes(this.below.group, { opacity: reveal });
  }
}

// A circle that fills from below.
class Vessel {
  constructor(picture, { x, y, r }, name, colour, opacity) {
    const circle = { cx: x, cy: y, r };
    const clip = `network-${picture.svg.id}-${name}`;
    this.picture = picture;
    this.place = { y, r };
    picture.add("circle", circle, picture.add("clipPath", { id: clip }));
    picture.add("circle", { ...circle, fill: PAPER });
    this.level = picture.add("rect", { x: x - r, width: 2 * r, fill: colour, "fill-opacity": opacity });
    setAttributes(this.level, { "clip-path": `url(#${clip})` });
    const line = { stroke: colour, "stroke-width": picture.layout.em * 0.14 };
    this.ring = picture.add("circle", { ...circle, fill: "none", ...line });
  }

  fill(share) {
    const { y, r } = this.place;
    const height = 2 * r * share;
    setAttributes(this.level, { y: round(y + r - height), height: round(height) });
  }
}

// As full as the class is probable, and of the class's colour.
class ProbabilityVessel extends Vessel {
  constructor(picture, place, k) {
    super(picture, place, k, picture.colours.classes[k], STRONG);
    const { x, y } = place;
    const { em } = picture.layout;
    picture.text(x, y - em * 0.62).textContent = `ŷ${SUBSCRIPTS[k + 1]}`;
    this.value = picture.text(x, y + em * 0.5, BOLD);
  }

  draw(probability, reveal) {
    this.fill(probability * reveal);
    this.picture.write(this.value, this.picture.written(probability));
    setAttributes(this.value, { "fill-opacity": reveal });
  }
}

// A plate of y, and the edge from its class to L.
class TargetPlate {
  constructor(picture, { x, y }, k) {
    const { em } = picture.layout;
    const box = { x: x - em * 1.95, y: y - em * 0.8, width: em * 3.9, height: em * 1.6, rx: em * 0.8 };
    Object.assign(this, { picture, name: `y${SUBSCRIPTS[k + 1]}`, edge: picture.edges.losses[k] });
    this.plate = picture.add("rect", { ...box, fill: "none", "stroke-width": 1.5 });
    this.text = picture.text(x, y);
  }

  draw(y) {
    const { picture, name, text } = this;
    picture.write(text, `${name} = ${Number.isInteger(y) ? y : round(y)}`);
    setAttributes(this.plate, { stroke: y > 0 ? TEXT : "none" });
    setAttributes(text, { "fill-opacity": y > 0 ? 1 : 0.72, "font-weight": y > 0 ? 600 : 400 });
    setAttributes(this.edge, {
      stroke: y > 0 ? TEXT : NETWORK_LINE,
      "stroke-width": round(THIN + y * 0.14 * picture.layout.em),
      "stroke-opacity": y > 0 ? 0.7 : 0.3,
    });
  }
}
