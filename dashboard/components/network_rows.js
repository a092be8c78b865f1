// W and b in the network's picture: a row for each of their numbers, and the edges that it colours.

class LayerRows {
  constructor(picture) {
    const { strips, em, isNarrow, rows } = picture.layout;
    const { left } = strips.weights;
    this.picture = picture;
    // The right ends of a row's two numbers.
    this.ends = { value: left + em * (isNarrow ? 5.8 : 5.9), second: left + em * 9.8 };
    const header = { ...BOLD, "text-anchor": "end" };
    this.value = picture.text(this.ends.value, em * 0.9, header);
    this.second = picture.text(this.ends.second, em * 0.9, header);
    this.rows = rows.map((row, p) => row.map((place, k) => this.build(place, p, k)));
  }

  build({ left, right, y, height }, p, k) {
    const { picture, ends } = this;
    const { em, isNarrow, inputs, rows } = picture.layout;
    const gap = em * 0.12;
    const box = { x: left, y: y - height / 2 + gap, width: right - left, height: height - 2 * gap };
    const plate = picture.add("rect", { ...box, rx: em * 0.4, fill: PLATE, "stroke-width": em * 0.14 });
    const name = parameterName(p < inputs.length ? p : null, k);
    const start = { "text-anchor": "start", ...QUIET };
    picture.text(left + em * (isNarrow ? 0.3 : 0.55), y, start).textContent = name;
    const end = { "text-anchor": "end" };
    const at = p * rows[p].length + k;
    return {
      plate,
      value: picture.text(ends.value, y, { ...end, ...BOLD }),
      second: isNarrow ? null : picture.text(ends.second, y, { ...end, ...QUIET }),
      edges: [picture.edges.sums[at], picture.edges.weights[at]].filter(Boolean), // none from a to b
    };
  }

  draw({ rows, edges, second, reveal }) {
    const { picture } = this;
    const { isNarrow } = picture.layout;
    const { isChange } = second;
    const isInPlace = isNarrow && (edges.isGradient || isChange);
    const beside = isChange ? picture.headers.change : "∂L/∂w";
    picture.write(this.value, isInPlace ? beside : "w");
    picture.write(this.second, isNarrow ? "" : beside);
    const least = edges.isGradient ? 1 : 1.5;
    const largest = Math.max(least, ...edges.numbers.flat().map(Math.abs));
    const opacity = isChange ? 1 : round(0.72 * reveal.rows);
    rows.forEach((row, p) => {
      row.forEach((value, k) => {
        const part = this.rows[p][k];
        const number = second.numbers[p][k];
        const text = isChange ? picture.signed(number) : picture.written(number);
        picture.write(part.value, isInPlace ? text : picture.chosen(value));
        if (part.second) {
          picture.write(part.second, text);
          setAttributes(part.second, { "fill-opacity": opacity, "font-weight": isChange ? 600 : 400 });
        }
        for (const edge of part.edges) this.colourEdge(edge, edges.numbers[p][k], largest);
      });
    });
  }

  colourEdge(path, number, largest) {
    const { positive, negative } = this.picture.colours;
    const share = Math.abs(number) / largest;
    setAttributes(path, {
      stroke: number === 0 ? NETWORK_LINE : number > 0 ? positive : negative,
      "stroke-width": round(THIN + share * THICK * this.picture.layout.em),
      "stroke-opacity": round(0.35 + 0.5 * share),
    });
  }
}
