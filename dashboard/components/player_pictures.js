// Small images, one per tile, every `stride` steps; a byte is a colour of the palette.
class Pictures {
  constructor(place, description) {
    Object.assign(this, description, { place, frames: new Map(), shown: null });
    const bytes = Uint8Array.from(atob(description.palette), (letter) => letter.charCodeAt(0));
    this.colours = new Uint32Array(bytes.buffer);
    this.canvases = description.captions.map((caption) => {
      const tile = document.createElement("figure");
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: this.columns, height: this.rows });
      const text = document.createElement("figcaption");
      text.textContent = caption;
      tile.append(canvas, text);
      place.append(tile);
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
