// Stands in every message of a figure, so it is short: figure.js itself is fetched once.

const module = import(new URL("FIGURE_JS_PATH", document.baseURI));

export default function (component) {
  let left = false;
  let leave;
  module
    .then((figure) => {
      if (!left) leave = figure.default(component);
    })
    .catch(() => {
      const paragraph = component.parentElement.querySelector(".unavailable");
      const message = JSON.parse(new TextDecoder().decode(component.data));
      paragraph.textContent = message.unavailable;
      paragraph.hidden = false;
    });
  return () => {
    left = true;
    leave?.();
  };
}
