// What a hand moves in the network: a handle over each number, and one over the true class.

class NetworkHandles {
  constructor(network) {
    this.network = network;
    this.all = [];
  }

  build(layout) {
    this.leave();
    Object.assign(this, { layout, all: [], target: null });
    const { free } = hand.given;
    const { inputs, rows, targets, em, isNarrow } = layout;
    if (free.includes("a")) {
      inputs.forEach(({ x, y, r }, p) => {
        this.add(`a${p + 1}`, { left: x - r, top: y - r, width: 2 * r, height: 2 * r });
      });
    }
    rows.forEach((row, p) => {
      row.forEach(({ left, y, height }, k) => {
        const isBias = p === inputs.length;
        if (!free.includes(isBias ? "b" : "W")) return;
        const width = em * (isNarrow ? 6.1 : 6.2);
        const key = isBias ? `b${k + 1}` : `w${p + 1}${k + 1}`;
        const handle = this.add(key, { left, top: y - height / 2, width, height });
        handle.element.classList.add("in-row");
      });
    });
    if (free.includes("target")) {
      this.target = this.add("target", null, ClassHandle, 1);
      this.target.rows = targets.map(({ y }) => y);
    }
  }

  add(key, place, Kind = NumberHandle, step = this.network.message.step) {
    const { network } = this;
    const choose = () => network.choose(key);
    const handle = new Kind(network.stage, key, step, {
      began: () => {
        choose();
        network.began();
      },
      rested: () => network.rest(),
      refused: (sentence) => network.say(sentence),
      tapped: choose,
    });
    if (place) handle.place(place);
    // Not when a finger touches it: that may scroll the page.
    for (const event of ["focus", "click"]) handle.element.addEventListener(event, choose);
    this.all.push(handle);
    return handle;
  }

  // A click on a ŷ, or on its y, makes that class the true one.
  chooseClass({ clientX, clientY, target }) {
    const { left, top } = this.network.stage.getBoundingClientRect();
    const { strips, probabilities, targets } = this.layout;
    const x = clientX - left;
    const isTarget = x > strips.probabilities.left && x < strips.targets.right;
    if (!isTarget || target.closest(".handle") || !this.target) return;
    const reach = 3 * probabilities[0].r;
    const isNear = ({ y }, k) => Math.abs((y + targets[k].y) / 2 - (clientY - top)) < reach / 2;
    const row = probabilities.findIndex(isNear);
    if (row < 0) return;
    this.network.began();
    moveHand({ target: row + 1 });
    this.network.rest();
  }

  // Over the row of the true class; with a soft target, over the first.
  placeTarget() {
    const { target } = this;
    if (!target || (target.isHeld && target.grip)) return; // a drag is counted from where it began
    const { targets, em, isNarrow } = this.layout;
    const height = isNarrow ? FINGER : em * 1.8;
    const { x, y } = targets[Math.max(hand.values.target - 1, 0)];
    target.place({ left: x - em * 2, top: y - height / 2, width: em * 4, height });
  }

  // What a screen reader hears of each.
  describe(layer, texts) {
    const { name, share } = trueClassOf(layer);
    const outcome = `L = ${writtenNumber(layer.loss)}${name ? `, ${name} = ${writtenNumber(share)}` : ""}`;
    for (const handle of this.all) {
      // What is not in the hand is read again when it rests.
      if (handle === this.target || (hand.isMoving && !handle.isHeld)) continue;
      const own = keyInWords(handle.key);
      handle.describe(own, handle.key, `${own} = ${writtenNumber(hand.values[handle.key])}, ${outcome}`);
    }
    const own = name ? keyInWords(`y${hand.values.target} = 1`) : texts.soft;
    this.target?.describe(texts.true_class, "target", `${own}, ${outcome}`);
  }

  leave() {
    for (const handle of this.all) handle.leave();
  }
}
