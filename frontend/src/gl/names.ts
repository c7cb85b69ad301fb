// The names of the regions over the map of WebGL: the same letters as in the drawing, of one size at any zoom.
import { type Collection, collection, point, type Project } from "./ground";

const NAMESPACE = "http://www.w3.org/2000/svg";
type Point = { x: number; y: number };
type Name = { element: SVGElement; words: string; x: number; y: number; at: [number, number] };

export class Names {
  readonly element = document.createElementNS(NAMESPACE, "svg");
  private names: Name[] = [];

  constructor(private readonly project: Project) {
    this.element.setAttribute("class", "map gl-names");
    this.element.setAttribute("aria-hidden", "true");
    this.element.setAttribute("focusable", "false");
  }

  /** @param labels groups of texts, as SVG, in units of the drawing */
  set(labels: string): void {
    this.element.innerHTML = labels;
    this.names = [...this.element.querySelectorAll<SVGElement>("text")].map((element) => {
      const lines = [...element.querySelectorAll("tspan")];
      const x = Number(lines[0]?.getAttribute("x"));
      const y = lines.reduce((sum, line) => sum + Number(line.getAttribute("y")), 0) / Math.max(lines.length, 1);
      const words = lines.map((line) => line.textContent).join("\n");
      return { element, words, x, y, at: this.project(x, y) };
    });
  }

  /** Where other names may not come. */
  get room(): Collection {
    return collection(this.names.map(({ words, at }, id) => point(id, words, at)));
  }

  /** @param screen where a place stands on the screen; @param scale pixels per unit of the drawing */
  place(screen: (at: [number, number]) => Point, scale: number): void {
    for (const { element, x, y, at } of this.names) {
      const { x: left, y: top } = screen(at);
      element.setAttribute("transform", `translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${scale.toFixed(4)}) translate(${-x} ${-y})`);
    }
  }
}
