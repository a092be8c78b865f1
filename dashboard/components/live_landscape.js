// The example's pin on the landscape of a loss. Plotly draws it, and a picture in 3-D takes its time:
// it follows the hand as often as leaves most of the time to the others.

const LEAST_PAUSE = 80; // ms between two drawings
const PAUSE = 4; // over how long a drawing takes

class LiveLandscape {
  constructor(node) {
    this.node = node;
  }

  // The figure of a message with the pin where the hand has it.
  prepared({ data, layout }, { view, values }) {
    Object.assign(this, { view, shown: hand.values });
    if (areEqual(hand.values, values)) return { data, layout };
    const { x, y, z } = this.pin();
    const moved = data.map((trace, k) => (k === view.trace ? { ...trace, x, y, z } : trace));
    return { data: moved, layout };
  }

  // From the example's point to its head above.
  pin() {
    const { across, upwards, height } = this.view;
    const [x, y] = [hand.values[across], hand.values[upwards]];
    const { loss } = exampleInHand();
    return { x: [x, x], y: [y, y], z: [loss, loss + height] };
  }

  drawn() {
    this.drawLive();
  }

  drawLive() {
    if (this.isBusy || this.shown === hand.values) return;
    this.isBusy = true;
    setTimeout(() => this.restyle()); // after this frame is on screen
  }

  async restyle() {
    if (this.hasLeft) return;
    const begun = performance.now();
    this.shown = hand.values;
    const { x, y, z } = this.pin();
    await window.Plotly.restyle(this.node, { x: [x], y: [y], z: [z] }, [this.view.trace]);
    const pause = Math.max(LEAST_PAUSE, PAUSE * (performance.now() - begun));
    setTimeout(() => {
      this.isBusy = false;
      if (!this.hasLeft) this.drawLive();
    }, pause);
  }

  leave() {
    this.hasLeft = true;
  }
}
