// What both components need of the page: turns at drawing, and the colours of the theme.

// Resolves when a figure that is not there yet may be drawn. A first drawing takes long, so each
// waits until the one before it is on screen: the first picture does not come with the last.
let lastTurn = Promise.resolve();

function firstDrawingsTurn() {
  const turn = lastTurn;
  const painted = (resolve) => requestAnimationFrame(() => setTimeout(resolve));
  lastTurn = turn.then(() => new Promise(painted));
  return turn;
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

const PLOTLY_CONFIG = {
  displaylogo: false,
  responsive: false, // the component watches its own size
  displayModeBar: false, // it would lie over the picture
};

// Calls `resized` when the width of the node changes; returns the function that stops it.
function watchWidth(node, resized) {
  let width = node.clientWidth;
  const observer = new ResizeObserver(() => {
    if (node.clientWidth === 0 || node.clientWidth === width) return;
    width = node.clientWidth;
    resized();
  });
  observer.observe(node);
  return () => observer.disconnect();
}
