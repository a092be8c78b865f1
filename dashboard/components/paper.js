// A page on paper: as wide as a sheet, in the light theme's colours, with whole formulas and pictures.
// It is laid out so before the browser prints it; figures and players draw themselves anew then.
(() => {
  const root = document.documentElement;
  let shrunk = [];

  addEventListener("beforeprint", () => {
    const app = document.querySelector(".stApp");
    root.dataset.paper = app ? getComputedStyle(app).colorScheme : "";
    const formulas = [...document.querySelectorAll(".katex-display")];
    shrunk = formulas.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    for (const formula of shrunk) {
      formula.style.fontSize = `${(98 * formula.clientWidth) / formula.scrollWidth}%`;
    }
  });

  addEventListener("afterprint", () => {
    delete root.dataset.paper;
    for (const formula of shrunk) formula.style.fontSize = "";
  });
})();
