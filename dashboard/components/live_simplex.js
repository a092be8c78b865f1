// The same descent on the triangle of three probabilities, where the hand moves ŷ.

const LEAST_PROBABILITY = 1e-9; // of what the hand can reach: in a corner a logit is infinite

class LiveSimplex extends LiveField {
  // Plotly reports clicks on marks alone, and lays a cover over the page while a button is down.
  pressed(event) {
    super.pressed(event);
    if (!this.press || event.button !== 0) return;
    document.addEventListener("pointerup", (up) => this.released(up), { once: true });
  }

  released(event) {
    const { left, top } = this.node.getBoundingClientRect();
    const wanted = this.probabilitiesAt(event.clientX - left, event.clientY - top);
    if (wanted.every((each) => each > 0)) super.clicked(event);
    this.press = null;
  }

  clicked() {}

  placeOf(logits) {
    const probabilities = softmax(logits, temperatureInHand());
    const [left, top] = pixelInTriangle(plotAxes(this.node), probabilities);
    return { left, top, isSeen: true };
  }

  probabilitiesAt(left, top) {
    const { x, y } = plotAxes(this.node);
    const first = valueOn(y, top);
    const across = valueOn(x, left);
    return [first, (1 - first - across) / 2, (1 - first + across) / 2];
  }

  // The two logits that give ŷ there, while the third one stays.
  valuesAt(left, top) {
    const wanted = this.probabilitiesAt(left, top);
    const probabilities = wanted.map((each) => Math.max(each, LEAST_PROBABILITY));
    const held = [0, 1, 2].find((k) => !this.moved.includes(k));
    const logits = logitsOf(probabilities, held, logitsInHand()[held], temperatureInHand());
    return Object.fromEntries(hand.given.logits.map((key, k) => [key, logits[k]]));
  }
}
