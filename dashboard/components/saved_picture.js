// A picture of ours as a file: an SVG by itself, or a PNG of it.

const PNG_SCALE = 2;

async function savePicture(svg, kind) {
  const source = await standalone(svg);
  const file = new Blob([source], { type: "image/svg+xml" });
  if (kind === "svg") return saveFile(file, "network.svg");
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = PNG_SCALE * svg.width.baseVal.value;
  canvas.height = PNG_SCALE * svg.height.baseVal.value;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((png) => saveFile(png, "network.png"), "image/png");
}

// The picture with the colours that the theme has now, its background, and the page's font in it.
async function standalone(svg) {
  const style = getComputedStyle(svg);
  const copy = svg.cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  const background = copy.insertBefore(document.createElementNS(SVG, "rect"), copy.firstChild);
  setAttributes(background, { width, height, fill: "var(--st-background-color)" });
  copy.setAttribute("xmlns", SVG);
  const font = copy.insertBefore(document.createElementNS(SVG, "style"), copy.firstChild);
  font.textContent = await fontFace(style.fontFamily.split(",")[0].replaceAll('"', ""));
  const source = new XMLSerializer().serializeToString(copy);
  const valueOf = (_, name) => style.getPropertyValue(name).trim().replaceAll('"', "'");
  return source.replace(/var\((--st-[a-z-]+)\)/g, valueOf);
}

// The page's own font as a style sheet that needs no other file; "" where it has none.
async function fontFace(family) {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? document.baseURI }));
    } catch {
      return []; // of another site
    }
  });
  const found = rules.find(
    ({ rule }) =>
      rule instanceof CSSFontFaceRule &&
      rule.style.fontFamily.replaceAll('"', "") === family &&
      rule.style.fontStyle !== "italic",
  );
  const [, address] = /url\("?([^")]+)"?\)/.exec(found?.rule.style.src ?? "") ?? [];
  if (!address) return "";
  const file = await (await fetch(new URL(address, found.base))).blob();
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(file);
  });
  const weight = found.rule.style.fontWeight || "400";
  return `@font-face{font-family:"${family}";font-weight:${weight};src:url(${url})}`;
}

function saveFile(file, name) {
  const link = Object.assign(document.createElement("a"), { download: name });
  link.href = URL.createObjectURL(file);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
