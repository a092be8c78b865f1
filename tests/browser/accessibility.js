// What tests/browser/test_accessibility.py asks of a page, beside axe-core's rules.

function isShown(element) {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

// The serious and critical violations of axe-core's rules, but for what is excused: [rule, selector].
async function violations(excused, rules) {
  const options = { resultTypes: ["violations"], preload: false };
  if (rules) options.runOnly = rules;
  const context = { exclude: [".main-svg", ".gl-container"] }; // hidden: a label tells them
  const found = await axe.run(context, options);
  const isOurs = (rule, element) =>
    !excused.some(([excusedRule, selector]) => excusedRule === rule && element.matches(selector));
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes
        .filter(({ target }) => isOurs(id, document.querySelector(target[0])))
        .map(({ html, failureSummary }) => [id, html.slice(0, 300), failureSummary]),
    );
}

// Every chart and picture: its role and what it is called.
function namedCharts() {
  return [...document.querySelectorAll(".figure, .player .chart, .player .tiles, .network")]
    .filter((chart) => isShown(chart) && chart.childElementCount > 0)
    .map((chart) => ({
      role: chart.getAttribute("role"),
      name: chart.getAttribute("aria-label") ?? "",
    }));
}

// From here on, what the Tab key comes to; the components' own controls must show that they have
// the focus (Streamlit's mark theirs in ways of their own).
function watchFocus() {
  window.reached = new Set();
  window.unmarked = [];
  document.addEventListener("focusin", ({ target }) => {
    window.reached.add(target);
    if (target.closest(".player, .figure, .network") && getComputedStyle(target).outlineStyle === "none") {
      window.unmarked.push(target.outerHTML.slice(0, 200));
    }
  });
}

// Whatever can be operated. Of a group of radio buttons Tab comes to one, arrows to the others.
function controls() {
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(kinds)].filter(
    (element) =>
      isShown(element) &&
      element.tabIndex >= 0 &&
      !element.disabled &&
      !element.matches("[role=radio], [type=radio], [type=file]") &&
      !element.closest("[data-testid=stHeader], [data-testid=stDataFrame]"),
  );
}

function unreached() {
  return controls()
    .filter((element) => !window.reached.has(element))
    .map((element) => element.outerHTML.slice(0, 200));
}

// What sticks out of the page to the right, and cannot be scrolled to on its own.
function sticksOut() {
  const page = document.querySelector("[data-testid=stMainBlockContainer]");
  const width = document.documentElement.clientWidth;
  const scrolls = (element) =>
    element !== page &&
    (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) ||
      scrolls(element.parentElement));
  return [...page.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && isShown(element))
    .filter((element) => !scrolls(element.parentElement))
    .map((element) => element.outerHTML.slice(0, 200));
}

// The pairs of texts of one drawing that lie on each other by more than a share of the smaller
// one, and the texts that leave the drawing. Boxes are as high as a line, so they may touch.
function crowdedTexts(share) {
  const crowded = [];
  for (const chart of document.querySelectorAll(".js-plotly-plot, .network .stage")) {
    const frame = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll("svg text")]
      .filter((text) => text.textContent.trim() && isShown(text) && !text.closest(".hoverlayer"))
      .map((text) => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([one, box], place) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1) crowded.push([one, "cut"]);
      for (const [other, beside] of texts.slice(0, place)) {
        const across = Math.min(box.right, beside.right) - Math.max(box.left, beside.left);
        const down = Math.min(box.bottom, beside.bottom) - Math.max(box.top, beside.top);
        const smaller = Math.min(box.width * box.height, beside.width * beside.height);
        if (across > 0 && down > 0 && across * down > share * smaller) crowded.push([one, other]);
      }
    });
  }
  return crowded;
}
