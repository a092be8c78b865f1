// A Plotly figure that is updated in place: one node for its whole life, so that the camera, the
// zoom and the selection stay where the user put them. It draws and reports clicks; nothing else.

const figures = new WeakMap(); // parentElement → what is on screen there

export default function ({ data, parentElement, setTriggerValue }) {
  const message = JSON.parse(new TextDecoder().decode(data));
  message.figure = JSON.parse(message.figure);
  let shown = figures.get(parentElement);
  if (!shown) {
    shown = { node: parentElement.querySelector(".figure"), queue: Promise.resolve() };
    figures.set(parentElement, shown);
  }
  shown.message = message;
  shown.report = (click) => setTriggerValue("click", click);
  shown.node.style.height = `${message.figure.layout.height}px`;
  shown.node.setAttribute("aria-label", message.alternative);
  shown.queue = shown.queue
    .then(() => loadPlotly(message.plotly_js))
    .then((plotly) => draw(plotly, shown))
    .catch((error) => explain(parentElement, message.unavailable, error));
  return () => {
    figures.delete(parentElement);
    shown.unwatch?.();
    window.Plotly?.purge(shown.node);
  };
}

async function draw(plotly, shown) {
  const style = getComputedStyle(shown.node);
  const { data, layout } = withThemeColours(shown.message.figure, style);
  await plotly.react(shown.node, data, { ...layout, autosize: true }, PLOTLY_CONFIG);
  shown.node.dataset.drawings = Number(shown.node.dataset.drawings ?? 0) + 1;
  if (shown.unwatch) return;
  shown.unwatch = watchWidth(shown.node, () => plotly.Plots.resize(shown.node));
  shown.node.on("plotly_click", ({ points: [point] }) => {
    if (!shown.message.clicks) return;
    shown.report({ trace: point.curveNumber, x: point.x, y: point.y });
  });
}

function explain(parentElement, sentence, error) {
  console.warn(error);
  const paragraph = parentElement.querySelector(".unavailable");
  paragraph.textContent = sentence;
  paragraph.hidden = false;
}
