// A curve's chunk is drawn once, ahead of the player, and uncovered step by step with a CSS clip:
// a frame then costs the same at step 100,000 as at step 1,000.

// Keeps a line's place in the legend before its first point, so that nothing moves when it comes.
const NO_LINE = { x: [null], y: [null] };

// The end of the axis: the next of 200, 500, 1000, 2000, 5000, … so that it seldom moves.
function windowEnd(step) {
  for (let power = 100; ; power *= 10) {
    for (const factor of [2, 5, 10]) {
      if (step < factor * power) return factor * power;
    }
  }
}

// A Plotly chart of series. While it plays, what is drawn but still covered cannot be reached by
// pointer, legend or autoscale; at rest the chart holds what has been uncovered and nothing else.
class Chart {
  constructor(node, player) {
    Object.assign(this, { node, player, zoomed: false, drawnTo: 0 });
    leaveTouchesToPage(node);
    this.stopWatching = watchWidth(node, () => this.isThere && this.drawNow());
  }

  // The first time each chart waits for its turn, so that the first is on screen before the last.
  draw() {
    if (this.isThere) return this.drawNow();
    this.coming ??= firstDrawingsTurn().then(() => {
      this.isThere = this.node.isConnected;
      if (this.isThere) this.drawNow();
    });
  }

  drawNow() {
    const { plotly, playing, step, have, history, run } = this.player;
    const style = getComputedStyle(this.node);
    const { data, layout } = scaledFigure(withThemeColours(this.figure, style), letterScale());
    const range = this.zoomed ? this.node.layout.xaxis.range : [0, windowEnd(step)];
    this.drawnTo = playing ? Math.min(have, range[1]) : step;
    const named = data.filter((trace) => history.has(trace.meta?.series));
    for (const trace of named) {
      const line = history.get(trace.meta.series).line(range[0], this.drawnTo);
      Object.assign(trace, line.x.length > 0 ? line : NO_LINE);
      if (line.x.length === 1) Object.assign(trace, { mode: "markers", cliponaxis: false });
    }
    layout.uirevision = run;
    layout.xaxis = { ...layout.xaxis, range: [0, windowEnd(step)] };
    this.top = Infinity;
    this.bottom = 0;
    if (layout.yaxis.range === undefined) {
      const series = named.map((trace) => history.get(trace.meta.series));
      this.top = 1.08 * Math.max(...series.map((one) => one.greatest(0, step)), 0) || 1;
      let range = [0, this.top];
      if (layout.yaxis.type === "log") {
        // Down to a whole decade, so that it seldom moves; what is 0 has no place there.
        const least = Math.min(...series.map((one) => one.leastPositive(0, step)), this.top);
        range = [Math.floor(Math.log10(least)), Math.log10(this.top)];
        this.bottom = 10 ** range[0];
      }
      layout.yaxis = { ...layout.yaxis, range };
    }
    Object.assign(layout, { autosize: true, height: this.node.clientHeight });
    plotly.react(this.node, data.map(withWrittenNumbers), layout, PLOTLY_CONFIG);
    this.listen();
    this.node.classList.toggle("covered", playing);
    this.cover();
  }

  listen() {
    if (this.listening) return;
    this.listening = true;
    this.node.on("plotly_relayout", (change) => {
      if ("xaxis.range[0]" in change || "xaxis.range" in change) this.zoomed = true;
      if ("xaxis.autorange" in change) this.zoomed = false;
    });
    this.node.on("plotly_doubleclick", () => void (this.zoomed = false));
  }

  // Whether the step asks for more than the clip can uncover.
  isOutgrown(from, step) {
    const end = this.node.layout.xaxis.range[1];
    if (Math.min(step, end) > this.drawnTo || (!this.zoomed && step >= end)) return true;
    const drawn = this.figure.data.map(({ meta }) => this.player.history.get(meta?.series));
    const isAbove = (series) => series.greatest(from + 1, step) > this.top;
    const isBelow = (series) => series.leastPositive(from + 1, step) < this.bottom;
    return drawn.some((series) => series && (isAbove(series) || isBelow(series)));
  }

  // How many steps make a pixel of the screen.
  get grain() {
    const [start, end] = this.node.layout.xaxis.range;
    const pixels = plotArea(this.node).w * window.devicePixelRatio;
    return Math.max(1, Math.floor((end - start) / pixels));
  }

  cover() {
    const layers = this.node.querySelectorAll(".cartesianlayer .scatterlayer");
    const [start, end] = this.node.layout.xaxis.range;
    const { width, w } = plotArea(this.node);
    const { step, playing } = this.player;
    const grain = this.zoomed ? this.grain : this.player.charts.grain;
    const uncovered = ((step - (step % grain) - start) / (end - start)) * w;
    const covered = Math.max(0, width - uncovered - 1).toFixed(1);
    const clip = playing ? `inset(-9px ${covered}px -9px -9px) view-box` : "";
    for (const layer of layers) {
      if (layer.style.clipPath !== clip) layer.style.clipPath = clip;
    }
  }

  // The chart as it stands, on the page's own background, at twice its size on screen.
  save() {
    const { node, player } = this;
    const paper = getComputedStyle(node).getPropertyValue("--st-background-color").trim();
    const { width, height } = plotArea(node);
    player.plotly.downloadImage(
      { data: node.data, layout: { ...node.layout, paper_bgcolor: paper } },
      { format: "png", scale: 2, width, height, filename: `step-${player.step}` },
    );
  }

  close() {
    this.stopWatching();
    window.Plotly?.purge(this.node);
    this.node.remove();
  }
}

// All charts of a run, each with a button that saves it as a PNG.
class Charts {
  constructor(player) {
    this.player = player;
    this.all = [];
  }

  setUp(count) {
    while (this.all.length > count) this.all.pop().close();
    for (const chart of this.all) chart.zoomed = false;
    while (this.all.length < count) {
      const node = element("div", { className: "chart" });
      node.setAttribute("role", "img");
      this.player.find("charts").append(node);
      this.all.push(new Chart(node, this.player));
    }
  }

  label(charts) {
    this.all.forEach((chart, index) => Object.assign(chart, charts[index]));
    const buttons = this.all.map((chart) => {
      const textContent = `PNG: ${chart.figure.layout.yaxis.title.text}`;
      const button = element("button", { type: "button", textContent });
      button.addEventListener("click", () => {
        if (this.player.playing) this.player.pause(); // what is still covered is no part of the picture
        if (chart.isThere) chart.save(); // plotly.js draws it, the server has no part
      });
      return button;
    });
    this.player.find("saving").replaceChildren(...buttons);
  }

  // What moves while it plays, the clips and the scrubber, moves by so many steps. A move of less
  // than a pixel cannot be seen, yet the page would be composed anew; so, too, all move in the
  // same frame.
  get grain() {
    const drawn = this.all.filter(({ isThere, zoomed }) => isThere && !zoomed);
    return Math.max(1, ...drawn.map((chart) => chart.grain));
  }

  uncover(from, step) {
    for (const chart of this.all.filter(({ isThere }) => isThere)) {
      if (chart.isOutgrown(from, step)) chart.draw();
      else chart.cover();
    }
  }
}
