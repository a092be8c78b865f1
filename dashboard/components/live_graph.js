// A graph of numbers. The circles of its inputs are handles: a drag to the side changes the value, and
// the circle stays. The texts are Plotly's; to let it draw them once more takes several frames.

const PIXELS_OF_A_STEP = 5;
const LINE_HEIGHT = 1.3; // em, Plotly's
const LABEL_MARGIN = 1.5; // px, of the background beside a text

class LiveGraph extends LiveFigure {
  constructor(node, tell) {
    super(node, tell);
    this.handles = new Map();
  }

  prepared(figure, live) {
    const { view, values } = live;
    this.values = values;
    this.circles = figure.data[view.trace];
    // As Python has written them, for the values of its message.
    this.texts = [...this.circles.text, ...figure.layout.annotations.map(({ text }) => text)];
    for (const [name, handle] of this.handles) {
      if (name in values) continue;
      handle.leave();
      this.handles.delete(name);
    }
    for (const name of Object.keys(values)) {
      if (!this.handles.has(name)) this.handles.set(name, this.handleOf(name));
    }
    return super.prepared(figure, live);
  }

  handleOf(name) {
    let press = null;
    const handle = new Handle(this.node, {
      grabbed: () => (press = { from: hand.values[name], isClick: true }),
      dragged: (left) => {
        const steps = Math.trunc((left - this.placeOf(name).left) / PIXELS_OF_A_STEP);
        press.isClick &&= steps === 0;
        if (!press.isClick) moveHand({ [name]: press.from + steps * stepOf(name) });
      },
      stepped: (...steps) => moveHand({ [name]: hand.values[name] + sum(steps) * stepOf(name) }),
      rested: () => restHand(this.tell),
    });
    handle.element.classList.add("circle");
    // The circle lies below the handle, where Plotly does not see what clicks on it.
    handle.element.addEventListener("click", () => {
      const { x, y } = this.placeOf(name);
      const point = { curveNumber: this.view.trace, x, y };
      if (press?.isClick) this.node.emit("plotly_click", { points: [point] });
    });
    return handle;
  }

  // An input's place, in the units of the axes and in pixels. The inputs are the first circles.
  placeOf(name) {
    const place = Object.keys(this.values).indexOf(name);
    const [x, y] = ["x", "y"].map((axis) => arrayOf(this.circles[axis])[place]);
    const axes = plotAxes(this.node);
    return { x, y, left: pixelOn(axes.x, x), top: pixelOn(axes.y, y) };
  }

  redrawn() {
    for (const [name, handle] of this.handles) {
      const { left, top } = this.placeOf(name);
      const size = `${this.circles.marker.size}px`;
      Object.assign(handle.element.style, { width: size, height: size });
      handle.moveTo(left, top);
    }
    this.drawLive();
  }

  drawLive() {
    // What the hand holds may be another graph's, which is about to be drawn.
    if (!Object.keys(this.values).every((name) => name in hand.values)) return;
    const numbers = this.numbers();
    const { symbols, circles, annotations, told } = this.view;
    for (const [name, handle] of this.handles) {
      handle.describe(symbols[name], name, withNumbers(told[name], numbers));
    }
    const inCircles = circles.map((text) => withNumbers(text, numbers).replace(TIMES, "<br>× "));
    const written = [...inCircles, ...annotations.map((text) => withNumbers(text, numbers))];
    this.write(areEqual(hand.values, this.values) ? this.texts : written);
  }

  // Every number that stands in the graph, by the names of its nodes: a value, {p}; a derivative,
  // {x1 → z1} or {x1 → p}; a product along a path, {x1 → z1 → p}.
  numbers() {
    const { operations, wrt } = this.view;
    const { values, edges, paths, total } = derivativeByPaths(operations, hand.values, wrt);
    const output = Object.keys(operations).at(-1);
    const numbers = { ...values, [`${wrt} → ${output}`]: total };
    for (const { source, target, derivative } of edges) {
      numbers[`${source} → ${target}`] = derivative;
    }
    for (const { nodes, product } of paths) numbers[nodes.join(" → ")] = product;
    return numbers;
  }

  // Puts texts in the place of those that Plotly has drawn.
  write(texts) {
    const inCircles = [...this.node.querySelectorAll(".textpoint text")];
    const beside = this.node.querySelectorAll(".annotation");
    const { length } = inCircles;
    inCircles.forEach((text, k) => writeText(text, texts[k], this.texts[k]));
    const labels = [];
    for (const annotation of beside) {
      const k = length + Number(annotation.dataset.index);
      if (!texts[k]) continue; // an arrow
      labels.push(annotation.querySelector("text"));
      writeText(labels.at(-1), texts[k], this.texts[k]);
    }
    const boxes = labels.map((text) => text.getBBox());
    labels.forEach((text, k) => {
      const { x, width } = boxes[k];
      const background = { x: x - LABEL_MARGIN, width: width + 2 * LABEL_MARGIN };
      setAttributes(text.previousElementSibling, background);
    });
  }

  leave() {
    super.leave();
    for (const handle of this.handles.values()) handle.leave();
  }
}

// A text whose blanks {…} are filled with these numbers; ({…}) is in brackets where it is negative.
function withNumbers(text, numbers) {
  return text.replace(/(\(?)\{(.+?)\}\)?/g, (_, bracket, name) => {
    const number = writtenNumber(numbers[name]);
    return bracket && numbers[name] < 0 ? `(${number})` : number;
  });
}

// Writes a text as Plotly would, in the element where it has drawn another; both have their middle
// at the same height.
function writeText(element, text, drawn) {
  const lines = text.split("<br>");
  const first = (drawn.split("<br>").length - lines.length) / 2;
  const [x, y] = ["x", "y"].map((name) => element.getAttribute(name));
  element.replaceChildren(
    ...lines.map((line, k) => {
      const span = document.createElementNS(SVG, "tspan");
      setAttributes(span, { class: "line", dy: `${LINE_HEIGHT * (first + k)}em`, x, y });
      span.append(...line.split(/<\/?b>/).map((part, place) => (place % 2 ? bold(part) : part)));
      return span;
    }),
  );
}

function bold(text) {
  const span = document.createElementNS(SVG, "tspan");
  span.style.fontWeight = "bold";
  span.textContent = text;
  return span;
}
