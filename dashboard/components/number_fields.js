// Numbers are typed as people write them: a decimal comma is a decimal point, a minus sign is a
// minus sign, and spaces between thousands are none. What is no number, or none that the field may
// hold, is refused below the field: it stays there as it was typed, and the page keeps its number,
// which the pictures name (page.css) for as long as they are drawn with it.
// A browser's own number field drops what it does not know, and 0,03 becomes 3.

(() => {
  const FIELD = "[data-testid=stNumberInput] input";
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const ACTING_KEYS = ["Enter", "ArrowUp", "ArrowDown"];

  const kept = new WeakMap(); // field → the number it had when it was entered

  // Before React, which listens further down.
  const on = (event, act) => document.addEventListener(event, act, { capture: true });
  on("focusin", ({ target }) => target.matches(FIELD) && prepare(target));
  on("input", ({ target }) => target.matches(FIELD) && read(target));
  on("focusout", (event) => event.target.matches(FIELD) && hold(event, event.target));
  // A link or a button may set a field, and Streamlit sets none in which something was typed: one
  // with a refused text first shows the page's number again.
  addEventListener("popstate", restoreAll, { capture: true });
  on("pointerdown", ({ target }) => maySetFields(target) && restoreAll());
  on("keydown", (event) => {
    if (["Enter", " "].includes(event.key) && maySetFields(event.target)) restoreAll();
    if (!event.target.matches(FIELD)) return;
    if (event.key === "Escape") restore(event.target);
    if (ACTING_KEYS.includes(event.key)) hold(event, event.target);
  });
  on("click", (event) => {
    const field = event.target.closest("[data-testid=stNumberInput]")?.querySelector("input");
    if (field && event.target.closest("button")) hold(event, field);
  });

  // A text field shows what is typed; to a screen reader it stays the field that it was.
  function prepare(field) {
    if (field.type === "number") {
      const byKeyboard = field.matches(":focus-visible");
      field.type = "text";
      field.inputMode = Number(field.min) < 0 ? "text" : "decimal"; // this one has no minus on phones
      field.autocomplete = "off";
      field.setAttribute("role", "spinbutton");
      field.setAttribute("aria-valuemin", field.min);
      field.setAttribute("aria-valuemax", field.max);
      if (byKeyboard) field.select();
    }
    if (!field.hasAttribute("data-refused")) kept.set(field, field.value);
  }

  function read(field) {
    forgive(field);
    const number = asNumber(field.value);
    if (number === field.value || !NUMBER.test(number)) return;
    const caret = asNumber(field.value.slice(0, field.selectionStart)).length;
    write(field, number);
    field.setSelectionRange(caret, caret);
  }

  function asNumber(text) {
    return text
      .replace(/\s/g, "")
      .replace(/[\u2212\u2013]/g, "-")
      .replace(",", ".");
  }

  // React must not find out that its field was written to by itself: it would pass over the event.
  function write(field, text) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  }

  function problem(field) {
    const { value, min, max } = field;
    if (value === "" || value === kept.get(field)) return null;
    if (!NUMBER.test(value)) return "number";
    if (isWhole(field) && !/^[+-]?\d+$/.test(value)) return "whole";
    return Number(value) < Number(min) || Number(value) > Number(max) ? "range" : null;
  }

  // Of the app's numbers those that count something are whole.
  function isWhole({ step, min, max }) {
    return [step, min, max].every((text) => /^\d+$/.test(text));
  }

  // Keep Streamlit from taking what is no number of this field, and say so.
  function hold(event, field) {
    const wrong = problem(field);
    if (!wrong) return void setTimeout(() => kept.set(field, field.value)); // as it is written then
    event.stopPropagation();
    event.preventDefault();
    const values = { text: field.value, kept: kept.get(field), least: field.min, most: field.max };
    const sentence = window.pageWords()[wrong].replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
    const place = field.closest("[data-testid=stNumberInput]");
    const paragraph = place.querySelector(".number-refused") ?? document.createElement("p");
    Object.assign(paragraph, { className: "number-refused", textContent: sentence });
    paragraph.setAttribute("role", "alert");
    place.append(paragraph);
    field.dataset.refused = "";
    field.setAttribute("aria-invalid", "true");
    tellPictures();
  }

  function tellPictures() {
    const values = [...document.querySelectorAll("[data-refused]")]
      .map((field) => `${field.getAttribute("aria-label")} = ${shown(kept.get(field))}`)
      .join(", ");
    const sentence = window.pageWords().still.replace("{values}", values);
    document.documentElement.style.setProperty("--still", JSON.stringify(sentence));
  }

  function shown(text) {
    return text.length > 20 ? `${text.slice(0, 19)}…` : text.replace(/^-/, "\u2212");
  }

  function forgive(field) {
    if (!field.hasAttribute("data-refused")) return;
    delete field.dataset.refused;
    field.removeAttribute("aria-invalid");
    field.closest("[data-testid=stNumberInput]").querySelector(".number-refused")?.remove();
    tellPictures();
  }

  // Back to the number that the page has.
  function restore(field) {
    if (!field.hasAttribute("data-refused")) return;
    write(field, kept.get(field));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function restoreAll() {
    for (const field of document.querySelectorAll("[data-refused]")) {
      restore(field);
      field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); // now React knows it too
    }
  }

  function maySetFields(target) {
    return target.closest("button") && !target.closest("[data-testid=stNumberInput]");
  }
})();
