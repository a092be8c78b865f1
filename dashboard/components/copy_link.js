// The button "Copy link" copies the address that others can open. What is on screen stands in it.

(() => {
  // Streamlit Community Cloud shows the app in a frame below this path; others open what lies above.
  const FRAME = "/~/+/";

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".copy-link");
    if (!button) return;
    const { copy, copied, byHand } = window.pageWords();
    const field = button.nextElementSibling;
    field.value = address();
    field.setAttribute("aria-label", byHand);
    const done = await isCopied(field);
    button.textContent = done ? copied : byHand;
    field.hidden = done;
    if (!done) field.select();
    else setTimeout(() => (button.textContent = copy), 2000);
  });

  function address() {
    const url = new URL(location.href.replace(FRAME, "/"));
    // A run that plays is further than the link: only the player knows its step.
    document.dispatchEvent(new CustomEvent("logit-lab-link", { detail: url }));
    return url.href;
  }

  // In another site's frame, and without TLS, a browser has no clipboard for us.
  async function isCopied(field) {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      field.hidden = false;
      field.select();
      return document.execCommand("copy");
    }
  }
})();
