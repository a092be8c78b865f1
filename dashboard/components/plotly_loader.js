// plotly.js, once for all components of a page: from the server, or over the websocket where no
// address leads there (lacking_files.py).

const LOAD_TIMEOUT = 10_000; // ms without an answer, after which an address has failed
const ASK_AGAIN_AFTER = 20_000; // ms, after which what was asked over the websocket got lost
const MOST_QUESTIONS = 3;

// Streamlit makes a module of each component's code; they share what they load.
const plotlyLoader = (window.logitLabPlotly ??= { askers: new Map(), loading: null });

// Resolves to the Plotly object; rejects when it cannot be had before the page is loaded again.
function loadPlotly(path) {
  plotlyLoader.loading ??= loadScript(path).catch(overWebsocket);
  return plotlyLoader.loading;
}

// Streamlit's own files lie in static/js, wherever the app is served; ours lie beside that folder.
function addressOf(path) {
  if (path.startsWith("blob:")) return path; // it came over the websocket
  const streamlit = document.querySelector("script[src*='static/js/']");
  return new URL(`../../${path}`, streamlit?.src ?? document.baseURI).href;
}

// A script that was given a web page in place of plotly.js has loaded too: what counts is Plotly.
function loadScript(path) {
  return new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly);
    const address = addressOf(path);
    const fail = () => {
      script.remove();
      reject(new Error(`no plotly.js at ${address}`));
    };
    // It came with the page, as a rule.
    const early = [...document.scripts].find(({ src }) => src === address);
    const script = early ?? document.createElement("script");
    script.addEventListener("load", () => (window.Plotly ? resolve(window.Plotly) : fail()));
    script.addEventListener("error", fail);
    setTimeout(fail, LOAD_TIMEOUT);
    if (early) return;
    script.src = address;
    document.head.append(script);
  });
}

// What a component does to ask for plotly.js, until it deletes that where it leaves the page.
function canAskForPlotly(parentElement, setTriggerValue) {
  plotlyLoader.askers.set(parentElement, () => setTriggerValue("lack", "plotly.js"));
}

// One component asks for all; where it has left the page meanwhile, another one asks again.
function overWebsocket() {
  return new Promise((resolve, reject) => {
    let asking;
    const ask = (questions) => {
      if (questions === MOST_QUESTIONS) return reject(new Error("no plotly.js came"));
      const [first] = plotlyLoader.askers.values();
      first?.();
      asking = setTimeout(ask, ASK_AGAIN_AFTER, questions + 1);
    };
    plotlyLoader.arrived = (bytes) => {
      clearTimeout(asking);
      unzipped(bytes).then(loadScript).then(resolve, reject);
    };
    ask(0);
  });
}

// The address, in this browser alone, of a script that came compressed.
async function unzipped(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = await new Response(stream).blob();
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}
