// What is drawn over a picture in place of traces that Plotly has drawn of an older state.

const SVG = "http://www.w3.org/2000/svg";
const DASHES = { dash: [3, 3], dot: [1, 1] }; // over the line's width, as Plotly has them

class Overlay {
  // It lies below `above`. `kinds` has the kinds of the SVG elements that stand for a trace, by the
  // trace's name.
  constructor(above, kinds) {
    this.node = above.parentElement;
    this.element = document.createElementNS(SVG, "svg");
    this.element.classList.add("over");
    above.before(this.element);
    this.parts = {};
    for (const [name, tags] of Object.entries(kinds)) {
      this.parts[name] = tags.map((tag) =>
        this.element.appendChild(document.createElementNS(SVG, tag)),
      );
    }
  }

  // `traces` has the numbers of the traces that may come to be late, by their names.
  prepare(data, traces) {
    // Among the lines and points of the picture, which Plotly keeps apart from its level lines.
    const isFlat = ({ type }) => type.startsWith("scatter");
    const drawnBefore = (trace) => data.slice(0, trace).filter(isFlat).length;
    this.places = Object.entries(traces).map(([name, trace]) => [name, drawnBefore(trace)]);
    for (const part of Object.values(this.parts).flat()) part.style.display = "none";
    this.shown = undefined;
  }

  // Hides the late ones of Plotly's traces, and shows what stands for them.
  show(late) {
    const shown = late.join();
    if (shown === this.shown) return;
    this.shown = shown;
    this.element.style.display = late.length ? "" : "none";
    const traces = this.node.querySelectorAll(".scatterlayer > .trace");
    for (const [name, place] of this.places) {
      const isLate = late.includes(name);
      traces[place].style.visibility = isLate ? "hidden" : "";
      for (const part of this.parts[name] ?? []) part.style.display = isLate ? "" : "none";
    }
  }

  // Lays it over the plot, by whose edges it is cut off; returns what takes a place in the node to
  // one in it.
  fit({ x, y }) {
    const box = { left: x.start, top: y.start, width: x.length, height: y.length };
    for (const [name, value] of Object.entries(box)) this.element.style[name] = `${value}px`;
    return ({ left, top }) => [left - x.start, top - y.start];
  }

  leave() {
    this.element.remove();
  }
}

function likeLine(element, { color, width, dash }) {
  const dashes = (DASHES[dash] ?? []).map((part) => part * width);
  const look = { stroke: color, strokeWidth: width, strokeDasharray: dashes.join(), fill: "none" };
  Object.assign(element.style, look);
}

function likeMark(element, { color, line }) {
  Object.assign(element.style, { fill: color, stroke: line.color, strokeWidth: line.width });
}

// The way round a diamond from its right corner.
function diamond(corner) {
  return `${-corner},${corner} ${-corner},${-corner} ${corner},${-corner}`;
}

// Writes into an element's text node. With a new node, as `textContent` makes one, the style of the
// whole page is computed anew, which takes longer than a frame.
function writeInto(element, text) {
  if (!element.firstChild) element.append("");
  if (element.firstChild.data !== text) element.firstChild.data = text;
}
