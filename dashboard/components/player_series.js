// The numbers of a run as they arrive, and the lines that are drawn of them.

const POINTS = 1000; // a longer line is thinned to its extremes in half as many intervals

// A message is the length of its header (uint32), the header (JSON), then the arrays it names.
function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + view.getUint32(0, true);
  const read = (_, part) => {
    if (!part?.kind) return part; // no description of an array
    const { offset, length, kind } = part;
    const size = kind === "float32" ? 4 * length : length;
    const copy = bytes.slice(start + offset, start + offset + size);
    return kind === "float32" ? new Float32Array(copy.buffer) : copy;
  };
  return JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)), read);
}

// One number every `stride` steps from step `first` on, growing as chunks arrive.
class Series {
  constructor({ first, stride }) {
    Object.assign(this, { first, stride, count: 0, values: new Float32Array(4096) });
  }

  append({ first, values }) {
    const skip = this.count - (first - this.first) / this.stride;
    if (skip < 0 || skip >= values.length) return; // a gap, or nothing new
    const fresh = values.subarray(skip);
    if (this.count + fresh.length > this.values.length) {
      const grown = new Float32Array(2 * (this.count + fresh.length));
      grown.set(this.values.subarray(0, this.count));
      this.values = grown;
    }
    this.values.set(fresh, this.count);
    this.count += fresh.length;
  }

  // How many of its numbers belong to steps up to this one.
  countAt(step) {
    return Math.max(0, Math.min(this.count, Math.floor((step - this.first) / this.stride) + 1));
  }

  at(step) {
    const count = this.countAt(step);
    return count > 0 ? this.values[count - 1] : undefined;
  }

  // The line between two steps. A long one is thinned to the least and greatest value of each
  // interval, in their order, so that no spike is lost.
  line(from, to) {
    const start = Math.max(0, this.countAt(from) - 1);
    const end = this.countAt(to);
    const perInterval = Math.max(1, Math.ceil((end - start) / (POINTS / 2)));
    const x = [];
    const y = [];
    const add = (place) => {
      x.push(this.first + place * this.stride);
      y.push(this.values[place]);
    };
    for (let begin = start; begin < end; begin += perInterval) {
      let low = begin;
      let high = begin;
      for (let place = begin; place < Math.min(begin + perInterval, end); place++) {
        if (this.values[place] < this.values[low]) low = place;
        if (this.values[place] > this.values[high]) high = place;
      }
      add(Math.min(low, high));
      if (low !== high) add(Math.max(low, high));
    }
    return { x: Float32Array.from(x), y: Float32Array.from(y) };
  }

  leastPositive(from, to) {
    const isLess = (value, least) => value > 0 && value < least;
    return this.between(from, to).reduce((a, b) => (isLess(b, a) ? b : a), Infinity);
  }

  greatest(from, to) {
    return this.between(from, to).reduce((a, b) => (b > a ? b : a), -Infinity);
  }

  between(from, to) {
    return this.values.subarray(Math.max(0, this.countAt(from) - 1), this.countAt(to));
  }
}
