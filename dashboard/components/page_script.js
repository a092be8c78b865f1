// How a page behaves in the browser's history, what its links do, and what a translator leaves be.
// It stands in the head of the page, before Streamlit's own scripts.
(() => {
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let entry = history.state?.entry ?? 0; // the number of the entry that is shown
  let left = ""; // the address at which a link was followed last
  replace({ entry }, "");

  const goTo = (title, url) => {
    push({ entry: ++entry }, title, url);
    document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  };

  // Streamlit pushes an entry for every value that Python sets: one Back then leads to a page that
  // was never seen. Only another page is an entry of its own.
  history.pushState = (_, title, url) => {
    const { pathname, search } = new URL(url, location.href);
    if (isAway) {
      written = search;
    } else if (pathname === location.pathname) {
      replace({ entry }, title, url);
    } else {
      // The page that comes may have written parameters of its own before Streamlit goes there.
      if (left && new URL(left).pathname === location.pathname) replace({ entry }, title, left);
      goTo(title, url);
    }
  };

  // A page is left when it is at rest. Until then the server may still write what was changed on it
  // into the address, and that would be the address of the page that comes next.
  const PATIENCE = 2000; // milliseconds: a sweep runs for longer
  let busyUntil = 0; // until then an answer of the server is expected, or has just begun
  const awaitAnswer = () => (busyUntil = performance.now() + PATIENCE);
  document.addEventListener("logit-lab-ask", awaitAnswer); // player.js: Streamlit sends it later
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    awaitAnswer();
    const begin = () => (busyUntil = performance.now() + 100);
    this.addEventListener("message", begin, { once: true });
    send.call(this, message);
  };
  const isAtRest = () =>
    performance.now() > busyUntil &&
    !document.querySelector("[data-testid=stApp]:not([data-test-script-state=notRunning])");
  const rest = async () => {
    const end = performance.now() + PATIENCE;
    while (!isAtRest() && performance.now() < end) await new Promise(requestAnimationFrame);
  };

  let asked = 0; // how many entries from here the user wants to be
  let isAway = false; // the browser has gone there too early, and is on its way back
  let written = null; // the parameters that the page was given meanwhile
  let mayLeave = false;
  const tell = () => document.dispatchEvent(new Event("logit-lab-leave")); // player.js
  const leave = (event) => {
    if (!event.isTrusted) return;
    const distance = (event.state?.entry ?? entry) - entry;
    if (mayLeave || (distance && isAtRest()) || event.state === null) {
      mayLeave = false;
      tell();
      entry += distance;
      return;
    }
    event.stopImmediatePropagation();
    if (distance) {
      asked = distance;
      isAway = true;
      history.go(-distance);
    } else {
      isAway = false;
      if (written !== null) replace({ entry }, "", location.pathname + written);
      written = null;
      rest().then(() => {
        mayLeave = true;
        history.go(asked);
      });
    }
  };
  addEventListener("popstate", leave);

  // A phone has the pages in the sidebar.
  const NAVIGATION = "[data-testid=stTopNavDropdownLink], [data-testid=stSidebarNavLink]";
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
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || !(leadsToAPage(link) || link.matches(NAVIGATION))) return;
    if (!isAtRest() && event.isTrusted) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const place = `a[href="${CSS.escape(link.getAttribute("href"))}"]`;
      rest().then(() => (link.isConnected ? link : document.querySelector(place))?.click());
      return;
    }
    left = location.href;
    tell();
    if (!leadsToAPage(link)) return;
    event.preventDefault();
    goTo("", link.href);
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  };
  document.addEventListener("click", follow, true);

  // Before Python says it (page_parts.py), so that a presented page does not begin as another.
  const isPresented = new URLSearchParams(location.search).get("present") === "1";
  document.documentElement.toggleAttribute("data-present", isPresented);
  addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || target.closest?.("input, textarea")) return;
    document.querySelector(".st-key-_end_presenting button")?.click();
  });

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
