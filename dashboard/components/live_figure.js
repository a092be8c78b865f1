// What all live views of a figure have in common. A view draws in each frame where the hand has put
// things; Plotly's own drawing would take several frames.

class LiveFigure {
  constructor(node, tell) {
    Object.assign(this, { node, tell });
  }

  // The figure of a message as Plotly is to draw it.
  prepared(figure, { view }) {
    this.view = view;
    return figure;
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

  // What is read beside a handle that is in the hand, or looked at.
  readBeside(handle, lines, left, top) {
    if (!this.reading) {
      this.reading = this.node.appendChild(document.createElement("div"));
      this.reading.className = "reading";
      this.reading.setAttribute("aria-hidden", "true"); // the handle says it
    }
    const isRead = (hand.isMoving && handle.isHeld) || handle.isLookedAt;
    this.reading.hidden = !isRead || handle.element.hidden;
    if (this.reading.hidden) return;
    writeInto(this.reading, lines.join("\n"));
    const aside = this.hasRoomAtRight(left) ? "24px" : "calc(-100% - 24px)";
    this.reading.style.transform = `translate(${left}px, ${top}px) translate(${aside}, -50%)`;
  }

  hasRoomAtRight(left) {
    return left < this.node.clientWidth / 2;
  }

  leave() {
    hand.isMoving = false;
    hand.awaited = [];
    drawHand();
    this.reading?.remove();
  }
}

function writtenReadings(readings) {
  return readings.map(([name, value]) => `${name} = ${writtenNumber(value)}`);
}
