// The same descent on the triangle of three probabilities, where the hand moves ŷ.

const LEAST_PROBABILITY = 1e-9; // of what the hand can reach: in a corner a logit is infinite

class LiveSimplex extends LiveField {
  placeOf(logits) {
    const probabilities = softmax(logits, temperatureInHand());
    const [left, top] = pixelInTriangle(plotAxes(this.node), probabilities);
    return { left, top, isSeen: true };
  }

  // The two logits that give ŷ there, while the third one stays.
  valuesAt(left, top) {
    const { x, y } = plotAxes(this.node);
    const first = valueOn(y, top);
    const across = valueOn(x, left);
    const wanted = [first, (1 - first - across) / 2, (1 - first + across) / 2];
    const probabilities = wanted.map((each) => Math.max(each, LEAST_PROBABILITY));
    const held = [0, 1, 2].find((k) => !this.moved.includes(k));
    const logits = logitsOf(probabilities, held, logitsInHand()[held], temperatureInHand());
    return Object.fromEntries(hand.given.logits.map((key, k) => [key, logits[k]]));
  }

  clicked() {} // Plotly reports those on other marks alone
}
