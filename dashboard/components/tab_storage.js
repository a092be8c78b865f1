// Keeps a text of the page in its tab, which outlasts a reload and ends with the tab.

export default function ({ data, setTriggerValue }) {
  const { name, text } = JSON.parse(new TextDecoder().decode(data));
  try {
    if (text) return void sessionStorage.setItem(name, text);
    const stored = sessionStorage.getItem(name);
    if (stored) setTriggerValue("found", stored);
  } catch (error) {
    console.warn(error); // a browser may allow no storage: then a reload begins anew
  }
}
