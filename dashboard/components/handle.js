// A handle over a picture, which a pointer drags and the arrow keys move. It is HTML, since on a part
// of an SVG `touch-action` is not heeded, and a finger there would scroll the page.

const KEYS_REST = 400; // ms without a key, after which the hand rests
const STEPS_WITH_SHIFT = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

class Handle {
  // `follow` has what is called: grabbed(), if it likes; dragged(x, y), in pixels of the node;
  // stepped(across, upwards), in steps; rested().
  constructor(node, follow) {
    this.follow = follow;
    this.element = document.createElement("div");
    this.element.className = "handle";
    this.element.addEventListener("pointerdown", (event) => this.grab(event));
    this.element.addEventListener("pointermove", (event) => {
      if (!this.grip || !event.isPrimary) return;
      const { left, top } = node.getBoundingClientRect();
      follow.dragged(event.clientX - left - this.grip.x, event.clientY - top - this.grip.y);
    });
    // It follows pointerup and pointercancel alike.
    this.element.addEventListener("lostpointercapture", () => this.rest());
    this.element.addEventListener("keydown", (event) => this.step(event));
    for (const change of ["pointerenter", "pointerleave", "focus", "blur"]) {
      this.element.addEventListener(change, (event) => this.lookAt(event));
    }
    node.append(this.element);
  }

  grab(event) {
    if (!event.isPrimary || event.button !== 0) return;
    clearTimeout(this.resting);
    const { left, top, width, height } = this.element.getBoundingClientRect();
    this.isHeld = true;
    // Where it was touched, from its middle: it does not jump there.
    this.grip = { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
    this.element.setPointerCapture(event.pointerId);
    this.follow.grabbed?.();
  }

  // The mouse or the focus is on it: what it moves may be read.
  lookAt({ type, pointerType }) {
    if (pointerType === "touch") return; // what a finger has left
    this.isLookedAt = type === "pointerenter" || this.element.matches(":focus-visible");
    drawHand();
  }

  step(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.isHeld = true;
    const steps = event.shiftKey ? STEPS_WITH_SHIFT : 1;
    this.follow.stepped(arrow[0] * steps, arrow[1] * steps);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), KEYS_REST);
  }

  rest() {
    clearTimeout(this.resting);
    this.grip = null;
    this.isHeld = false;
    this.follow.rested();
  }

  // What a screen reader hears of the value that it moves. One that nobody may move is no control.
  describe(label, key, text) {
    const { element } = this;
    if (!(key in hand.limits)) {
      for (const name of ["role", "tabindex"]) element.removeAttribute(name);
      element.setAttribute("aria-hidden", "true");
      return;
    }
    const [least, most] = hand.limits[key];
    setAttributes(element, {
      role: "slider",
      tabindex: 0,
      "aria-hidden": false,
      "aria-label": label,
      "aria-valuemin": least,
      "aria-valuemax": most,
      "aria-valuenow": hand.values[key],
      "aria-valuetext": text,
    });
  }

  moveTo(x, y) {
    this.element.style.transform = `translate(${x}px, ${y}px)`;
  }

  leave() {
    clearTimeout(this.resting);
    this.element.remove();
  }
}

// A handle that moves one value, sideways; a finger that goes up or down on it scrolls the page.
class SidewaysHandle extends Handle {
  // `valueAt` has the value at a distance, in pixels, from the left edge of the node.
  constructor(node, key, valueAt, tell) {
    super(node, {
      dragged: (left) => moveHand({ [key]: valueAt(left) }),
      stepped: (...steps) => moveHand({ [key]: hand.values[key] + sum(steps) * stepOf(key) }),
      rested: () => restHand(tell),
    });
    this.element.classList.add("sideways");
  }
}

function stepOf(key) {
  return hand.limits[key]?.[2];
}

// Those that change: to set the `tabindex` of what has the focus takes the browser a layout.
function setAttributes(element, values) {
  for (const [name, value] of Object.entries(values)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}
