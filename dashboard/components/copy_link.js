// Copies the address that others can open. The state on screen stands in it.

// Streamlit Community Cloud shows the app in a frame below this path; others open what lies above.
const FRAME = "/~/+/";

export default function ({ data: texts, parentElement }) {
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  const say = (text) => (button.textContent = text);
  say(texts.copy);
  field.setAttribute("aria-label", texts.by_hand);
  button.onclick = async () => {
    field.value = address();
    const copied = await copy(field);
    say(copied ? texts.copied : texts.by_hand);
    field.hidden = copied;
    if (!copied) field.select();
    else setTimeout(say, 2000, texts.copy);
  };
}

function address() {
  const url = new URL(location.href.replace(FRAME, "/"));
  // A run that plays is further than the link: only the player knows its step.
  document.dispatchEvent(new CustomEvent("logit-lab-link", { detail: url }));
  return url.href;
}

// In another site's frame, and without TLS, a browser has no clipboard for us.
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.hidden = false;
    field.select();
    return document.execCommand("copy");
  }
}
