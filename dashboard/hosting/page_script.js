// How a page behaves in the browser's history, what its links do, and what a translator leaves be.
// It stands in the head of the page, before Streamlit's own scripts.
(() => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let left = ""; // the address at which a link was clicked last

  const begin = () => document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);

  // Streamlit pushes an entry for every value that Python sets: one Back then leads to a page that
  // was never seen. Only another page is an entry of its own.
  history.pushState = (state, title, url) => {
    if (new URL(url, location.href).pathname === location.pathname) {
      replace(state, title, url);
      return;
    }
    // Before it goes on, Streamlit takes the parameters of the page that is left out of its URL.
    if (left && new URL(left).pathname === location.pathname) replace(history.state, title, left);
    push(state, title, url);
    begin();
  };

  const leadsToAPage = (link) =>
    link.closest("[data-testid=stMarkdownContainer]") &&
    !link.hash &&
    new URL(".", link.href).href === new URL(".", location.href).href &&
    document.querySelector("[data-test-connection-state=CONNECTED]");

  // Streamlit opens a link of a text in a new tab, which is a new session. To Streamlit a link that
  // is followed here is a step in the browser's history: every control is set to what the URL says,
  // to its default where that says nothing, and the session goes on.
  const follow = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link) return;
    left = location.href;
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || !leadsToAPage(link)) return;
    event.preventDefault();
    push({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    begin();
  };
  document.addEventListener("click", follow, true);

  // A translator makes words of the letters of a formula.
  const keepFormulas = (records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(node instanceof Element)) continue;
      for (const one of [node, ...node.querySelectorAll(".katex")]) {
        if (one.matches(".katex")) one.translate = false;
      }
    }
  };
  new MutationObserver(keepFormulas).observe(document, { childList: true, subtree: true });
})();
