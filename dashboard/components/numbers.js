// The one way to write a number, as dashboard/written_numbers.py does it: a test compares the two.

const MINUS = "\u2212";
const TIMES = "\u00a0×\u00a0"; // before a power of ten: a number stays on one line
const THIN_SPACE = "\u202f";
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DIGITS = 4;

// Four significant digits.
function writtenNumber(value) {
  if (!Number.isFinite(value)) return writtenNotFinite(value);
  const sign = value < 0 ? MINUS : "";
  const [mantissa, power] = rounded(Math.abs(value), "toExponential", DIGITS - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= DIGITS) return `${sign}${mantissa}${TIMES}${powerOfTen(exponent)}`;
  const digits = "0".repeat(Math.max(0, -exponent)) + mantissa.replace(".", "");
  const point = Math.max(0, exponent) + 1;
  const decimals = digits.slice(point);
  return sign + grouped(digits.slice(0, point)) + (decimals && `.${decimals}`);
}

function writtenWhole(count) {
  return grouped(String(count));
}

function writtenPercent(share) {
  if (!Number.isFinite(share)) return writtenNotFinite(share);
  const [whole, decimals] = rounded(Math.abs(100 * share), "toFixed", 2).split(".");
  const sign = share < 0 && Number(`${whole}.${decimals}`) > 0 ? MINUS : "";
  return `${sign}${grouped(whole)}.${decimals}%`;
}

function writtenNotFinite(value) {
  return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : `${MINUS}∞`;
}

// What `size.toFixed(decimals)` or `size.toExponential(decimals)` gives, but a tie goes to the even
// digit, as in Python.
function rounded(size, method, decimals) {
  const [longer, exponent = ""] = size[method](decimals + 1).split(/(?=e)/);
  if (longer.endsWith("5") && "02468".includes(longer.at(-2))) {
    const [exact] = size[method](60).split("e");
    if (/^0*$/.test(exact.slice(longer.length))) return longer.slice(0, -1) + exponent;
  }
  return size[method](decimals);
}

function grouped(whole) {
  return whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

function powerOfTen(exponent) {
  const raised = [...String(Math.abs(exponent))].map((digit) => RAISED[digit]);
  return `10${exponent < 0 ? "⁻" : ""}${raised.join("")}`;
}

// ---------------------------------------------------------------------------------------- tooltips

const WRITTEN = /%\{(x|y|z|a|b|c|customdata):number\}/g;

// A tooltip asks for a number as `%{y:number}`. That is no format of Plotly's, whose own would write
// e-11; so the texts are written here, into `customdata`, and what stood there moves behind them.
function withWrittenNumbers(trace) {
  const { hovertemplate } = trace;
  const asked = typeof hovertemplate === "string" ? [...hovertemplate.matchAll(WRITTEN)] : [];
  const names = [...new Set(asked.map(([, name]) => name))];
  if (!names.length || names.some((name) => trace[name] === undefined)) return trace;
  const own = arrayOf(trace.customdata);
  const columns = names.map((name) => arrayOf(trace[name]));
  const rows = arrayOf(trace.z);
  const isGrid = typeof rows?.[0] === "object";
  const texts = isGrid ? gridTexts(rows, names, columns, own) : pointTexts(columns, own);
  const template = hovertemplate
    .replace(/%\{customdata\}/g, `%{customdata[${names.length}]}`)
    .replace(WRITTEN, (_, name) => `%{customdata[${names.indexOf(name)}]}`);
  return { ...trace, customdata: texts, hovertemplate: template };
}

function pointTexts(columns, own) {
  const texts = columns.map((column) => Array.from(column, asText));
  return texts[0].map((_, place) => [...texts.map((text) => text[place]), own?.[place]]);
}

// Of a heat map, a contour map or a surface: x stands for the columns, y for the rows.
function gridTexts(rows, names, columns, own) {
  const edges = columns.map((column, place) =>
    names[place] === "x" || names[place] === "y" ? Array.from(column, asText) : column,
  );
  return rows.map((row, r) =>
    Array.from(row, (_, c) => [
      ...edges.map((edge, place) => {
        if (names[place] === "x") return edge[c];
        return names[place] === "y" ? edge[r] : asText(edge[r][c]);
      }),
      own?.[r]?.[c],
    ]),
  );
}

function asText(value) {
  return typeof value === "number" ? writtenNumber(value) : "";
}

// The numbers of a typed array as Python sends it, its rows if it has two dimensions.
function arrayOf(value) {
  if (!value?.bdata) return value;
  const bytes = Uint8Array.from(atob(value.bdata), (letter) => letter.charCodeAt(0));
  const numbers = new (value.dtype === "f4" ? Float32Array : Float64Array)(bytes.buffer);
  if (!value.shape) return numbers;
  const [rows, columns] = value.shape.split(",").map(Number);
  return Array.from({ length: rows }, (_, r) => numbers.subarray(r * columns, (r + 1) * columns));
}

// A sentence with its {names} replaced.
function filled(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
