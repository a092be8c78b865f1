// A number in a picture as a handle over it: dragged sideways, moved by arrow keys, or typed.

const BY_DRAG = 0.1; // of a step for each pixel of a drag

class NumberHandle extends Handle {
  // `key` is its name in the hand, `step` what an arrow key adds; `follow` has rested(), began(), and
  // refused(sentence) for what was typed in vain; and, if it likes, tapped(): true where a finger's
  // tap has done something else than to ask for typing.
  constructor(node, key, step, follow) {
    super(node, {
      dragged: (x, y) => this.drag(x - this.middle[0], y - this.middle[1]),
      stepped: (across, upwards) => this.move(hand.values[key] + this.count(across, upwards) * step),
      rested: () => follow.rested(),
    });
    Object.assign(this, { node, key, size: step, events: follow });
    this.element.classList.add("number-handle");
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "slider");
    this.element.addEventListener("dblclick", () => this.type());
    // Where the finger scrolls the page, it is cancelled instead.
    this.element.addEventListener("pointerup", () => (this.isTap = this.isFinger && !this.hasMoved));
    this.element.addEventListener("keydown", (event) => this.beginTyping(event));
  }

  count(across, upwards) {
    return across + upwards;
  }

  grab(event) {
    super.grab(event);
    this.start = hand.values[this.key];
    this.hasMoved = false;
    this.isTap = false;
    this.isFinger = event.pointerType === "touch";
  }

  drag(across) {
    const pixels = Math.round(across);
    if (pixels === 0 && !this.hasMoved) return;
    this.hasMoved = true;
    this.move(this.start + pixels * BY_DRAG * this.size);
  }

  move(value) {
    this.events.began();
    moveHand({ [this.key]: value });
  }

  rest() {
    super.rest();
    if (this.isTap && !this.events.tapped?.()) this.type();
    this.isTap = false;
  }

  beginTyping(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^([-−.,\d]|Enter)$/.test(event.key)) return;
    event.preventDefault();
    this.type(event.key === "Enter" ? undefined : event.key);
  }

  // A field in the handle's place, until Enter, Escape or the way out of it.
  type(text = String(hand.values[this.key])) {
    const field = document.createElement("input");
    Object.assign(field, { className: "typed", value: text, inputMode: "decimal" });
    field.setAttribute("aria-label", this.element.getAttribute("aria-label"));
    field.style.cssText = this.element.style.cssText;
    let isDone = false;
    const end = (isKept) => {
      if (isDone) return;
      isDone = true;
      const hadFocus = document.activeElement === field;
      field.remove();
      if (hadFocus) this.element.focus();
      if (isKept) this.take(field.value);
    };
    field.addEventListener("blur", () => end(true));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") end(event.key === "Enter");
    });
    this.node.append(field);
    field.focus();
    if (text.length > 1) field.select();
  }

  take(text) {
    const { value, refused } = numberTyped(text, hand.values[this.key], hand.limits[this.key]);
    if (refused) return this.events.refused(refused);
    this.move(value);
    this.events.rested();
  }

  // Where it stands in the node, in pixels.
  place({ left, top, width, height }) {
    this.middle = [left + width / 2, top + height / 2];
    Object.assign(this.element.style, { width: `${width}px`, height: `${height}px` });
    this.moveTo(left, top);
  }
}

// The true class: dragged up and down from row to row, or clicked in one.
class ClassHandle extends NumberHandle {
  constructor(...given) {
    super(...given);
    this.element.classList.add("vertical");
    this.element.setAttribute("aria-orientation", "vertical");
  }

  count(across, upwards) {
    return across - upwards;
  }

  drag(across, down) {
    const { rows } = this;
    const at = this.middle[1] + down;
    const distances = rows.map((y) => Math.abs(y - at));
    this.hasMoved = true;
    this.move(distances.indexOf(Math.min(...distances)) + 1);
  }

  move(value) {
    super.move(Math.min(Math.max(value, 1), this.rows.length));
  }
}

// The number that was typed; or why it cannot be taken, so that the number before it is `kept`.
function numberTyped(text, kept, [least, most]) {
  const value = Number(text.trim().replace(/[−–]/, "-").replace(",", ".") || NaN);
  if (value >= least && value <= most) return { value };
  const { number, range } = window.pageWords();
  return { refused: filled(Number.isNaN(value) ? number : range, { text, kept, least, most }) };
}
