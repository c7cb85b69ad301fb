// Turns the server's drawing to any state. It looks as figures/national_map.py makes it.
import type { Place } from "../card";
import { LINE_CLASSES, type Scene } from "./scene";
import { Mesh, path, rings } from "./shapes";

const NAMESPACE = "http://www.w3.org/2000/svg";

function group(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export class Drawing {
  private mesh: Mesh | undefined;
  private before: Scene | undefined;

  /**
   * @param svg the drawing
   * @param places areas of the municipalities, by their number in the data
   */
  constructor(
    readonly svg: SVGSVGElement,
    private readonly places: (Place | undefined)[],
  ) {}

  /** Tell which state stands there already, drawn by the server. */
  assume(scene: Scene): void {
    this.before = scene;
  }

  draw(scene: Scene): void {
    const { before } = this;
    const isNewLevel = before?.level !== scene.level;
    if (isNewLevel || before?.steps !== scene.steps) {
      this.areas(scene);
      this.uncertain(scene);
    }
    if (isNewLevel) this.replace("borders", this.borders((i) => scene.level.region[i] ?? -1));
    if (before?.lines !== scene.lines) this.replace("lines", this.lines(scene));
    if (!before || before.beside !== scene.beside) {
      const labels = scene.beside?.region;
      this.replace("beside", labels ? this.borders((i) => labels[i] ?? -1) : "");
    }
    if (isNewLevel || before?.names !== scene.names) this.names(scene);
    this.before = scene;
  }

  /** A layer by its class; made in its place in the pile when the server had nothing to draw in it. */
  private layer(name: "borders" | "lines" | "beside"): SVGElement {
    const found = this.svg.querySelector<SVGElement>(`g.${name}`);
    if (found) return found;
    const made = group("g", { class: name, fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" });
    const above = { lines: "g.borders", borders: "g.beside, g.labels", beside: "g.labels" }[name];
    this.svg.insertBefore(made, this.svg.querySelector(above));
    return made;
  }

  private replace(name: "borders" | "lines" | "beside", content: string | SVGElement[]): void {
    const paths = typeof content === "string" ? (content ? [group("path", { d: content })] : []) : content;
    this.layer(name).replaceChildren(...paths);
  }

  private areas({ level, steps }: Scene): void {
    this.places.forEach((place, i) => {
      if (!place) return;
      const isHere = place.path.classList.contains("is-here") ? " is-here" : "";
      const hue = level.regions.hue[level.region[i] ?? -1] ?? "";
      place.path.setAttribute("class", (steps ? `step step-${steps[i]}` : `hue hue-${hue}`) + isHere);
      place.path.removeAttribute("fill"); // the style sheet knows the colour of the class
      place.path.removeAttribute("fill-opacity");
    });
  }

  private uncertain({ uncertain }: Scene): void {
    const d = uncertain.map((i) => this.places[i]?.path.getAttribute("d") ?? "").join("");
    const found = this.svg.querySelector("path.hatch");
    if (!d) found?.remove();
    else if (found) found.setAttribute("d", d);
    else {
      const pattern = this.svg.querySelector("pattern")?.id ?? "";
      this.svg.querySelector("g.areas")?.after(group("path", { class: "hatch", d, fill: `url(#${pattern})` }));
    }
  }

  private borders(label: (owner: number) => number): string {
    this.mesh ??= new Mesh(
      this.places.flatMap((place, owner) => (place ? [{ owner, rings: rings(place.path.getAttribute("d") ?? "") }] : [])),
    );
    return path(this.mesh.borders(label));
  }

  private lines({ lines, strength }: Scene): SVGElement[] {
    const half = (value: number): number => Math.round(2 * value) / 2; // as the server rounds
    const point = (i: number): [number, number] | undefined => {
      const place = this.places[i];
      return place && [half(place.x), half(place.y)];
    };
    return LINE_CLASSES.flatMap((style, kind) =>
      [false, true].flatMap((sure) => {
        const d = lines
          .filter((line) => line.kind === kind && line.sure === sure)
          .map(({ source, target }) => {
            const [a, b] = [point(source), point(target)];
            return a && b ? `M${a[0]} ${a[1]}l${b[0] - a[0]} ${b[1] - a[1]}` : "";
          })
          .join("");
        const look = { "stroke-width": style.width.toFixed(2), "stroke-opacity": String(Math.round(Math.min(style.opacity * strength, 0.9) * 100) / 100) };
        return d ? [group("path", { d, class: `line line-${kind}${sure ? " sure" : ""}`, ...look })] : [];
      }),
    );
  }

  private names({ level, names }: Scene): void {
    for (const old of this.svg.querySelectorAll("g.labels")) old.remove();
    if (!names) return;
    const holder = group("g", {});
    holder.innerHTML = level.labels;
    this.svg.append(...holder.childNodes);
  }
}
