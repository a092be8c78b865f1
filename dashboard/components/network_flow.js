// One step of the layer as it flows through the picture: the values forward, the loss, the gradients
// back, and what they change.

const PHASES = { forward: 0.3, loss: 0.12, backward: 0.32, update: 0.16, result: 0.1 }; // of the time
const LONGEST_FLOW = 1; // steps a second, beyond which a step is shown without its flow
const DIM = 0.15; // opacity of a value that has not arrived yet

// A step that begins now, at so many steps a second: its phase, and what is shown of it, at a time.
function flowFrom(before, after, learningRate, speed) {
  const begun = performance.now();
  const duration = 1000 / speed;
  const isFlowing = speed <= LONGEST_FLOW;
  const timeAt = (now) => Math.min((now - begun) / duration, 1);
  return {
    hasEnded: (now) => timeAt(now) >= 1,
    shownAt: (now) => {
      const time = timeAt(now);
      if (!isFlowing) return shownBetween(before, after, isCalm.matches ? 1 : time);
      if (!isCalm.matches) return shownInFlow(before, after, learningRate, time);
      return { ...shownInFlow(before, after, learningRate, endOfPhase(time)), pulses: {} };
    },
    phaseAt: (now) => (isFlowing ? phasesAt(timeAt(now)).phase : "result"),
  };
}

// The phase at a time from 0 to 1, and how far each of the phases is.
function phasesAt(time) {
  let begun = 0;
  const found = { phase: "result" };
  for (const [name, share] of Object.entries(PHASES)) {
    found[name] = ramp(time, begun, begun + share);
    if (time >= begun) found.phase = name;
    begun += share;
  }
  return found;
}

// The end of the phase in which a time lies: all that is shown of it where nothing may move.
function endOfPhase(time) {
  let end = 0;
  for (const share of Object.values(PHASES)) {
    end += share;
    if (time < end - 1e-9) return end - 1e-6;
  }
  return 1;
}

// What the picture shows on the way from a layer to the next one. Both have their numbers as in
// `layerShown` (network_layer.js); `learningRate` is that of the step.
function shownInFlow(before, after, learningRate, time) {
  const { forward, loss, backward, update, result } = phasesAt(time);
  const isBack = backward > 0.62 && update < 0.1;
  const change = before.gradients.map((row) => row.map((slope) => -learningRate * slope));
  const rows = mixed(before.rows, after.rows, smooth(ramp(update, 0.3, 1)));
  const numbers = (name) => mixed(before[name], after[name], smooth(result));
  return {
    ...before,
    rows,
    ...Object.fromEntries(["logits", "probabilities", "loss"].map((name) => [name, numbers(name)])),
    edges: isBack ? { numbers: before.gradients, isGradient: true } : { numbers: rows },
    second: update > 0.1 ? { numbers: change, isChange: true } : { numbers: before.gradients },
    reveal: {
      logits: arrived(forward, 0.5),
      probabilities: arrived(forward, 0.9),
      loss: arrived(loss, 0.7),
      ring: Math.sin(Math.PI * loss),
      gradients: arrived(backward, 0.45),
      rows: update > 0.1 ? 1 : arrived(backward, 0.65),
      passedBack: arrived(backward, 0.9),
    },
    pulses: {
      weights: pulse(forward, 0, 0.45) ?? pulse(backward, 0.68, 1, -1),
      sums: pulse(forward, 0.4, 0.58) ?? pulse(backward, 0.5, 0.66, -1),
      softmax: pulse(forward, 0.58, 1) ?? pulse(backward, 0.2, 0.5, -1),
      losses: pulse(loss, 0, 0.8) ?? pulse(backward, 0, 0.22, -1),
    },
  };
}

// Between two steps that come too quickly for the eye to follow a flow.
function shownBetween(before, after, time) {
  const names = ["rows", "logits", "probabilities", "loss", "gradients", "logitGradient"];
  const numbers = names.map((name) => [name, mixed(before[name], after[name], smooth(time))]);
  const shown = { ...after, ...Object.fromEntries(numbers) };
  return { ...shown, edges: { numbers: shown.rows }, second: { numbers: shown.gradients } };
}

function pulse(share, begin, end, sign = 1) {
  if (share <= begin || share >= end) return undefined;
  return sign * Math.max((share - begin) / (end - begin), 1e-6);
}

function arrived(share, when) {
  return DIM + (1 - DIM) * ramp(share, when - 0.08, when + 0.04);
}

function ramp(value, begin, end) {
  return Math.min(Math.max((value - begin) / (end - begin), 0), 1);
}

function smooth(share) {
  return share * share * (3 - 2 * share);
}

// Numbers, or lists of them, a share of the way from the first to the second.
function mixed(first, second, share) {
  if (typeof first === "number") return first + share * (second - first);
  return first.map((each, k) => mixed(each, second[k], share));
}
