// Small images, one per tile, every `stride` steps; a byte is a colour of the palette.
class Pictures {
  constructor(place, description) {
    Object.assign(this, description, { place, frames: new Map(), shown: null });
    this.colours = new Uint32Array(description.palette.buffer);
    this.canvases = description.captions.map((caption) => {
      const canvas = element("canvas", { width: this.columns, height: this.rows });
      place.append(element("figure", {}, canvas, element("figcaption", { textContent: caption })));
      return canvas;
    });
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
    const size = this.rows * this.columns;
    this.canvases.forEach((canvas, tile) => {
      const image = new ImageData(this.columns, this.rows);
      const pixels = new Uint32Array(image.data.buffer);
      for (let cell = 0; cell < size; cell++) pixels[cell] = this.colours[frame[tile * size + cell]];
      canvas.getContext("2d").putImageData(image, 0, 0);
    });
  }
}
