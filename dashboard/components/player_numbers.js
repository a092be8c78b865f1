// The numbers of the step that is shown: in writing, on the scrubber, and for a screen reader.

class ShownNumbers {
  constructor(player) {
    this.player = player;
  }

  setUp(readouts) {
    this.readouts = readouts.map((readout) => ({ ...readout, value: element("dd") }));
    const rows = this.readouts.map(({ label, value, percent }) =>
      element("div", { className: percent ? "large" : "" }, element("dt", { textContent: label }), value),
    );
    this.player.find("readouts").replaceChildren(...rows);
  }

  // The last step up to the one shown whose numbers are here.
  get known() {
    return Math.min(this.player.step, this.player.have);
  }

  get exact() {
    const { playing, rest, step } = this.player;
    return !playing && rest?.step === step ? rest : null;
  }

  draw() {
    const { exact, known, player } = this;
    const { have, limit, step, texts } = player;
    const say = (name, text) => write(player.find(name), text);
    Object.assign(player.root.dataset, { step, have });
    const epoch = writtenWhole(player.epochAt(step).number);
    say("progress", `${texts.step} ${writtenWhole(step)} · ${texts.of_epoch} ${epoch}`);
    say("waiting", step > have ? `${texts.waiting} ${writtenWhole(have)}` : "");
    say("ended", step >= limit ? player.ended : "");
    for (const { series, percent, value } of this.readouts) {
      const number = exact?.values[series] ?? player.history.get(series)?.at(known);
      write(value, formatted(number, percent));
    }
    player.pictures?.draw(known, exact?.picture);
    this.drawScrubber();
  }

  drawScrubber() {
    const { charts, find, have, limit, playing, questions, step } = this.player;
    const scrubber = find("scrubber");
    // A key pressed on it must find the very step.
    const isExact = !playing || scrubber.matches(":focus");
    const value = isExact ? step : step - (step % charts.grain);
    const within = Math.min(questions.leastLookAhead.touched, limit); // the first touch brings it
    scrubber.max = Math.max(have, within, 1);
    if (Number(scrubber.value) !== value) scrubber.value = value;
  }

  // What charts and pictures show, for those who do not see them: at rest with today's numbers.
  describe() {
    const { charts, find, playing, texts } = this.player;
    const step = `${texts.step} ${writtenWhole(this.known)}: `;
    for (const { node, figure, alternative } of charts.all) {
      const drawn = figure.data.map(({ meta }) => meta?.series);
      const numbers = this.readouts
        .filter(({ series }) => drawn.includes(series))
        .map(({ label, value }) => `${label} ${value.textContent}`);
      const today = playing ? "" : ` ${step}${numbers.join("; ")}.`;
      node.setAttribute("aria-label", alternative + today);
    }
    const title = find("picture-title").textContent;
    const picture = this.exact?.picture_in_words;
    find("tiles").setAttribute("aria-label", picture ? `${title}. ${step}${picture}` : title);
  }
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function formatted(number, percent) {
  if (number === undefined) return "–";
  return percent ? writtenPercent(number) : writtenNumber(number);
}
