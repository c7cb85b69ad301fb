// A figure as a picture that stands by itself: drawing, title, legend and source, always in the light colours,
// with every colour and letter written in it.

export type Picture = { svg: SVGSVGElement; width: number; height: number };

const NAMESPACE = "http://www.w3.org/2000/svg";
/** What a style sheet may say about a mark. */
const PROPERTIES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "paint-order", "font-family", "font-size", "font-weight", "text-anchor",
] as const;
const WIDE = 500;

type Text = { x: number; y: number; size: number; weight: number; colour: string };

function element<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string | number> = {}): SVGElementTagNameMap[K] {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

const ruler = document.createElement("canvas").getContext("2d");

function widthOf(text: string, size: number, weight: number): number {
  if (!ruler) return text.length * size * 0.55;
  ruler.font = `${weight} ${size}px "Fira Sans"`;
  return ruler.measureText(text).width;
}

function wrapped(text: string, size: number, weight: number, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && widthOf(longer, size, weight) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

function written(text: string, { x, y, size, weight, colour }: Text): SVGTextElement {
  const made = element("text", { x, y: y.toFixed(1), "font-size": size.toFixed(1), "font-weight": weight });
  made.style.setProperty("fill", `var(--${colour})`);
  made.textContent = text;
  return made;
}

/** The drawing without what only a screen needs; words under the pointer become titles again. */
function drawingOf(source: SVGSVGElement): SVGSVGElement {
  const clone = source.cloneNode(true) as SVGSVGElement;
  for (const narrow of clone.querySelectorAll(".labels-narrow")) narrow.remove();
  for (const here of clone.querySelectorAll(".is-here")) here.classList.remove("is-here");
  for (const path of clone.querySelectorAll<SVGElement>("[data-words]")) {
    const title = element("title");
    title.textContent = path.dataset["words"] ?? "";
    path.replaceChildren(title);
  }
  for (const words of clone.querySelectorAll(":scope > title, :scope > desc")) words.remove();
  for (const name of ["role", "lang", "aria-labelledby", "aria-describedby"]) clone.removeAttribute(name);
  return clone;
}

/** What the legend of the figure says now: keys with their words, in order. */
function legendOf(figure: HTMLElement): { key: SVGSVGElement | null; words: string }[] {
  return [...figure.querySelectorAll<HTMLElement>(".legend-words, .legend li, .legend-steps li")]
    .filter((item) => item.checkVisibility() && !item.querySelector(".legend-words"))
    .map((item) => ({ key: item.querySelector("svg"), words: (item.textContent ?? "").replace(/\s+/g, " ").trim() }));
}

/** Title above, legend and source below the drawing. */
function compose(figure: HTMLElement, source: SVGSVGElement, cite: string): Picture {
  const { width, height } = source.viewBox.baseVal;
  const isWide = width >= WIDE;
  const small = isWide ? width * 0.0135 : 9;
  const margin = isWide ? width * 0.02 : 8;
  const room = width - 2 * margin;
  const svg = element("svg", { class: "picture" });
  const title = source.querySelector(":scope > title")?.textContent ?? "";
  let y = margin * 0.6;
  for (const line of wrapped(title, small * 1.35, 600, room)) {
    y += small * 1.75;
    svg.append(written(line, { x: margin, y, size: small * 1.35, weight: 600, colour: "ink" }));
  }
  y += small;
  const drawing = drawingOf(source);
  for (const [name, value] of Object.entries({ x: 0, y, width, height })) drawing.setAttribute(name, value.toFixed(1));
  svg.append(drawing);
  y += height + small;
  let x = margin;
  for (const { key, words } of legendOf(figure)) {
    const [wide, high] = key ? [key.viewBox.baseVal.width, key.viewBox.baseVal.height] : [0, 0];
    const scale = (small * 1.15) / 16;
    const taken = wide * scale + (key ? small * 0.5 : 0) + widthOf(words, small, 400);
    if (x > margin && x + taken > width - margin) [x, y] = [margin, y + small * 1.8];
    if (key) {
      const clone = key.cloneNode(true) as SVGSVGElement;
      const place = { x, y: y - small * 0.35 - (high * scale) / 2, width: wide * scale, height: high * scale };
      for (const [name, value] of Object.entries(place)) clone.setAttribute(name, value.toFixed(1));
      svg.append(clone);
    }
    svg.append(written(words, { x: x + taken - widthOf(words, small, 400), y, size: small, weight: 400, colour: "quiet" }));
    x += taken + small * 1.6;
  }
  if (x > margin) y += small * 2;
  for (const line of wrapped(cite, small * 0.9, 400, room)) {
    svg.append(written(line, { x: margin, y, size: small * 0.9, weight: 400, colour: "quiet" }));
    y += small * 1.3;
  }
  const whole = y + margin * 0.3;
  const paper = element("rect", { width, height: whole.toFixed(1) });
  paper.style.setProperty("fill", "var(--paper)");
  svg.prepend(paper);
  const description = element("desc", { id: "picture-desc" });
  description.textContent = source.querySelector(":scope > desc")?.textContent ?? "";
  const name = element("title", { id: "picture-title" });
  name.textContent = title;
  svg.prepend(name, description);
  for (const [key, value] of Object.entries({
    xmlns: NAMESPACE, viewBox: `0 0 ${width} ${whole.toFixed(1)}`, width, height: whole.toFixed(1), role: "img",
    "xml:lang": document.documentElement.lang, "aria-labelledby": "picture-title", "aria-describedby": "picture-desc",
  })) svg.setAttribute(key, String(value));
  return { svg, width, height: whole };
}

/** Write the looks of every mark in the mark itself, where they differ from what is around it. */
function inline(node: SVGElement, around: Map<string, string>): void {
  const computed = getComputedStyle(node);
  const own = new Map(around);
  for (const property of PROPERTIES) {
    const value = computed.getPropertyValue(property).replace(/(\d)px/g, "$1").replace(/url\("(#[^"]+)"\)/, "url($1)");
    if (value === around.get(property)) node.removeAttribute(property);
    else node.setAttribute(property, value);
    own.set(property, value);
  }
  for (const child of node.children) {
    if (child instanceof SVGElement && child.localName !== "title" && child.localName !== "desc") inline(child, own);
  }
  for (const { name } of [...node.attributes]) {
    if (name === "class" || name === "style" || (name.startsWith("data-") && name !== "data-id")) node.removeAttribute(name);
  }
}

/** Do something while the page has the light colours; nobody sees it, for the page is not painted meanwhile. */
function inTheLight<T>(work: () => T): T {
  const { dataset } = document.documentElement;
  const chosen = dataset["theme"];
  dataset["theme"] = "light";
  try {
    return work();
  } finally {
    if (chosen === undefined) delete dataset["theme"];
    else dataset["theme"] = chosen;
  }
}

/** @param cite the line that names the source */
export function pictureOf(figure: HTMLElement, cite: string): Picture | undefined {
  const source = figure.querySelector<SVGSVGElement>("svg.map, svg.strip") ?? figure.querySelector("svg");
  if (!source) return undefined;
  const picture = compose(figure, source, cite);
  const holder = document.createElement("div");
  holder.className = "visually-hidden";
  holder.append(picture.svg);
  document.body.append(holder);
  inTheLight(() => inline(picture.svg, new Map()));
  holder.remove();
  return picture;
}

async function dataOf(address: string): Promise<string> {
  const blob = await (await fetch(address)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** The style that brings the letters of the page along; a reader without a network sees the same. */
async function letters(): Promise<string> {
  const faces = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules]
      .filter((rule) => rule instanceof CSSFontFaceRule)
      .map((rule) => ({ rule, base: sheet.href ?? location.href })),
  );
  const written = faces.map(async ({ rule, base }) => {
    const named = /url\("?([^")]+)"?\)/.exec(rule.cssText)?.[1] ?? "";
    const data = await dataOf(new URL(named, base).href);
    const weight = rule.style.getPropertyValue("font-weight");
    return `@font-face{font-family:"Fira Sans";font-weight:${weight};src:url(${data}) format("woff2")}`;
  });
  return (await Promise.all(written)).join("");
}

/** The picture as a file. */
export async function file({ svg }: Picture): Promise<Blob> {
  const clone = svg.cloneNode(true) as SVGSVGElement;
  const style = element("style");
  style.textContent = await letters().catch(() => "");
  clone.querySelector(":scope > desc")?.after(style);
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(clone)}`;
  return new Blob([text], { type: "image/svg+xml" });
}
