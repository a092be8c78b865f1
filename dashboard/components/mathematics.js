// What the browser computes while a hand moves a picture: softmax, both losses, gradient descent,
// the output layer, the chain rule. No other script holds a formula of these, and this one knows nothing of the page.
//
// The formulas and their results are those of `core`; tests/browser/test_mathematics_js.py compares
// them. Logits z, targets y, probabilities ŷ and gradients are plain arrays of K numbers: typed
// arrays as short take several times as long. Arguments are trusted: logits are finite, or −∞
// beside a finite one; targets sum to 1; the temperature T is above 0.

// ----------------------------------------------------------------------------------------- softmax

// Every quantity between the logits and the probabilities, with u = z/T.
function softmaxSteps(logits, temperature) {
  const scaled = logits.map((logit) => logit / temperature);
  const largest = Math.max(...logits);
  // The largest becomes exactly 0, so that no exponential overflows.
  const shifted = logits.map((logit) => (logit - largest) / temperature);
  const unnormalized = shifted.map((each) => Math.exp(each));
  const normalizer = sum(unnormalized);
  // One of the exponentials is 1. `log1p` takes the sum of the others, whose digits would be lost
  // if they were added to 1 first.
  const logSum = Math.log1p(sumOfOthers(unnormalized, shifted.indexOf(0)));
  const maximum = Math.max(...scaled);
  return {
    scaled, // u
    exponentials: scaled.map((each) => Math.exp(each)), // e^u
    maximum, // m, the largest u
    shifted, // u − m
    unnormalized, // e^(u − m)
    normalizer, // Σ e^(u − m)
    logNormalizer: maximum + logSum, // log Σ e^u
    probabilities: unnormalized.map((each) => each / normalizer), // ŷ
    logProbabilities: shifted.map((each) => each - logSum), // log ŷ, even where ŷ has become 0
  };
}

function softmax(logits, temperature) {
  return softmaxSteps(logits, temperature).probabilities;
}

// log Σ e^(z/T)
function logSumExp(logits, temperature) {
  return softmaxSteps(logits, temperature).logNormalizer;
}

// z + t
function withShift(logits, shift) {
  return logits.map((logit) => logit + shift);
}

// The logits of these probabilities, all above 0, with one logit given:
// z_k = z_given + T log(ŷ_k/ŷ_given).
function logitsOf(probabilities, given, logit, temperature) {
  return probabilities.map((each) => logit + temperature * Math.log(each / probabilities[given]));
}

// ------------------------------------------------------------------------------------------ losses

// y(1 − ε) + ε/K: targets mixed with the uniform distribution.
function smoothedTargets(targets, smoothing) {
  return targets.map((target) => target * (1 - smoothing) + smoothing / targets.length);
}

// L = −Σ y log ŷ and ∂L/∂z = (ŷ − y)/T.
function crossEntropyWithGradient(logits, targets, temperature) {
  const steps = softmaxSteps(logits, temperature);
  // Where y = 0 the term is 0, even if log ŷ is −∞.
  const term = (target, k) => (target === 0 ? 0 : -target * steps.logProbabilities[k]);
  const gradient = predictionErrors(steps, targets).map((error) => error / temperature);
  return { loss: sum(targets.map(term)), gradient };
}

// L = ½ Σ (ŷ − y)² and ∂L/∂z_k = ŷ_k Σ_i ŷ_i[(ŷ_k − y_k) − (ŷ_i − y_i)]/T.
function squaredErrorWithGradient(logits, targets, temperature) {
  const steps = softmaxSteps(logits, temperature);
  const { probabilities } = steps;
  const errors = predictionErrors(steps, targets);
  // By the Jacobian, ŷ_k is multiplied by (ŷ_k − y_k) − Σ_i ŷ_i(ŷ_i − y_i), the error above the
  // mean error. Since Σ_i ŷ_i = 1, that is this sum of differences, which keeps its digits for ŷ_k
  // near 1.
  const aboveMean = (error) => sum(errors.map((other, i) => probabilities[i] * (error - other)));
  return {
    loss: sum(errors.map((error) => error * error)) / 2,
    gradient: errors.map((error, k) => (probabilities[k] * aboveMean(error)) / temperature),
  };
}

// By the names that core's functions have.
const LOSSES_WITH_GRADIENT = {
  cross_entropy_with_gradient: crossEntropyWithGradient,
  squared_error_with_gradient: squaredErrorWithGradient,
};

// ŷ − y from the steps of the softmax. With e = e^(u − m), ŷ_k − y_k is
// [(1 − y_k)e_k − y_k Σ_{i≠k} e_i] / Σ_i e_i. For y_k = 1 that is minus the sum of the other
// probabilities; ŷ_k − 1 itself would lose its digits.
function predictionErrors({ unnormalized, normalizer }, targets) {
  return unnormalized.map((own, k) => {
    const others = sumOfOthers(unnormalized, k);
    return ((1 - targets[k]) * own - targets[k] * others) / normalizer;
  });
}

// ----------------------------------------------------------------------------------------- descent

// One step z − η ∂L/∂z of the logits whose indices are `moved`; the others keep their values.
function descentStep(logits, gradient, learningRate, moved) {
  return logits.map((z, k) => (moved.includes(k) ? z - learningRate * gradient[k] : z));
}

// The logits and the losses at the start and after each of so many steps. `lossWithGradient` is one
// of the two functions above.
function descentPath(logits, targets, steps, settings) {
  const { lossWithGradient, temperature, learningRate, moved } = settings;
  const path = { logits: [], losses: [] };
  for (let point = logits; path.losses.length <= steps; ) {
    const { loss, gradient } = lossWithGradient(point, targets, temperature);
    path.logits.push(point);
    path.losses.push(loss);
    point = descentStep(point, gradient, learningRate, moved);
  }
  return path;
}

// ------------------------------------------------------------------------------------------- layer

// One example through the output layer and back: z = aW + b, ŷ, L, and the gradients of L.
// `weights` has a row for each input and in it a column for each class.
function layerWithGradients(activations, weights, bias, targets) {
  const logits = bias.map((own, k) => sum(activations.map((a, p) => a * weights[p][k])) + own);
  const { loss, gradient } = crossEntropyWithGradient(logits, targets, 1);
  return {
    logits,
    probabilities: softmax(logits, 1),
    loss,
    // z_k = Σ_p a_p w_pk + b_k, so ∂L/∂w_pk = a_p ∂L/∂z_k, and ∂L/∂b_k = ∂L/∂z_k.
    logitGradient: gradient,
    weightGradient: activations.map((a) => gradient.map((slope) => a * slope)),
    // ∂L/∂a_p = Σ_k ∂L/∂z_k w_pk
    activationGradient: weights.map((row) => sum(row.map((w, k) => w * gradient[k]))),
  };
}

// The paths θ → z_q → ŷ_k → L from a weight or bias θ of class q, whose ∂z_q/∂θ is given: on each of
// them ∂ŷ_k/∂z_q and ∂L/∂ŷ_k, and the product of all three.
function pathsOfParameter({ logits, probabilities }, targets, q, derivative) {
  const isOwn = logits.map((_, k) => Number(k === q));
  const errors = predictionErrors(softmaxSteps(logits, 1), isOwn); // ŷ_q − 1 with all its digits
  return probabilities.map((share, k) => {
    const slope = k === q ? -errors[q] : -probabilities[q];
    return {
      jacobian: share * slope, // ŷ_k(δ_kq − ŷ_q)
      lossDerivative: targets[k] === 0 ? 0 : -targets[k] / share,
      // Without the ŷ_k that cancels: where it has become 0, the product would be ∞·0.
      product: targets[k] === 0 ? 0 : -targets[k] * slope * derivative,
    };
  });
}

// θ − η ∂L/∂θ for a row of weights or biases.
function layerStep(row, gradient, learningRate) {
  return row.map((value, k) => value - learningRate * gradient[k]);
}

// -------------------------------------------------------------------------------------- chain rule

// Each function of u, or of u and v, with its derivative in each of them.
const ELEMENTARY_FUNCTIONS = {
  square: { forward: (u) => u * u, derivatives: [(u) => 2 * u] },
  cube: { forward: (u) => u * u * u, derivatives: [(u) => 3 * u * u] },
  exp: { forward: (u) => Math.exp(u), derivatives: [(u) => Math.exp(u)] },
  sin: { forward: (u) => Math.sin(u), derivatives: [(u) => Math.cos(u)] },
  tanh: { forward: (u) => Math.tanh(u), derivatives: [(u) => 1 - Math.tanh(u) ** 2] },
  sigmoid: { forward: sigmoid, derivatives: [(u) => sigmoid(u) * sigmoid(-u)] },
  softplus: { forward: (u) => logSumExp([0, u], 1), derivatives: [sigmoid] },
  relu: { forward: (u) => Math.max(0, u), derivatives: [(u) => (u > 0 ? 1 : 0)] },
  sum: { forward: (u, v) => u + v, derivatives: [() => 1, () => 1] },
  difference: { forward: (u, v) => u - v, derivatives: [() => 1, () => -1] },
  product: { forward: (u, v) => u * v, derivatives: [(u, v) => v, (u) => u] },
  "square-sum": {
    forward: (u, v) => u * u + v * v,
    derivatives: [(u) => 2 * u, (u, v) => 2 * v],
  },
  ratio: {
    forward: (u, v) => u / (1 + v * v),
    derivatives: [(u, v) => 1 / (1 + v * v), (u, v) => (-2 * u * v) / (1 + v * v) ** 2],
  },
  sine: {
    forward: (u, v) => u * Math.sin(v),
    derivatives: [(u, v) => Math.sin(v), (u, v) => u * Math.cos(v)],
  },
  "sum-exp": {
    forward: (u, v) => u + Math.exp(v),
    derivatives: [() => 1, (u, v) => Math.exp(v)],
  },
  "log-sum-exp": {
    forward: (u, v) => logSumExp([u, v], 1),
    derivatives: [(u, v) => sigmoid(u - v), (u, v) => sigmoid(v - u)],
  },
  first: { forward: (u) => u, derivatives: [() => 1, () => 0] },
};

// 1/(1 + e^−u), the first of the probabilities of two classes with the logits u and 0.
function sigmoid(u) {
  return softmax([u, 0], 1)[0];
}

// The derivative of a graph's output in the input `wrt`, as the sum over all paths between them.
//
// `operations` has for each node a function's name and the nodes it is computed from, in an order
// in which they can be computed: { y: ["square", ["x"]] }. The last node is the output. `inputs`
// has the values of the nodes that are given. Edges and paths come in the order of `core`.
function derivativeByPaths(operations, inputs, wrt) {
  const values = { ...inputs };
  const edges = [];
  for (const [node, [name, sources]] of Object.entries(operations)) {
    const { forward, derivatives } = ELEMENTARY_FUNCTIONS[name];
    const numbers = sources.map((source) => values[source]);
    values[node] = forward(...numbers);
    for (const [position, source] of sources.entries()) {
      edges.push({ source, target: node, derivative: derivatives[position](...numbers) });
    }
  }
  const paths = pathsBetween(wrt, Object.keys(operations).at(-1), edges);
  return { values, edges, paths, total: sum(paths.map(({ product }) => product)) };
}

// Every path with the product of the derivatives on it.
function pathsBetween(start, output, edges) {
  if (start === output) return [{ nodes: [output], derivatives: [], product: 1 }];
  return edges
    .filter(({ source }) => source === start)
    .flatMap(({ target, derivative }) =>
      pathsBetween(target, output, edges).map(({ nodes, derivatives, product }) => ({
        nodes: [start, ...nodes],
        derivatives: [derivative, ...derivatives],
        product: derivative * product,
      })),
    );
}

// -------------------------------------------------------------------------------------------- sums

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function sumOfOthers(values, own) {
  return values.reduce((total, value, k) => (k === own ? total : total + value), 0);
}
