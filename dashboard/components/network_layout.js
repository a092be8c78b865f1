// Where the parts of the network's picture stand, in pixels, from its sizes and its width alone.
//
// The picture is a row of strips: a, the weights, z, ŷ, y, L. All nodes and texts stand within a
// strip, and all edges run between two strips. So no text can lie on an edge or a node, whatever the
// sizes are. On a narrow screen y stands below ŷ, and L below the network.

const SMALLEST_LETTERS = 14; // px; every length below is in letters' sizes, "em"
const FINGER = 44; // px, the height that a finger needs
const WIDE = 52; // em, the least that all strips need side by side
const NODE = 2; // radius of a circle of a or z
const PROBABILITY = 2.2; // of ŷ
const LOSS = 3.1; // of L
const BELOW = 2.6; // two lines of text below a circle
const LOSS_AND_CURVE = 14.4; // one below the other
const HEADER = 2.4;

// With `hasPaths` the derivatives along the paths of a weight have places too.
function networkLayout(inputs, classes, width, hasPaths = false) {
  const isNarrow = width < WIDE * SMALLEST_LETTERS;
  const [letters, most] = isNarrow ? [25.5, 18] : [57, 22]; // of a comfortable picture's width
  const em = Math.min(Math.max(width / letters, SMALLEST_LETTERS), most);
  const strips = stripsOf(width / em, isNarrow);
  const circles = NODE * 2 + BELOW + 0.5;
  const rows = inputs + 1; // in the card of a class: its weights, and its bias
  const row = isNarrow ? FINGER / em : Math.min(Math.max((24 / classes - 1.4) / rows, 1.6), 2.4);
  const below = isNarrow ? (hasPaths ? 3.2 : 0.4) : 0; // y, and what stands under it
  const pitch = Math.max(rows * row + 1.4, circles + below);
  const height = Math.max(classes * pitch, inputs * circles, isNarrow ? 0 : LOSS_AND_CURVE);
  const middles = spread(classes, height / classes, height);
  const units = spread(inputs, Math.min(height / inputs, 9), height);
  const up = BELOW / 2; // a circle and the two lines below it are centred
  const node = (x, r) => (y) => ({ x, y: y - up, r });
  const layout = {
    em: 1,
    isNarrow,
    inputs: units.map(node(strips.inputs.middle, NODE - (isNarrow ? 0.2 : 0))),
    logits: middles.map(node(strips.logits.middle, NODE - (isNarrow ? 0.2 : 0))),
    probabilities: middles.map(node(strips.probabilities.middle, PROBABILITY - (isNarrow ? 0.4 : 0))),
    // [row][class], the last row is b.
    rows: Array.from({ length: rows }, (_, r) =>
      middles.map((y) => ({ ...strips.weights, y: y + (r - (rows - 1) / 2) * row, height: row })),
    ),
    targets: middles.map((y) => ({ x: strips.targets.middle, y: isNarrow ? y - up + 3.1 : y - up })),
    slopes: middles.map((y) => ({
      x: strips.probabilities.middle,
      y: y - up + (isNarrow ? 3.8 : PROBABILITY),
    })),
    ...placesOfLoss(strips, height, isNarrow),
    strips,
  };
  layout.height = layout.bottom + HEADER;
  return inPixels(layout, em);
}

// The strips from left to right, {left, right, middle}: what nodes and texts need is given to them,
// and the edges between them share the rest.
function stripsOf(width, isNarrow) {
  const needed = isNarrow
    ? { inputs: 3.7, weights: 6.1, logits: 3.7, probabilities: 3.7, loss: 0.7 }
    : { inputs: 4.2, weights: 10.2, logits: 4.2, probabilities: 4.6, targets: 4.6, loss: 9 };
  const shares = isNarrow ? [0.5, 0.2, 0.3, 0] : [0.45, 0.16, 0.27, 0, 0.12];
  const rest = width - Object.values(needed).reduce((total, each) => total + each, 0);
  const strips = {};
  let left = 0;
  for (const [k, [name, size]] of Object.entries(needed).entries()) {
    strips[name] = { left, right: left + size, middle: left + size / 2 };
    left += size + rest * (shares[k] ?? 0);
  }
  strips.targets ??= strips.probabilities;
  return strips;
}

// L as a circle, and the curve of the losses so far: beside the network, or below it.
function placesOfLoss(strips, height, isNarrow) {
  if (isNarrow) {
    const r = LOSS - 0.5;
    const y = height + r + 0.6;
    const x = strips.probabilities.middle - 0.6;
    const curve = { left: 0.3, right: x - r - 1.6, top: y - r, bottom: y + r - 1.5 };
    return { loss: { x, y, r }, curve, bottom: y + r + 0.4 };
  }
  const { left, right, middle: x } = strips.loss;
  const y = (height - LOSS_AND_CURVE) / 2 + LOSS;
  const top = y + LOSS + 2;
  return { loss: { x, y, r: LOSS }, curve: { left, right, top, bottom: top + 4 }, bottom: height };
}

// The middles of so many equal parts, around the middle of the whole.
function spread(count, pitch, height) {
  return Array.from({ length: count }, (_, k) => height / 2 + (k - (count - 1) / 2) * pitch);
}

// Every length in pixels, and everything below the header.
function inPixels(value, em, name = "") {
  if (typeof value === "number") {
    const isDown = ["y", "top", "bottom"].includes(name);
    return (value + (isDown ? HEADER : 0)) * em;
  }
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => inPixels(each, em));
  const entries = Object.entries(value).map(([key, each]) => [key, inPixels(each, em, key)]);
  return Object.fromEntries(entries);
}

// ------------------------------------------------------------------------------------------- edges

// A curve that leaves one strip and reaches the next one level.
function curveBetween(x1, y1, x2, y2) {
  const middle = (x1 + x2) / 2;
  return `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}

// The paths of all edges: from unit p to row p of class k; from a row to its z; from z_i to ŷ_k;
// from ŷ_k to L.
function networkEdges({ inputs, rows, logits, probabilities, loss, strips, isNarrow, em }) {
  const port = ({ x, y, r }, side) => [x + side * (r + em * 0.12), y];
  return {
    weights: rows
      .slice(0, -1)
      .map((row, p) => row.map(({ left, y }) => curveBetween(...port(inputs[p], 1), left, y))),
    sums: rows.map((row) =>
      row.map(({ right, y }, k) => curveBetween(right, y, ...port(logits[k], -1))),
    ),
    softmax: logits.map((z) => probabilities.map((each) => curveBetween(...port(z, 1), ...port(each, -1)))),
    losses: probabilities.map((each) => {
      if (isNarrow) {
        const [x, y] = port(each, 1);
        const [end, level] = port(loss, 1);
        const { middle } = strips.loss;
        const bend = middle - x;
        return `M${x},${y}Q${middle},${y} ${middle},${y + bend}V${level - bend}Q${middle},${level} ${end},${level}`;
      }
      const [end, level] = port(loss, -1);
      return `${curveBetween(strips.targets.right, each.y, strips.loss.left, level)}H${end}`;
    }),
  };
}
