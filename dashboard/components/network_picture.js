// Draws the network as an SVG: its parts once for a layout, then in each frame what they hold.

const THIN = 1.25; // px, an edge of no number
const THICK = 0.55; // em, the edge of the largest number
const STRONG = 0.5; // opacity of the fill of the largest number: its text can still be read
const TEXT = "var(--st-text-color)";
const QUIET = { fill: TEXT, "fill-opacity": 0.72 };
const PLATE = "var(--st-secondary-background-color)";
const NETWORK_LINE = "var(--st-gray-color)";

class NetworkPicture {
  constructor(svg, colours) {
    this.svg = svg;
    this.colours = colours; // { positive, negative, classes, accent }
    this.texts = new Map(); // by node, what stands in it
  }

  // ------------------------------------------------------------------------------------ the parts

  build(layout, headers) {
    Object.assign(this, { layout, headers });
    this.texts.clear();
    this.svg.replaceChildren();
    const { em, width, height, inputs, logits, rows } = layout;
    const attributes = { viewBox: `0 0 ${width} ${height}`, width, height, "font-size": em };
    set(this.svg, { ...attributes, "font-family": "var(--st-font)" });
    this.parts = {};
    const paths = networkEdges(layout);
    for (const [name, lines] of Object.entries(paths)) {
      this.parts[name] = this.drawEdges(lines.flat(), name);
    }
    this.pulses = Object.fromEntries(
      Object.entries(paths).map(([name, lines]) => [name, this.drawPulses(lines.flat())]),
    );
    this.drawHeaders(headers);
    this.parts.rows = rows.flatMap((row, p) => row.map((place, k) => this.drawRow(place, p, k)));
    this.parts.inputs = inputs.map((place, p) => this.drawNode(place, `a${SUBSCRIPTS[p + 1]}`));
    this.parts.logits = logits.map((place, k) => this.drawNode(place, `z${SUBSCRIPTS[k + 1]}`));
    this.parts.probabilities = layout.probabilities.map((place, k) => this.drawProbability(place, k));
    this.parts.targets = layout.targets.map((place) => this.drawTarget(place));
    this.parts.loss = this.drawLoss(layout.loss);
    if (layout.hasPaths) this.drawPathParts(paths);
    else this.parts.curve = this.drawCurve(layout.curve);
  }

  add(tag, attributes, parent = this.svg) {
    const node = parent.appendChild(document.createElementNS(SVG, tag));
    set(node, attributes);
    return node;
  }

  text(x, y, attributes = {}, parent = this.svg) {
    const all = { x, y, dy: "0.35em", "text-anchor": "middle", fill: TEXT, ...attributes };
    return this.add("text", all, parent);
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

  drawHeaders(headers) {
    const { strips, em, isNarrow, width } = this.layout;
    const y = em * 0.9;
    const bold = { "font-weight": 600 };
    const { left } = strips.weights;
    for (const [name, x] of [
      ["inputs", strips.inputs.middle],
      ["logits", strips.logits.middle],
      ["probabilities", strips.probabilities.middle],
    ]) {
      this.text(x, y, bold).textContent = headers[name];
    }
    if (!isNarrow) {
      this.text(strips.targets.middle, y, bold).textContent = "y";
      this.text(this.layout.loss.x, y, bold).textContent = headers.loss;
    }
    const value = this.valueColumns(left);
    this.parts.value = this.text(value.value, y, { ...bold, "text-anchor": "end" });
    this.parts.second = this.text(value.second, y, { ...bold, "text-anchor": "end" });
  }

  // The right ends of a row's two numbers.
  valueColumns(left) {
    const { em, isNarrow } = this.layout;
    return { value: left + em * (isNarrow ? 5.8 : 5.9), second: left + em * 9.8 };
  }

  drawRow({ left, right, y, height }, p, k) {
    const { em, isNarrow, inputs } = this.layout;
    const gap = em * 0.12;
    const box = { x: left, y: y - height / 2 + gap, width: right - left, height: height - 2 * gap };
    const plate = this.add("rect", { ...box, rx: em * 0.4, fill: PLATE, "stroke-width": em * 0.14 });
    const isBias = p === inputs.length;
    const name = isBias ? `b${SUBSCRIPTS[k + 1]}` : `w${SUBSCRIPTS[p + 1]}${SUBSCRIPTS[k + 1]}`;
    const at = { "text-anchor": "start", ...QUIET };
    this.text(left + em * (isNarrow ? 0.3 : 0.55), y, at).textContent = name;
    const columns = this.valueColumns(left);
    const end = { "text-anchor": "end" };
    return {
      plate,
      value: this.text(columns.value, y, { ...end, "font-weight": 600 }),
      second: isNarrow ? null : this.text(columns.second, y, { ...end, ...QUIET }),
    };
  }

  drawNode({ x, y, r }, name) {
    const { em } = this.layout;
    this.add("circle", { cx: x, cy: y, r, fill: "var(--st-background-color)" });
    const circle = this.add("circle", { cx: x, cy: y, r, stroke: NETWORK_LINE, "stroke-width": 1.5 });
    this.text(x, y - em * 0.62, QUIET).textContent = name;
    const value = this.text(x, y + em * 0.5, { "font-weight": 600 });
    return { circle, value, below: this.twoLines(x, y + r, `∂L/∂${name}`) };
  }

  twoLines(x, y, name) {
    const { em } = this.layout;
    const group = this.add("g", {});
    const title = this.text(x, y + em * 0.85, QUIET, group);
    title.textContent = name;
    return { group, title, value: this.text(x, y + em * 2.0, QUIET, group) };
  }

  // A vessel of the class's colour, as full as the class is probable.
  drawProbability({ x, y, r }, k) {
    const { em } = this.layout;
    const colour = this.colours.classes[k];
    const clip = `network-${this.svg.id}-${k}`;
    this.add("circle", { cx: x, cy: y, r }, this.add("clipPath", { id: clip }));
    this.add("circle", { cx: x, cy: y, r, fill: "var(--st-background-color)" });
    const level = this.add("rect", { x: x - r, width: 2 * r, fill: colour, "fill-opacity": STRONG });
    set(level, { "clip-path": `url(#${clip})` });
    this.add("circle", { cx: x, cy: y, r, fill: "none", stroke: colour, "stroke-width": em * 0.14 });
    this.text(x, y - em * 0.62).textContent = `ŷ${SUBSCRIPTS[k + 1]}`;
    return { level, value: this.text(x, y + em * 0.5, { "font-weight": 600 }) };
  }

  drawTarget({ x, y }) {
    const { em } = this.layout;
    const box = { x: x - em * 1.95, y: y - em * 0.8, width: em * 3.9, height: em * 1.6, rx: em * 0.8 };
    const plate = this.add("rect", { ...box, fill: "none", "stroke-width": 1.5 });
    return { plate, text: this.text(x, y) };
  }

  drawLoss({ x, y, r }) {
    const { em } = this.layout;
    this.add("circle", { cx: x, cy: y, r, fill: "var(--st-background-color)" });
    const clip = `network-${this.svg.id}-loss`;
    this.add("circle", { cx: x, cy: y, r }, this.add("clipPath", { id: clip }));
    const level = this.add("rect", { x: x - r, width: 2 * r, fill: TEXT, "fill-opacity": 0.16 });
    set(level, { "clip-path": `url(#${clip})` });
    const circle = { cx: x, cy: y, r, fill: "none", stroke: TEXT };
    const ring = this.add("circle", { ...circle, "stroke-width": em * 0.14 });
    this.text(x, y - em * 1.35, QUIET).textContent = "L";
    return { level, ring, value: this.text(x, y + em * 0.25, { "font-weight": 700 }) };
  }

  drawCurve({ left, right, bottom }) {
    const { em } = this.layout;
    const group = this.add("g", {});
    const axis = { stroke: NETWORK_LINE, "stroke-opacity": 0.6 };
    this.add("path", { d: `M${left},${bottom}H${right}`, ...axis }, group);
    const accent = { stroke: "var(--st-primary-color)", "stroke-width": em * 0.14, fill: "none" };
    const line = this.add("polyline", { ...accent, "stroke-linejoin": "round" }, group);
    const dot = this.add("circle", { r: em * 0.28, fill: "var(--st-primary-color)" }, group);
    const below = { ...QUIET, "text-anchor": "start" };
    this.text(left, bottom + em * 0.95, below, group).textContent = this.headers.losses;
    return { line, dot };
  }

  // ------------------------------------------------------------------------------ what they hold

  // `shown` has the layer (activations, weights and bias in one list of rows, targets), what
  // follows from it (logits, probabilities, loss, logitGradient, activationGradient), and how it is
  // shown: `edges` and `second`, numbers by row and class; `reveal`, opacities; `pulses`; `losses`.
  draw(shown) {
    const { parts } = this;
    this.drawRowHeaders(shown);
    const reach = Math.max(1, ...shown.activations.map(Math.abs));
    shown.activations.forEach((a, p) => {
      this.fillNode(parts.inputs[p], a, reach, 1, true);
      this.writeGradient(parts.inputs[p].below, shown.activationGradient[p], shown.reveal.passedBack);
    });
    const farthest = Math.max(2, ...shown.logits.map(Math.abs));
    shown.logits.forEach((z, k) => {
      this.fillNode(parts.logits[k], z, farthest, shown.reveal.logits);
      this.writeGradient(parts.logits[k].below, shown.logitGradient[k], shown.reveal.gradients);
    });
    this.drawRows(shown);
    shown.probabilities.forEach((share, k) => this.fillProbability(share, k, shown));
    this.drawTargets(shown);
    this.fillLoss(shown);
    if (shown.paths) this.drawPaths(shown);
    else this.drawLosses(shown.losses);
    for (const [name, group] of Object.entries(this.pulses)) this.movePulse(group, shown.pulses[name]);
  }

  drawRowHeaders({ edges, second }) {
    const beside = second.isChange ? this.headers.change : "∂L/∂w";
    const isInPlace = this.layout.isNarrow && (edges.isGradient || second.isChange);
    this.write(this.parts.value, isInPlace ? beside : "w");
    this.write(this.parts.second, this.layout.isNarrow ? "" : beside);
  }

  drawRows({ rows, edges, second, reveal }) {
    const classes = rows[0].length;
    const least = edges.isGradient ? 1 : 1.5;
    const largest = Math.max(least, ...edges.numbers.flat().map(Math.abs));
    rows.forEach((row, p) => {
      row.forEach((value, k) => {
        const at = p * classes + k;
        const part = this.parts.rows[at];
        const beside = second.numbers[p][k];
        const text = second.isChange ? this.signed(beside) : this.written(beside);
        const isInPlace = this.layout.isNarrow && (edges.isGradient || second.isChange);
        this.write(part.value, isInPlace ? text : this.chosen(value));
        if (part.second) {
          this.write(part.second, text);
          const loud = second.isChange ? { "fill-opacity": 1, "font-weight": 600 } : { "font-weight": 400 };
          set(part.second, { "fill-opacity": round(0.72 * reveal.rows), ...loud });
        }
        const number = edges.numbers[p][k];
        this.colourEdge(this.parts.sums[at], number, largest);
        if (p < rows.length - 1) this.colourEdge(this.parts.weights[at], number, largest);
      });
    });
  }

  colourEdge(path, number, largest) {
    const { positive, negative } = this.colours;
    const share = Math.abs(number) / largest;
    set(path, {
      stroke: number === 0 ? NETWORK_LINE : number > 0 ? positive : negative,
      "stroke-width": round(THIN + share * THICK * this.layout.em),
      "stroke-opacity": round(0.35 + 0.5 * share),
    });
  }

  fillNode({ circle, value }, number, reach, reveal = 1, isChosen = false) {
    const { positive, negative } = this.colours;
    const share = Math.min(Math.abs(number) / reach, 1);
    set(circle, {
      fill: number > 0 ? positive : negative,
      "fill-opacity": round(STRONG * share * reveal),
      "stroke-opacity": 0.4 + 0.6 * reveal,
    });
    this.write(value, isChosen ? this.chosen(number) : this.written(number));
    set(value, { "fill-opacity": reveal });
  }

  writeGradient({ group, value }, number, reveal) {
    this.write(value, this.written(number));
    set(group, { opacity: reveal });
  }

  fillProbability(share, k, { reveal }) {
    const { x, y, r } = this.layout.probabilities[k];
    const { level, value } = this.parts.probabilities[k];
    const height = 2 * r * share * reveal.probabilities;
    set(level, { x: x - r, y: round(y + r - height), height: round(height) });
    this.write(value, this.written(share));
    set(value, { "fill-opacity": reveal.probabilities });
  }

  drawTargets({ targets, probabilities }) {
    const { em } = this.layout;
    targets.forEach((y, k) => {
      const { plate, text } = this.parts.targets[k];
      this.write(text, `y${SUBSCRIPTS[k + 1]} = ${Number.isInteger(y) ? y : round(y)}`);
      set(plate, { stroke: y > 0 ? TEXT : "none" });
      set(text, { "fill-opacity": y > 0 ? 1 : 0.72, "font-weight": y > 0 ? 600 : 400 });
      set(this.parts.losses[k], {
        stroke: y > 0 ? TEXT : NETWORK_LINE,
        "stroke-width": round(THIN + y * 0.14 * em),
        "stroke-opacity": y > 0 ? 0.7 : 0.3,
      });
    });
  }

  fillLoss({ loss, reveal }) {
    const { em } = this.layout;
    const { y, r } = this.layout.loss;
    const { level, ring, value } = this.parts.loss;
    const height = 2 * r * Math.min(1, loss / 3) * reveal.loss;
    set(level, { y: round(y + r - height), height: round(height) });
    const text = writtenNumber(loss);
    this.write(value, text);
    const size = Math.min(1.75, (r / em) * 3.1 / text.length);
    set(value, { "font-size": round(Math.max(size, 1) * em), "fill-opacity": reveal.loss });
    set(ring, { "stroke-width": round(em * (0.14 + 0.2 * (reveal.ring ?? 0))) });
  }

  // ------------------------------------------------------------------- the paths of one parameter

  // Over the edges those that a path takes; the derivatives along them; right and wrong below L.
  drawPathParts(paths) {
    const { em, slopes, targets, isNarrow, curve } = this.layout;
    const { left, right, top } = curve;
    const own = { stroke: "var(--st-primary-color)", "stroke-width": em * 0.28, fill: "none" };
    const group = this.svg.insertBefore(document.createElementNS(SVG, "g"), this.pulses.weights);
    set(group, { ...own, "stroke-linecap": "round" });
    const add = (d) => this.add("path", { d }, group);
    const middle = (left + right) / 2;
    this.parts.paths = {
      group,
      edges: paths,
      start: add(""),
      sum: add(""),
      softmax: slopes.map(() => add("")),
      losses: paths.losses.map(add),
      slopes: slopes.map(({ x, y }) => this.twoLines(x, y, "")),
      outer: isNarrow ? [] : targets.map(({ x, y }) => this.twoLines(x, y + em * 0.8, "")),
      name: this.text(middle, top + em * 0.4, { "font-weight": 600 }),
      right: this.verdict((left + middle) / 2, top + em * 1.9),
      wrong: this.verdict((middle + right) / 2, top + em * 1.9),
    };
  }

  verdict(x, y) {
    const group = this.add("g", {});
    const value = this.text(x, y, { "font-weight": 600 }, group);
    return { group, value, note: this.text(x, y + this.layout.em * 1.3, QUIET, group) };
  }

  drawPaths({ paths: { p, q, derivative, ways, right, wrong, isMistaken }, targets }) {
    const { group, edges, start, sum, softmax, losses, slopes, outer } = this.parts.paths;
    const { name, ...verdicts } = this.parts.paths;
    const classes = ways.length;
    if (group.lastChild !== losses[q]) group.append(losses[q]); // over those that are dropped
    const row = p ?? this.layout.inputs.length;
    const [z, theta] = [`z${SUBSCRIPTS[q + 1]}`, parameterName(p, q)];
    set(start, { d: p === null ? "" : edges.weights[p][q] });
    set(sum, { d: edges.sums[row][q] });
    this.parts.rows.forEach(({ plate }, at) => {
      set(plate, { stroke: at === row * classes + q ? "var(--st-primary-color)" : "none" });
    });
    for (const name of ["weights", "sums", "softmax", "losses"]) {
      this.parts[name][0].parentNode.style.opacity = 0.45;
    }
    this.parts.logits.forEach(({ below }, k) => {
      set(below.group, { opacity: k === q ? 1 : 0 });
      this.write(below.title, `∂${z}/∂${theta}`);
      this.write(below.value, this.written(derivative));
    });
    ways.forEach(({ jacobian, lossDerivative }, k) => {
      const isDropped = isMistaken && k !== q;
      const line = isDropped
        ? { "stroke-dasharray": `0.1 ${this.layout.em * 0.6}`, stroke: NETWORK_LINE }
        : { "stroke-dasharray": "none", stroke: "var(--st-primary-color)" };
      set(softmax[k], { d: edges.softmax[q][k], ...line });
      set(losses[k], line);
      const y = `ŷ${SUBSCRIPTS[k + 1]}`;
      this.write(slopes[k].title, `∂${y}/∂${z}`);
      this.write(slopes[k].value, isDropped ? "✗" : this.written(jacobian));
      if (!outer[k]) return;
      this.write(outer[k].title, `∂L/∂${y}`);
      this.write(outer[k].value, roughly(lossDerivative) ?? this.written(lossDerivative));
    });
    this.write(name, `∂L/∂${theta}`);
    this.write(verdicts.right.value, `✓ ${this.written(right)}`);
    this.write(verdicts.right.note, this.headers.all_paths);
    set(verdicts.wrong.group, { opacity: isMistaken ? 1 : 0 });
    this.write(verdicts.wrong.value, `✗ ${this.written(wrong)}`);
    this.write(verdicts.wrong.note, filled(this.headers.own_path, { own: `ŷ${SUBSCRIPTS[q + 1]}` }));
  }

  // The losses so far, from 0 up to the largest of them.
  drawLosses(numbers) {
    const { line, dot } = this.parts.curve;
    dot.style.display = numbers.length > 1 ? "" : "none"; // a lone one says nothing
    const { left, right, top, bottom } = this.layout.curve;
    const most = Math.max(...numbers) || 1;
    const across = (right - left) / Math.max(numbers.length - 1, 5);
    const points = numbers.map((loss, k) => [left + k * across, bottom - (loss / most) * (bottom - top)]);
    set(line, { points: points.map((point) => point.map(round).join(",")).join(" ") });
    set(dot, { cx: round(points.at(-1)[0]), cy: round(points.at(-1)[1]) });
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

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
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
