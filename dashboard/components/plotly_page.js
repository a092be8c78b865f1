// What both components need of the page: turns at drawing, the colours of the theme, and where the
// plot stands.

const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

// Resolves when a figure that is not there yet may be drawn. A first drawing takes long, so each
// waits until the one before it is on screen: the first picture does not come with the last.
let lastTurn = Promise.resolve();

function firstDrawingsTurn() {
  const turn = lastTurn;
  const painted = (resolve) => requestAnimationFrame(() => setTimeout(resolve));
  lastTurn = turn.then(() => new Promise(painted));
  return turn;
}

// Resolves when the page has nothing else to do; in a browser that does not tell (Safari's), after
// the rest of a page has been drawn as a rule.
function idleTime() {
  return new Promise((resolve) => {
    if (window.requestIdleCallback) requestIdleCallback(resolve, { timeout: 1000 });
    else setTimeout(resolve, 300);
  });
}

// Says why there is no picture, in the component's paragraph for that; "" takes it back.
function sayUnavailable(root, sentence, error) {
  if (error) console.warn(error);
  Object.assign(root.querySelector(".unavailable"), { textContent: sentence, hidden: !sentence });
}

// Figures name theme colours as var(--st-…); plotly.js wants the values they have now.
function withThemeColours(value, style) {
  if (typeof value === "string") {
    const variable = /^var\((--st-[a-z0-9-]+)\)$/.exec(value);
    return variable ? style.getPropertyValue(variable[1]).trim() : value;
  }
  if (Array.isArray(value)) return value.map((item) => withThemeColours(item, style));
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if ("bdata" in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withThemeColours(item, style)]),
  );
}

const LETTERS = 14; // px, of a figure where the page's are 16

// How much larger than on a screen of its own the page's letters are, 16 px there.
function letterScale() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

// A figure whose letters, and what is measured by them, are so many times as large.
function scaledFigure(figure, scale) {
  if (scale === 1) return figure;
  const scaled = (name, value) =>
    /^(size|[xy]shift|(start)?standoff|ticklabelstandoff|[lrtb])$/.test(name) &&
    typeof value === "number"
      ? value * scale
      : value;
  const larger = JSON.parse(JSON.stringify(figure), scaled);
  // The numbers of a 3-D axis grow with the square of what is asked for.
  for (const axis of ["xaxis", "yaxis", "zaxis"]) {
    const { scene } = larger.layout ?? {};
    if (scene) scene[axis].tickfont = { size: LETTERS * Math.sqrt(scale) };
  }
  return larger;
}

const PLOTLY_CONFIG = {
  displaylogo: false,
  responsive: false, // the component watches its own size
  displayModeBar: false, // it would lie over the picture
};

// A finger scrolls the page, over a picture too: Plotly, which would zoom or turn it, is told of no
// touch. A tap comes to it as a click of the mouse.
function leaveTouchesToPage(node) {
  for (const kind of ["touchstart", "touchmove", "touchend"]) {
    node.addEventListener(kind, (event) => event.stopPropagation(), { capture: true, passive: true });
  }
}

// Calls `redraw` when the width of the node changes, and when the page is put on paper and is back on
// the screen (paper.js); returns the function that stops it.
function watchWidth(node, redraw) {
  let width = node.clientWidth;
  const observer = new ResizeObserver(() => {
    if (node.clientWidth === 0 || node.clientWidth === width) return;
    width = node.clientWidth;
    redraw();
  });
  observer.observe(node);
  for (const event of ["beforeprint", "afterprint"]) addEventListener(event, redraw);
  return () => {
    observer.disconnect();
    for (const event of ["beforeprint", "afterprint"]) removeEventListener(event, redraw);
  };
}

// Where Plotly has put the plot within its node, in pixels: {l, t, w, h, width, height}. Nothing that
// it documents tells; only this function and those down to `copyScene` read what it keeps to itself.
function plotArea(node) {
  const { width, height, _size } = node._fullLayout;
  return { ..._size, width, height };
}

// Both axes of a flat plot: where each starts, its length, and the values at its two ends, on a
// logarithmic axis their logarithms. Pixels are counted from the left and from the top of the node.
// Those of a triangle have its corner c less its corner b across, and its corner a upwards.
function plotAxes(node) {
  const { xaxis, yaxis } = node._fullLayout.ternary?._subplot ?? node._fullLayout;
  const placed = ({ _offset, _length, type }, ends) => {
    return { start: _offset, length: _length, ends, isLogarithmic: type === "log" };
  };
  return { x: placed(xaxis, xaxis.range), y: placed(yaxis, [...yaxis.range].reverse()) };
}

// Where the camera of a 3-D plot stands, and what it looks at.
function cameraOf(node) {
  return node._fullLayout.scene.camera;
}

// Where in the node a point of a 3-D plot is seen. The matrices stand column after column.
function pixelInScene(node, point) {
  const { glplot, dataScale } = node._fullLayout.scene._scene;
  const { model, view, projection } = glplot.cameraParams;
  const times = (vector, matrix) =>
    vector.map((_, row) => vector.reduce((sum, value, k) => sum + matrix[4 * k + row] * value, 0));
  const scaled = [...point.map((value, k) => value * dataScale[k]), 1];
  const [x, y, , w] = [model, view, projection].reduce(times, scaled);
  const { left, top, width, height } = glplot.canvas.getBoundingClientRect();
  const corner = node.getBoundingClientRect();
  return [left - corner.left + (1 + x / w) * width / 2, top - corner.top + (1 - y / w) * height / 2];
}

// Lays a copy of a 3-D plot over it, for paper: Plotly would draw it anew in the next frame, and a
// browser prints the frame before. On the screen the copy is taken away.
function copyScene(node) {
  node.querySelector(".copy-of-scene")?.remove();
  const { scene } = node._fullLayout;
  if (!scene || !("paper" in document.documentElement.dataset)) return;
  const { glplot } = scene._scene;
  glplot.redraw();
  const copy = glplot.canvas.cloneNode();
  copy.className = "copy-of-scene";
  copy.getContext("2d").drawImage(glplot.canvas, 0, 0);
  glplot.canvas.after(copy);
}

function pixelOn({ start, length, ends: [first, last], isLogarithmic }, value) {
  const along = isLogarithmic ? Math.log10(value) : value;
  return start + ((along - first) / (last - first)) * length;
}

// The value at a pixel; one beyond an end is that end's.
function valueOn(axis, pixel) {
  const { start, length } = axis;
  return valueBeyond(axis, Math.min(Math.max(pixel, start), start + length));
}

// The value at a pixel, also where the axis would go on.
function valueBeyond({ start, length, ends: [first, last], isLogarithmic }, pixel) {
  const along = first + ((pixel - start) / length) * (last - first);
  return isLogarithmic ? 10 ** along : along;
}

// Where three probabilities stand in a triangle: the first at its top, the second at its left.
function pixelInTriangle({ x, y }, [top, left, right]) {
  return [pixelOn(x, right - left), pixelOn(y, top)];
}

function isWithin({ start, length }, pixel) {
  return pixel > start - 1 && pixel < start + length + 1;
}
