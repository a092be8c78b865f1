// The network in words: the sentence below it, and what a screen reader hears.

// The probability of the true class and its name, "" with a soft target.
function trueClassOf({ targets, probabilities }) {
  const k = targets.indexOf(1);
  return k < 0 ? { name: "", share: NaN } : { name: `ŷ${SUBSCRIPTS[k + 1]}`, share: probabilities[k] };
}

// What a sentence about the loss of a layer is filled with.
function lossTold(layer) {
  const { name, share } = trueClassOf(layer);
  const percent = name ? writtenPercent(share) : "";
  const formula = name ? `−log ${writtenNumber(share)}` : "−Σ y log ŷ";
  return { probability: name, percent, formula, loss: writtenNumber(layer.loss) };
}

// What a layer makes of its input.
function layerTold(layer, texts) {
  const told = lossTold(layer);
  return filled(told.probability ? texts.state : texts.state_soft, told);
}

// What a step has done, which is the last of so many.
function stepTold({ before, after, isCut }, count, texts) {
  const { name, share } = trueClassOf(after);
  const values = {
    step: count,
    before: writtenNumber(before.loss),
    now: writtenNumber(after.loss),
    probability: name,
    old: name && writtenPercent(trueClassOf(before).share),
    new: name && writtenPercent(share),
  };
  const kept = after.loss > before.loss ? "rose" : "stayed";
  const kind = after.loss < before.loss ? (name ? "fell" : "fell_soft") : kept;
  return filled(texts[kind], values) + (isCut ? ` ${texts.cut}` : "");
}

// The short formula with its numbers: ∂L/∂w₂₁ = a₂(ŷ₁ − y₁) = 0.3450
function pathsTold({ p, q, right }, texts) {
  const error = keyInWords(`ŷ${q + 1} − `) + keyInWords(`y${q + 1}`);
  const formula = p === null ? error : `${keyInWords(`a${p + 1}`)}(${error})`;
  return filled(texts.paths, { name: parameterName(p, q), formula, value: writtenNumber(right) });
}

// All numbers of a layer; and the weight or bias whose paths are lit, if there is one.
function layerInWords(layer, parameter, texts) {
  const { p, q } = parameter ? parameterOf(parameter) : {};
  const inWords = (letter, numbers) =>
    numbers.map((x, k) => `${letter}${SUBSCRIPTS[k + 1]} = ${writtenNumber(x)}`).join(", ");
  return filled(texts.alternative, {
    activations: inWords("a", layer.activations),
    logits: inWords("z", layer.logits),
    probabilities: inWords("ŷ", layer.probabilities),
    loss: writtenNumber(layer.loss),
    logit_gradients: inWords("∂L/∂z", layer.logitGradient),
    activation_gradients: inWords("∂L/∂a", layer.activationGradient),
    ...(parameter && { name: parameterName(p, q), logit: keyInWords(`z${q + 1}`), own: keyInWords(`ŷ${q + 1}`) }),
  });
}
