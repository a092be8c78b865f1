// The paths of one weight or bias in the network's picture, lit over its edges: the derivatives along
// them, and below L what is right and what the usual mistake makes of it.

class ParameterPaths {
  // `lines` has the paths of all edges.
  constructor(picture, lines) {
    const { em, slopes, targets, isNarrow, curve } = picture.layout;
    const { left, right, top } = curve;
    const own = { stroke: ACCENT, "stroke-width": em * 0.28, fill: "none" };
    const group = picture.add("g", { ...own, "stroke-linecap": "round" });
    picture.svg.insertBefore(group, picture.pulses.weights);
    const add = (d) => picture.add("path", { d }, group);
    const middle = (left + right) / 2;
    Object.assign(this, {
      picture,
      lines,
      group,
      middle,
      start: add(""),
      sum: add(""),
      softmax: slopes.map(() => add("")),
      losses: lines.losses.map(add),
      slopes: slopes.map(({ x, y }) => picture.twoLines(x, y, "")),
      outer: isNarrow ? [] : targets.map(({ x, y }) => picture.twoLines(x, y + em * 0.8, "")),
      name: picture.text(middle, top + em * 0.4, BOLD),
      right: this.verdict(picture, (left + middle) / 2, top + em * 1.9),
      wrong: this.verdict(picture, (middle + right) / 2, top + em * 1.9),
    });
  }

  verdict(picture, x, y) {
    const group = picture.add("g", {});
    const value = picture.text(x, y, BOLD, group);
    return { group, value, note: picture.text(x, y + picture.layout.em * 1.3, QUIET, group) };
  }

  draw({ p, q, derivative, ways, right, wrong, isMistaken }) {
    const { picture, lines, group, losses } = this;
    if (group.lastChild !== losses[q]) group.append(losses[q]); // over those that are dropped
    const row = p ?? picture.layout.inputs.length;
    const [z, theta] = [`z${SUBSCRIPTS[q + 1]}`, parameterName(p, q)];
    setAttributes(this.start, { d: p === null ? "" : lines.weights[p][q] });
    setAttributes(this.sum, { d: lines.sums[row][q] });
    const lit = picture.rows.rows[row][q].plate;
    for (const { plate } of picture.rows.rows.flat()) {
      setAttributes(plate, { stroke: plate === lit ? ACCENT : "none" });
    }
    for (const [edge] of Object.values(picture.edges)) edge.parentNode.style.opacity = 0.45;
    picture.logits.forEach(({ below }, k) => {
      setAttributes(below.group, { opacity: k === q ? 1 : 0 });
      picture.write(below.title, `∂${z}/∂${theta}`);
      picture.write(below.value, picture.written(derivative));
    });
    ways.forEach((way, k) => this.drawWay(way, k, q, isMistaken && k !== q));
    picture.write(this.name, `∂L/∂${theta}`);
    picture.write(this.right.value, `✓ ${picture.written(right)}`);
    picture.write(this.right.note, picture.headers.all_paths);
    setAttributes(this.name, { x: isMistaken ? this.middle : this.right.value.getAttribute("x") });
    setAttributes(this.wrong.group, { opacity: isMistaken ? 1 : 0 });
    picture.write(this.wrong.value, `✗ ${picture.written(wrong)}`);
    const own = `ŷ${SUBSCRIPTS[q + 1]}`;
    picture.write(this.wrong.note, filled(picture.headers.own_path, { own }));
  }

  // From z_q through ŷ_k to L; the usual mistake drops it where k is not q.
  drawWay({ jacobian, lossDerivative }, k, q, isDropped) {
    const { picture } = this;
    const { title, value } = this.slopes[k];
    const line = isDropped
      ? { "stroke-dasharray": `0.1 ${picture.layout.em * 0.6}`, stroke: NETWORK_LINE }
      : { "stroke-dasharray": "none", stroke: ACCENT };
    setAttributes(this.softmax[k], { d: this.lines.softmax[q][k], ...line });
    setAttributes(this.losses[k], line);
    const y = `ŷ${SUBSCRIPTS[k + 1]}`;
    picture.write(title, `∂${y}/∂z${SUBSCRIPTS[q + 1]}`);
    picture.write(value, isDropped ? "✗" : picture.written(jacobian));
    const outer = this.outer[k];
    if (!outer) return;
    picture.write(outer.title, `∂L/∂${y}`);
    picture.write(outer.value, roughly(lossDerivative) ?? picture.written(lossDerivative));
  }
}
