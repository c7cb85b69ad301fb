// A figure as a picture that stands by itself, always in the light colours, with every colour and letter in it.
import { compose, element, type Picture } from "./compose";

/** What a style sheet may say about a mark. */
const PROPERTIES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
  "stroke-linejoin", "paint-order", "font-family", "font-size", "font-weight", "text-anchor",
] as const;

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
  if (computed.opacity !== "1") node.setAttribute("opacity", computed.opacity);
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
  const style = element("style", await letters().catch(() => ""));
  clone.querySelector(":scope > desc")?.after(style);
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(clone)}`;
  return new Blob([text], { type: "image/svg+xml" });
}
