const ZERO = 128; // the byte of a weight of 0

// Small images, one per tile, every `stride` steps; a byte is a colour of the palette. Above those
// of weights stands an example of each class.
class Pictures {
  constructor(place, description) {
    Object.assign(this, description, { place, frames: new Map(), shown: null });
    this.colours = new Uint32Array(description.palette.buffer);
    this.canvases = description.captions.map((caption, tile) => {
      const canvas = this.canvas();
      const parts = [element("div", { className: "tile" }, canvas)];
      if (this.samples) parts.unshift(this.sample(tile));
      place.append(element("figure", {}, ...parts, element("figcaption", { textContent: caption })));
      return canvas;
    });
  }

  canvas() {
    return element("canvas", { width: this.columns, height: this.rows });
  }

  // An example of the tile's class, its ink in black.
  sample(tile) {
    const canvas = this.canvas();
    const image = new ImageData(this.columns, this.rows);
    const size = this.rows * this.columns;
    for (let cell = 0; cell < size; cell++) image.data[4 * cell + 3] = this.samples[tile * size + cell];
    canvas.getContext("2d").putImageData(image, 0, 0);
    return element("img", { src: canvas.toDataURL(), alt: "" });
  }

  append({ first, frames }) {
    const size = this.canvases.length * this.rows * this.columns;
    for (let place = 0; (place + 1) * size <= frames.length; place++) {
      const step = first + place * this.stride;
      if (!this.frames.has(step)) {
        this.frames.set(step, frames.subarray(place * size, (place + 1) * size));
      }
    }
  }

  // The step of the picture that would be shown at a step, if it is not here.
  missing(step) {
    const place = step - (step % this.stride);
    return this.frames.has(place) ? undefined : place;
  }

  draw(step, exact) {
    const frame = exact ?? this.frames.get(step - (step % this.stride));
    this.place.classList.toggle("stale", !frame); // Python sends it once playback rests here
    if (!frame || frame === this.shown) return;
    this.shown = frame;
    const isZero = this.samples && frame.every((level) => level === ZERO);
    this.place.classList.toggle("zero", Boolean(isZero));
    const size = this.rows * this.columns;
    this.canvases.forEach((canvas, tile) => {
      const image = new ImageData(this.columns, this.rows);
      const pixels = new Uint32Array(image.data.buffer);
      for (let cell = 0; cell < size; cell++) pixels[cell] = this.colours[frame[tile * size + cell]];
      canvas.getContext("2d").putImageData(image, 0, 0);
    });
  }
}

// The points of the plane, over the canvas that shows the regions.
function drawPlane(player) {
  const { planeFigure, plotly, run, pictures } = player;
  const node = player.find("plane-figure");
  node.hidden = !planeFigure;
  if (!planeFigure || !plotly) return;
  const style = getComputedStyle(node);
  const { data, layout } = scaledFigure(withThemeColours(planeFigure, style), letterScale());
  const plane = { ...layout, uirevision: run, autosize: true, height: node.clientHeight };
  plotly.react(node, data.map(withWrittenNumbers), plane, PLOTLY_CONFIG);
  const { l, t, w, h } = plotArea(node);
  const [canvas] = pictures.canvases;
  Object.assign(canvas.style, { left: `${l}px`, top: `${t}px`, width: `${w}px`, height: `${h}px` });
  if (player.stopWatchingPlane) return;
  leaveTouchesToPage(node);
  player.stopWatchingPlane = watchWidth(node, () => drawPlane(player));
}
