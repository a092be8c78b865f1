// A Plotly figure that is updated in place: one node for its whole life, so that the camera, the
// zoom and the selection stay where the user put them. It draws and reports clicks; what follows a
// hand in it does so by itself (hand.js).

const LEAST_HEIGHT = 240; // px
const LIVE = {
  map: LiveMap,
  landscape: LiveLandscape,
  section: LiveSection,
  field: LiveField,
  simplex: LiveSimplex,
  losses: LiveLosses,
  graph: LiveGraph,
  bars: LiveBars,
  temperature: LiveTemperature,
  shift: LiveShift,
  triangle: LiveTriangle,
};

export function figure({ data, parentElement, setTriggerValue }) {
  const message = JSON.parse(new TextDecoder().decode(textOf(data)));
  canAskForPlotly(parentElement, setTriggerValue);
  const shown = (parentElement.figure ??= {
    node: parentElement.querySelector(".figure"),
    queue: Promise.resolve(),
  });
  const before = shown.message?.live;
  shown.message = message;
  shown.report = (click) => setTriggerValue("click", click);
  shown.tell = (values) => setTriggerValue("moved", values);
  let isShown = false;
  if (message.live) {
    hearPython(message.live);
    isShown = before && isAnswerToHand(before.values, message.live.values);
    shown.live ??= new LIVE[message.live.view.kind](shown.node, (values) => shown.tell(values));
    shown.live.announced?.(message.live.view);
  }
  setHeight(shown);
  shown.node.setAttribute("aria-label", message.alternative);
  shown.node.setAttribute("aria-busy", "true");
  shown.queue = shown.queue
    .then(() => isShown && idleTime())
    .then(() => update(parentElement, shown))
    .catch((error) => console.error(error))
    .then(() => {
      if (shown.message === message) shown.node.setAttribute("aria-busy", "false");
    });
  return () => {
    delete parentElement.figure;
    plotlyLoader.askers.delete(parentElement);
    shown.unwatch?.();
    shown.hasLeft = true;
    hand.figures.delete(shown.live);
    shown.live?.leave();
    window.Plotly?.purge(shown.node);
  };
}

// The message without what may stand behind it, after a byte that JSON never holds: plotly.js.
function textOf(data) {
  const end = data.indexOf(0);
  if (end < 0) return data;
  plotlyLoader.arrived?.(data.slice(end + 1));
  return data.subarray(0, end);
}

// The layout's height; or, with an aspect, as much as the width asks for and the window can show.
function setHeight(shown) {
  const { node, message } = shown;
  const { aspect, share, figure } = message;
  const { height: usual, meta } = figure.layout;
  const byFinger = matchMedia("(pointer: coarse)").matches && meta?.height_by_finger;
  let height = (byFinger || usual) * letterScale();
  if (aspect !== null) {
    const most = share * window.innerHeight;
    height = Math.max(LEAST_HEIGHT, Math.min(aspect * node.clientWidth, most));
  }
  shown.height = Math.round(height);
  node.style.height = `${shown.height}px`;
}

async function update(parentElement, shown) {
  let plotly;
  try {
    plotly = await loadPlotly(shown.message.plotly_js);
  } catch (error) {
    return sayUnavailable(parentElement, shown.message.unavailable, error);
  }
  if (!shown.node.dataset.drawings) {
    // What is flat is drawn several times as fast, and asks first.
    if (shown.message.figure.layout.scene) await new Promise(requestAnimationFrame);
    await firstDrawingsTurn();
  }
  if (parentElement.figure !== shown) return; // the user has left meanwhile
  await draw(plotly, shown);
  sayUnavailable(parentElement, "");
}

async function draw(plotly, shown) {
  const style = getComputedStyle(shown.node);
  const figure = scaledFigure(shown.message.figure, scaleOf(shown));
  const { data, layout } = preparedForHand(shown, withThemeColours(figure, style));
  const written = data.map(withWrittenNumbers).map((trace) => withReadableCells(trace, shown.node));
  await plotly.react(shown.node, written, { ...layout, height: shown.height, autosize: true }, PLOTLY_CONFIG);
  copyScene(shown.node);
  // The label says it in words; of a drawing's own texts a screen reader would read every tick.
  for (const part of shown.node.querySelectorAll(".main-svg, .gl-container")) {
    part.setAttribute("aria-hidden", "true");
  }
  if (shown.live && !shown.hasLeft) {
    hand.figures.add(shown.live);
    shown.live.drawn();
  }
  shown.node.dataset.drawings = Number(shown.node.dataset.drawings ?? 0) + 1;
  if (shown.unwatch) return;
  leaveTouchesToPage(shown.node);
  if (layout.scene) turnByFinger(shown.node);
  shown.unwatch = watchWidth(shown.node, () => {
    setHeight(shown);
    draw(plotly, shown);
  });
  shown.node.on("plotly_click", ({ points: [point], event }) => {
    if (shown.live?.clicked) return shown.live.clicked(event);
    if (!shown.message.clicks) return;
    shown.report({ trace: point.curveNumber, x: point.x, y: point.y });
  });
}

// The figure without what a hand moves in it, if it does: that is drawn over it.
function preparedForHand(shown, figure) {
  const { live } = shown.message;
  return live ? shown.live.prepared(figure, live) : figure;
}

const DIGIT = 6.6; // px, the width of one in letters of 12 px

// A heat map without its texts where they would be smaller than that; a tooltip has them too.
function withReadableCells(trace, node) {
  if (!trace.texttemplate || !Array.isArray(trace.text?.[0])) return trace;
  const longest = Math.max(...trace.text.flat().flatMap((text) => text.split("<br>")).map((line) => line.length));
  const cell = (0.65 * node.clientWidth) / trace.text[0].length; // the rest is for axes and scale
  return longest * DIGIT > cell ? { ...trace, texttemplate: "" } : trace;
}

// How large its letters are: as the page's; on a phone, where a graph's places come closer together,
// its letters, circles and the distances between them are smaller.
function scaleOf({ node, message: { figure } }) {
  const { below, scale } = figure.layout.meta?.narrow ?? {};
  return letterScale() * (node.clientWidth < below ? scale : 1);
}
