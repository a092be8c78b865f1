// What a hand moves on this page: values by the keys of their controls, the same for all figures.
// While they move, every live figure draws them in the next frame and nothing is sent; when the
// hand rests, Python is told once.

const hand = {
  values: {}, // as they are drawn
  limits: {}, // [least, most, step] of each value that the hand may move
  given: {}, // what the formulas need beside the values
  isMoving: false,
  moved: {}, // the values that it has moved, up to Python's answer
  heard: {}, // the values of Python's last message
  awaited: [], // the values that Python was told and has not answered yet, in their order
  answered: {}, // the last of them that it has answered
  figures: new Set(),
  frame: null,
};

// Takes what a message of Python's says. It may be older than what the hand has done meanwhile: what
// is drawn then stays, until Python answers that, or says something new.
function hearPython({ values, limits, given }) {
  const answered = hand.awaited.findLastIndex((told) => areEqual(told, values));
  if (answered >= 0) hand.answered = hand.awaited.splice(0, answered + 1).at(-1);
  else if (!areEqual(values, hand.heard)) hand.awaited = [];
  Object.assign(hand, { limits, given, heard: values });
  const isAhead = hand.isMoving || hand.awaited.length > 0;
  if (!isAhead) hand.moved = {};
  const current = Object.entries({ ...values, ...hand.moved }).filter(([key]) => key in values);
  hand.values = Object.fromEntries(current);
  drawHand();
}

// Whether a figure's new values are but what the hand has shown in it already. Plotly may then bring
// its own drawing up to date later, when the rest of the page has followed.
function isAnswerToHand(before, values) {
  return !areEqual(values, before) && areEqual(values, hand.answered);
}

// Moves values, each to the nearest stop of its slider; those without limits stay. While a value is
// played it also stands between two stops.
function moveHand(wanted, isPlayed = false) {
  hand.isMoving = true;
  for (const [key, value] of Object.entries(wanted)) {
    if (!(key in hand.limits)) continue;
    hand.moved[key] = isPlayed ? value : nearestStop(value, hand.limits[key]);
  }
  hand.values = { ...hand.values, ...hand.moved };
  if (!isPlayed) document.dispatchEvent(new Event("logit-lab-ask")); // page_script.js
  drawHand();
}

// Ends a move; `tell` is called with the values that Python does not have yet, if there are any.
function restHand(tell) {
  if (!hand.isMoving) return;
  hand.isMoving = false;
  const isNew = !areEqual(hand.values, hand.awaited.at(-1) ?? hand.heard);
  if (isNew) hand.awaited.push(hand.values);
  drawHand();
  if (isNew) tell({ ...hand.moved });
}

function drawHand() {
  markAhead();
  hand.frame ??= requestAnimationFrame(() => {
    hand.frame = null;
    for (const figure of hand.figures) figure.drawLive();
  });
}

// Sentences of the state before are faint meanwhile (page.css).
function markAhead() {
  const isAhead = hand.isMoving || hand.awaited.length > 0;
  document.documentElement.toggleAttribute("data-hand-is-ahead", isAhead);
}

// As the slider has it in Python: to six decimals, so that both have the same number.
function nearestStop(value, [least, most, step]) {
  const steps = Math.round((Math.min(Math.max(value, least), most) - least) / step);
  return Math.min(Number((least + steps * step).toFixed(6)), most);
}

function areEqual(some, others) {
  const keys = Object.keys(some);
  const isEqual = (key) => some[key] === others[key];
  return keys.length === Object.keys(others).length && keys.every(isEqual);
}

// The logits z of the example that is in the hand.
function logitsInHand() {
  return hand.given.logits.map((key) => hand.values[key]);
}

// Its temperature T.
function temperatureInHand() {
  return hand.values[hand.given.temperature];
}

// The shift t of all its logits, on the page that has one.
function shiftInHand() {
  return hand.values[hand.given.shift];
}

// Its L, ∂L/∂z and ŷ.
function exampleInHand() {
  const logits = logitsInHand();
  const temperature = temperatureInHand();
  const found = crossEntropyWithGradient(logits, hand.given.targets, temperature);
  return { ...found, probabilities: softmax(logits, temperature) };
}
