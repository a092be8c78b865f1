// Stands in every message of a figure or a network, so it is short: figure.js itself is fetched once. A
// browser that cannot fetch it says so, and is sent it with each message instead (lacking_files.py).

const ANSWER_TIMEOUT = 10_000; // ms

// Streamlit's own files lie in static/js, wherever the app is served; ours lie beside that folder.
const streamlit = document.querySelector("script[src*='static/js/']");
const module = Promise.race([
  import(new URL("../../FIGURE_JS_PATH", streamlit?.src ?? document.baseURI)),
  new Promise((_, reject) => setTimeout(reject, ANSWER_TIMEOUT)),
]);

export default function (component) {
  let left = false;
  let leave;
  module.then(
    (parts) => {
      if (!left) leave = parts.COMPONENT(component);
    },
    () => component.setTriggerValue("lack", "figure.js"),
  );
  return () => {
    left = true;
    leave?.();
  };
}
