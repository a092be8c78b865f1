// What both components need of the page: plotly.js, once, and the colours of the theme.

let plotlyLoading = null;

// Resolves to the Plotly object; rejects when the file cannot be had (and may then be tried again).
function loadPlotly(path) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  plotlyLoading ??= new Promise((resolve, reject) => {
    const early = document.querySelector(`script[src="${path}"]`); // came with the page, as a rule
    const script = early ?? document.createElement("script");
    script.addEventListener("load", () =>
      window.Plotly ? resolve(window.Plotly) : reject(new Error(path)),
    );
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error(path));
    });
    if (early) return;
    script.src = path;
    document.head.append(script);
  }).catch((error) => {
    plotlyLoading = null;
    throw error;
  });
  return plotlyLoading;
}

// Resolves when a figure that is not there yet may be drawn. A first drawing takes long, so each
// waits until the one before it is on screen: the first picture does not come with the last.
let lastTurn = Promise.resolve();

function firstDrawingsTurn() {
  const turn = lastTurn;
  const painted = (resolve) => requestAnimationFrame(() => setTimeout(resolve));
  lastTurn = turn.then(() => new Promise(painted));
  return turn;
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
  // sendChartToCloud would take what is on screen to another server.
  modeBarButtonsToRemove: ["lasso2d", "select2d", "sendChartToCloud"],
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
