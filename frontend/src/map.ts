// A card that says what lies under the pointer or the arrow keys. The table beside the map says the same.
type Place = { id: string; name: string; lines: string[]; path: SVGPathElement; x: number; y: number };

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function places(map: HTMLElement): Place[] {
  return [...map.querySelectorAll<SVGPathElement>("path[data-id]")].map((path) => {
    const title = path.querySelector("title");
    const [name = "", ...lines] = (title?.textContent ?? "").split("\n");
    title?.remove(); // the card replaces the browser's own tooltip
    const box = path.getBBox();
    const id = path.dataset["id"] ?? "";
    return { id, name, lines, path, x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
}

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

function fill(card: HTMLElement, place: Place, address: string): void {
  const name = document.createElement("a");
  name.className = "utrecht-link";
  name.href = address.replace("{id}", place.id);
  name.textContent = place.name;
  const heading = document.createElement("p");
  heading.className = "card-name";
  heading.append(name);
  const lines = place.lines.map((line) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    return paragraph;
  });
  card.replaceChildren(heading, ...lines);
}

function enhance(map: HTMLElement): void {
  const card = map.querySelector<HTMLElement>("[data-card]");
  const stage = map.querySelector<HTMLElement>("[data-stage]");
  if (!card || !stage) return;
  const all = places(stage);
  const byId = new Map(all.map((place) => [place.id, place]));
  const address = map.dataset["address"] ?? "";
  let current: Place | undefined;

  const show = (place: Place | undefined): void => {
    if (!place || place === current) return;
    current?.path.classList.remove("is-here");
    current = place;
    place.path.classList.add("is-here");
    fill(card, place, address);
    map.classList.add("has-card");
  };
  const under = (event: Event): Place | undefined => {
    const path = event.target instanceof Element ? event.target.closest<SVGPathElement>("path[data-id]") : null;
    return path ? byId.get(path.dataset["id"] ?? "") : undefined;
  };

  stage.tabIndex = 0;
  stage.setAttribute("role", "application");
  stage.addEventListener("pointerover", (event) => show(under(event)));
  stage.addEventListener("click", (event) => {
    const place = under(event);
    show(place);
    if (place && matchMedia("(hover: hover)").matches) location.assign(address.replace("{id}", place.id));
  });
  stage.addEventListener("focus", () => show(current ?? middle(all)));
  stage.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step && current) {
      event.preventDefault();
      show(next(all, current, step));
    } else if (event.key === "Enter" && current) {
      location.assign(address.replace("{id}", current.id));
    }
  });
}

export function enhanceMaps(): void {
  for (const map of document.querySelectorAll<HTMLElement>("[data-map]")) enhance(map);
}
