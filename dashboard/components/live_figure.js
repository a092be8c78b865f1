// What all live views of a figure have in common. A view draws in each frame where the hand has put
// things; Plotly's own drawing would take several frames.

const SVG = "http://www.w3.org/2000/svg";
// A finger beside a handle scrolls the page; a mouse zooms into the picture.
const FOR_FINGERS = matchMedia("(any-pointer: coarse)").matches ? { dragmode: false } : {};

class LiveFigure {
  constructor(node, tell) {
    Object.assign(this, { node, tell });
  }

  // The figure of a message as Plotly is to draw it.
  prepared({ data, layout }, { view }) {
    this.view = view;
    return { data, layout: { ...layout, ...FOR_FINGERS } };
  }

  // After Plotly has drawn it.
  drawn() {
    if (!this.isListening) {
      this.isListening = true;
      for (const changed of ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"]) {
        this.node.on(changed, () => this.redrawn());
      }
    }
    this.redrawn();
  }

  redrawn() {
    this.drawLive();
  }

  // What is read beside a handle while it is in the hand.
  readBeside(handle, lines, left, top) {
    if (!this.reading) {
      this.reading = this.node.appendChild(document.createElement("div"));
      this.reading.className = "reading";
      this.reading.setAttribute("aria-hidden", "true"); // the handle says it
    }
    this.reading.hidden = !hand.isMoving || !handle.isHeld || handle.element.hidden;
    if (this.reading.hidden) return;
    this.reading.textContent = lines.join("\n");
    const aside = this.hasRoomAtRight(left) ? "24px" : "calc(-100% - 24px)";
    this.reading.style.transform = `translate(${left}px, ${top}px) translate(${aside}, -50%)`;
  }

  hasRoomAtRight(left) {
    return left < this.node.clientWidth / 2;
  }

  leave() {
    hand.isMoving = false;
    this.reading?.remove();
  }
}

function writtenReadings(readings) {
  return readings.map(([name, value]) => `${name} = ${writtenNumber(value)}`);
}
