// Draws the network as an SVG: its parts once for a layout, then in each frame what they hold.

const THIN = 1.25; // px, an edge of no number
const THICK = 0.55; // em, the edge of the largest number
const STRONG = 0.5; // opacity of the fill of the largest number: its text can still be read
const TEXT = "var(--st-text-color)";
const QUIET = { fill: TEXT, "fill-opacity": 0.72 };
const BOLD = { "font-weight": 600 };
const PAPER = "var(--st-background-color)";
const PLATE = "var(--st-secondary-background-color)";
const ACCENT = "var(--st-primary-color)";
const NETWORK_LINE = "var(--st-gray-color)";

class NetworkPicture {
  constructor(svg, colours) {
    this.svg = svg;
    this.colours = colours; // { positive, negative, classes }
    this.texts = new Map(); // by node, what stands in it
  }

  build(layout, headers) {
    Object.assign(this, { layout, headers });
    this.texts.clear();
    this.svg.replaceChildren();
    const { em, width, height } = layout;
    const attributes = { viewBox: `0 0 ${width} ${height}`, width, height, "font-size": em };
    setAttributes(this.svg, { ...attributes, "font-family": "var(--st-font)" });
    const lines = networkEdges(layout);
    const forEachStrip = (draw) =>
      Object.fromEntries(Object.entries(lines).map(([name, each]) => [name, draw(each.flat())]));
    this.edges = forEachStrip((each) => this.drawEdges(each));
    this.pulses = forEachStrip((each) => this.drawPulses(each));
    this.drawHeaders();
    this.rows = new LayerRows(this);
    this.inputs = layout.inputs.map((place, p) => new Unit(this, place, `a${SUBSCRIPTS[p + 1]}`));
    this.logits = layout.logits.map((place, k) => new Unit(this, place, `z${SUBSCRIPTS[k + 1]}`));
    this.probabilities = layout.probabilities.map((place, k) => new ProbabilityVessel(this, place, k));
    this.targets = layout.targets.map((place, k) => new TargetPlate(this, place, k));
    this.loss = new LossVessel(this, layout.loss);
    if (layout.hasPaths) this.paths = new ParameterPaths(this, lines);
    else this.curve = new LossCurve(this, layout.curve);
  }

  add(tag, attributes, parent = this.svg) {
    const node = parent.appendChild(document.createElementNS(SVG, tag));
    setAttributes(node, attributes);
    return node;
  }

  text(x, y, attributes = {}, parent = this.svg) {
    const all = { x, y, dy: "0.35em", "text-anchor": "middle", fill: TEXT, ...attributes };
    return this.add("text", all, parent);
  }

  twoLines(x, y, name) {
    const { em } = this.layout;
    const group = this.add("g", {});
    const title = this.text(x, y + em * 0.85, QUIET, group);
    title.textContent = name;
    return { group, title, value: this.text(x, y + em * 2.0, QUIET, group) };
  }

  drawEdges(lines) {
    const group = this.add("g", { fill: "none", "stroke-linecap": "butt" });
    const plain = { stroke: NETWORK_LINE, "stroke-width": THIN, "stroke-opacity": 0.55 };
    return lines.map((d) => this.add("path", { d, ...plain }, group));
  }

  // What runs along the edges, all those between two strips at once.
  drawPulses(lines) {
    const dot = { stroke: TEXT, "stroke-width": this.layout.em * 0.55, "stroke-linecap": "round" };
    const group = this.add("g", { fill: "none", ...dot, "stroke-dasharray": "0.001 2" });
    for (const d of lines) this.add("path", { d, pathLength: 1 }, group);
    group.style.display = "none";
    return group;
  }

  drawHeaders() {
    const { strips, em, isNarrow, loss } = this.layout;
    const header = (x, text) => void (this.text(x, em * 0.9, BOLD).textContent = text);
    for (const name of ["inputs", "logits", "probabilities"]) {
      header(strips[name].middle, this.headers[name]);
    }
    if (isNarrow) return;
    header(strips.targets.middle, "y");
    header(loss.x, this.headers.loss);
  }

  // `shown` has the layer (activations, weights and bias in one list of rows, targets), what
  // follows from it (logits, probabilities, loss, logitGradient, activationGradient), and how it is
  // shown: `edges` and `second`, numbers by row and class; `reveal`, opacities; `pulses`; `losses`.
  draw(shown) {
    const { activations, logits, probabilities, targets, loss, reveal } = shown;
    this.rows.draw(shown);
    const reach = Math.max(1, ...activations.map(Math.abs));
    activations.forEach((a, p) => {
      this.inputs[p].fill(a, reach, 1, this.chosen(a));
      this.inputs[p].writeGradient(shown.activationGradient[p], reveal.passedBack);
    });
    const farthest = Math.max(2, ...logits.map(Math.abs));
    logits.forEach((z, k) => {
      this.logits[k].fill(z, farthest, reveal.logits, this.written(z));
      this.logits[k].writeGradient(shown.logitGradient[k], reveal.gradients);
    });
    probabilities.forEach((each, k) => this.probabilities[k].draw(each, reveal.probabilities));
    targets.forEach((y, k) => this.targets[k].draw(y));
    this.loss.draw(loss, reveal);
    if (shown.paths) this.paths.draw(shown.paths);
    else this.curve.draw(shown.losses);
    for (const [name, group] of Object.entries(this.pulses)) this.movePulse(group, shown.pulses[name]);
  }

  // A pulse that has gone a share of the way, backwards where it is negative; or none.
  movePulse(group, share) {
    group.style.display = share === undefined ? "none" : "";
    if (share === undefined) return;
    const way = share < 0 ? 1 + share : share;
    group.style.strokeDashoffset = -round(way);
  }

  // Four decimals, where there is room for them.
  written(value) {
    return shortened(value, this.layout.isNarrow ? 3 : DIGITS);
  }

  // A number that someone has chosen is as short as it is.
  chosen(value) {
    const isChosen = Number(value.toFixed(3)) === value;
    return isChosen ? writtenNumber(value).replace(/\.?0+$/, "") : this.written(value);
  }

  signed(value) {
    const text = this.written(value);
    return value > 0 && /^\d/.test(text) ? `+${text}` : text;
  }

  write(node, text) {
    if (this.texts.get(node) === text) return;
    this.texts.set(node, text);
    node.textContent = text;
  }
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}

// A very large number in a narrow place, by its first digit alone; others not.
function roughly(value) {
  if (Math.abs(value) < 1e4) return undefined;
  if (!Number.isFinite(value)) return writtenNumber(value);
  const [digit, power] = Math.abs(value).toExponential(0).split("e");
  return `${value < 0 ? MINUS : ""}${digit}·${powerOfTen(Number(power))}`;
}

// A number in the narrow places of the picture: of so many decimals at most, and without × 10ⁿ.
function shortened(value, decimals) {
  const size = Math.abs(value);
  const text = rounded(size, "toFixed", decimals);
  if (size >= 1 || value === 0 || Number(text) === 1) return writtenNumber(value);
  return Number(text) === 0 ? "≈ 0" : (value < 0 ? MINUS : "") + text;
}
