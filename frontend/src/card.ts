// A card that says what lies under the pointer or the arrow keys. The table beside the map says the same.

export type Place = { id: string; path: SVGPathElement; x: number; y: number };

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest place in a direction: what lies aside counts double. */
function next(all: Place[], from: Place, [dx, dy]: [number, number]): Place {
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (const place of all) {
    const ahead = (place.x - from.x) * dx + (place.y - from.y) * dy;
    const aside = Math.abs((place.x - from.x) * dy) + Math.abs((place.y - from.y) * dx);
    const away = ahead + 2 * aside;
    if (place !== from && ahead > 0 && aside <= 2 * ahead && away < least) [best, least] = [place, away];
  }
  return best;
}

function middle(all: Place[]): Place | undefined {
  const x = all.reduce((sum, p) => sum + p.x, 0) / all.length;
  const y = all.reduce((sum, p) => sum + p.y, 0) / all.length;
  return all.toSorted((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
}

function placeOf(path: SVGPathElement): Place {
  const id = path.dataset["id"] ?? "";
  const [x, y] = [Number(path.dataset["x"]), Number(path.dataset["y"])];
  if (Number.isFinite(x) && Number.isFinite(y)) return { id, path, x, y };
  const box = path.getBBox();
  return { id, path, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The card of one map, whichever way the map is drawn. */
export class Card {
  readonly places: Place[];
  private readonly byId: Map<string, Place>;
  private readonly marks: ((place: Place | undefined) => void)[] = [];
  private here: Place | undefined;

  constructor(
    private readonly map: HTMLElement,
    readonly stage: HTMLElement,
    private readonly element: HTMLElement,
  ) {
    this.places = [...stage.querySelectorAll<SVGPathElement>("path[data-id]")].map(placeOf);
    this.byId = new Map(this.places.map((place) => [place.id, place]));
    for (const { path } of this.places) {
      const title = path.querySelector("title");
      path.dataset["words"] = title?.textContent ?? "";
      title?.remove(); // the card replaces the browser's own tooltip; a saved map gets it back
    }
    this.onMark((place) => {
      stage.querySelector(".is-here")?.classList.remove("is-here");
      place?.path.classList.add("is-here");
    });
    this.listen();
  }

  /** Tell who draws the map which place the card is about. */
  onMark(mark: (place: Place | undefined) => void): void {
    this.marks.push(mark);
  }

  /** Put other words under the places, line by line; the first line is the name. */
  describe(words: (id: string) => string[]): void {
    for (const { id, path } of this.places) path.dataset["words"] = words(id).join("\n");
    if (this.here) this.fill(this.here);
  }

  show(id: string | undefined): void {
    const place = id === undefined ? undefined : this.byId.get(id);
    if (!place || place === this.here) return;
    this.here = place;
    this.fill(place);
    this.map.classList.add("has-card");
    for (const mark of this.marks) mark(place);
  }

  follow(id: string): void {
    location.assign(this.address(id));
  }

  private address(id: string): string {
    return (this.map.dataset["address"] ?? "").replace("{id}", id);
  }

  private fill({ id, path }: Place): void {
    const [name = "", ...lines] = (path.dataset["words"] ?? "").split("\n");
    const link = document.createElement("a");
    link.className = "utrecht-link utrecht-link--html-a";
    link.href = this.address(id);
    link.textContent = name;
    const heading = document.createElement("p");
    heading.className = "card-name";
    heading.append(link);
    const rest = lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    });
    this.element.replaceChildren(heading, ...rest);
  }

  private listen(): void {
    const under = (event: Event): string | undefined =>
      event.target instanceof Element ? event.target.closest<SVGPathElement>("path[data-id]")?.dataset["id"] : undefined;
    this.stage.tabIndex = 0;
    this.stage.setAttribute("role", "application");
    this.stage.addEventListener("pointerover", (event) => this.show(under(event)));
    this.stage.addEventListener("click", (event) => {
      const id = under(event);
      if (id === undefined) return;
      this.show(id);
      if (matchMedia("(hover: hover)").matches) this.follow(id);
    });
    this.stage.addEventListener("focus", () => {
      if (this.stage.matches(":focus-visible")) this.show((this.here ?? middle(this.places))?.id);
    });
    this.stage.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (step && this.here) {
        event.preventDefault();
        this.show(next(this.places, this.here, step).id);
      } else if (event.key === "Enter" && this.here) {
        this.follow(this.here.id);
      }
    });
  }
}

/** The card of a map, when the map has a place for one. */
export function cardOf(map: HTMLElement): Card | undefined {
  const element = map.querySelector<HTMLElement>("[data-card]");
  const stage = map.querySelector<HTMLElement>("[data-stage]");
  return element && stage ? new Card(map, stage, element) : undefined;
}
