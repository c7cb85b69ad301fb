// Lays out a picture: title above a drawing, legend and source below it. Colours are still those of the page.

import { titleOf } from "./title";

export type Picture = { svg: SVGSVGElement; width: number; height: number };

const NAMESPACE = "http://www.w3.org/2000/svg";
/** From this width on a drawing is a map, below it a strip. */
const WIDE = 500;
const ruler = document.createElement("canvas").getContext("2d");

export function element<K extends keyof SVGElementTagNameMap>(name: K, text = ""): SVGElementTagNameMap[K] {
  const made = document.createElementNS(NAMESPACE, name);
  made.textContent = text;
  return made;
}

function set(node: SVGElement, attributes: Record<string, string | number>): void {
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  }
}

function widthOf(text: string, size: number, weight = 400): number {
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

/** The drawing without what only a screen needs; words under the pointer become titles again. */
function drawingOf(source: SVGSVGElement): SVGSVGElement {
  const clone = source.cloneNode(true) as SVGSVGElement;
  for (const narrow of clone.querySelectorAll(".labels-narrow")) narrow.remove();
  for (const here of clone.querySelectorAll(".is-here")) here.classList.remove("is-here");
  for (const path of clone.querySelectorAll<SVGElement>("[data-words]")) {
    path.replaceChildren(element("title", path.dataset["words"]));
  }
  for (const words of clone.querySelectorAll(":scope > title, :scope > desc")) words.remove();
  for (const name of ["role", "lang", "aria-labelledby", "aria-describedby"]) clone.removeAttribute(name);
  return clone;
}

type Key = { drawn: SVGSVGElement | null; words: string };

/** What the legend of the figure says now: keys with their words, in order. */
function legendOf(figure: HTMLElement): Key[] {
  return [...figure.querySelectorAll<HTMLElement>(".legend-words, .legend li, .legend-steps li")]
    .filter((item) => item.checkVisibility() && !item.querySelector(".legend-words"))
    .map((item) => ({ drawn: item.querySelector("svg"), words: (item.textContent ?? "").replace(/\s+/g, " ").trim() }));
}

/** A sheet that is filled from above. */
class Sheet {
  private readonly svg = element("svg");
  private readonly small: number;
  private readonly margin: number;
  private y: number;

  constructor(private readonly width: number) {
    this.small = width >= WIDE ? width * 0.0135 : 9;
    this.margin = width >= WIDE ? width * 0.02 : 8;
    this.y = this.margin * 0.6;
  }

  title(words: string): void {
    const size = this.small * 1.35;
    for (const line of this.lines(words, size, 600)) {
      this.y += this.small * 1.75;
      this.write(line, this.margin, size, 600, "ink");
    }
    this.y += this.small;
  }

  drawing(source: SVGSVGElement): void {
    const { width, height } = source.viewBox.baseVal;
    const drawn = drawingOf(source);
    set(drawn, { x: 0, y: this.y, width, height });
    this.svg.append(drawn);
    this.y += height + this.small;
  }

  /** Words at both ends of an axis. */
  ends(words: string[]): void {
    if (!words.length) return;
    this.y -= this.small * 0.4;
    words.forEach((end, k) => this.write(end, k ? this.width - this.margin - widthOf(end, this.small) : this.margin));
    this.y += this.small * 2;
  }

  legend(keys: Key[]): void {
    let x = this.margin;
    for (const { drawn, words } of keys) {
      const wide = this.keyWidth(drawn);
      const taken = wide + widthOf(words, this.small);
      if (x > this.margin && x + taken > this.width - this.margin) {
        x = this.margin;
        this.y += this.small * 1.8;
      }
      if (drawn) this.key(drawn, x);
      this.write(words, x + wide);
      x += taken + this.small * 1.6;
    }
    if (keys.length) this.y += this.small * 2;
  }

  source(words: string): void {
    const size = this.small * 0.9;
    for (const line of this.lines(words, size, 400)) {
      this.write(line, this.margin, size);
      this.y += size * 1.45;
    }
  }

  picture(title: string, description: string): Picture {
    const { svg, width } = this;
    const height = Math.round(this.y + this.margin * 0.3);
    const paper = element("rect");
    set(paper, { width, height });
    paper.style.setProperty("fill", "var(--paper)");
    const [name, said] = [element("title", title), element("desc", description)];
    name.id = "picture-title";
    said.id = "picture-desc";
    svg.prepend(name, said, paper);
    set(svg, { xmlns: NAMESPACE, viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
    set(svg, { "xml:lang": document.documentElement.lang, "aria-labelledby": name.id, "aria-describedby": said.id });
    return { svg, width, height };
  }

  private get keyScale(): number {
    return (this.small * 1.15) / 16;
  }

  private keyWidth(drawn: SVGSVGElement | null): number {
    return drawn ? drawn.viewBox.baseVal.width * this.keyScale + this.small * 0.5 : 0;
  }

  private key(drawn: SVGSVGElement, x: number): void {
    const { width, height } = drawn.viewBox.baseVal;
    const clone = drawn.cloneNode(true) as SVGSVGElement;
    const high = height * this.keyScale;
    set(clone, { x, y: this.y - this.small * 0.35 - high / 2, width: width * this.keyScale, height: high });
    this.svg.append(clone);
  }

  private lines(words: string, size: number, weight: number): string[] {
    return wrapped(words, size, weight, this.width - 2 * this.margin);
  }

  private write(words: string, x: number, size = this.small, weight = 400, colour = "quiet"): void {
    const made = element("text", words);
    set(made, { x, y: this.y, "font-size": size, "font-weight": weight });
    made.style.setProperty("fill", `var(--${colour})`);
    this.svg.append(made);
  }
}

/** @param cite the line that names the source */
export function compose(figure: HTMLElement, source: SVGSVGElement, cite: string): Picture {
  const said = (name: string): string => source.querySelector(`:scope > ${name}`)?.textContent ?? "";
  const sheet = new Sheet(source.viewBox.baseVal.width);
  const title = titleOf(figure, source);
  sheet.title(title);
  sheet.drawing(source);
  sheet.ends([...figure.querySelectorAll(".strip-ends span")].map((end) => end.textContent ?? ""));
  sheet.legend(legendOf(figure));
  sheet.source(cite);
  return sheet.picture(title, said("desc"));
}
