// The layer that a hand holds: its numbers, and what follows from them.

const SUBSCRIPTS = "₀₁₂₃₄";

// The layer of these values, with what follows from it. `rows` are those of W, and b; `gradients`
// stand likewise.
function layerShown(values) {
  const { inputs, classes, soft } = hand.given;
  const row = (letter, count) => Array.from({ length: count }, (_, k) => values[`${letter}${k + 1}`]);
  const activations = row("a", inputs);
  const weights = activations.map((_, p) => row(`w${p + 1}`, classes));
  const bias = row("b", classes);
  const targets = values.target ? bias.map((_, k) => Number(k + 1 === values.target)) : soft;
  const found = layerWithGradients(activations, weights, bias, targets);
  const gradients = [...found.weightGradient, found.logitGradient];
  return { activations, rows: [...weights, bias], targets, ...found, gradients };
}

// A weight w_pq, or the bias b_q where p is null, both counted from 0, of a name like "w21".
function parameterOf(name) {
  const places = [...name.slice(1)].map((digit) => Number(digit) - 1);
  return name[0] === "b" ? { p: null, q: places[0] } : { p: places[0], q: places[1] };
}

function parameterName(p, q) {
  return keyInWords(p === null ? `b${q + 1}` : `w${p + 1}${q + 1}`);
}

// The paths of a parameter through the layer, their sum, and what the usual mistake makes of them.
function pathsShown(layer, name, isMistaken) {
  const { p, q } = parameterOf(name);
  const derivative = p === null ? 1 : layer.activations[p];
  const ways = pathsOfParameter(layer, layer.targets, q, derivative);
  const right = layer.gradients[p ?? layer.activations.length][q];
  return { p, q, derivative, ways, right, wrong: ways[q].product, isMistaken };
}

// Rows of W, and b, by their names in the hand.
function valuesOf(rows) {
  const named = rows.flatMap((row, p) =>
    row.map((value, k) => [p === rows.length - 1 ? `b${k + 1}` : `w${p + 1}${k + 1}`, value]),
  );
  return Object.fromEntries(named);
}

function keyInWords(key) {
  const below = (digits) => [...digits].map((digit) => SUBSCRIPTS[digit]).join("");
  return key.replace(/(?<=\p{L})\d+/u, below);
}

// Whether both are one layer; another page may hold no learning rate.
function isSameLayer(some, others) {
  const { eta: _, ...layer } = some;
  const { eta: __, ...other } = others;
  return areEqual(layer, other);
}
