// The map of the country with its choices: every change shows at once and stands in the address.
import type { Card } from "../card";
import { type MapData, source } from "./data";
import { fill, read } from "./form";
import { startGl } from "./idle";
import { Panel } from "./panel";
import { takeParts } from "./parts";
import { type Scene, sceneOf } from "./scene";
import { parse, print, type State, withoutFilters } from "./state";
import { Drawing } from "./svg";
import { describe, Numbers, type Words, wordsOf } from "./words";

/** Whatever draws the map. */
export type Renderer = { draw(scene: Scene): void };

const others = (): URLSearchParams => new URLSearchParams(location.search);

export class View {
  private readonly words: Words;
  private readonly numbers: Numbers;
  private readonly panel: Panel;
  private readonly load: () => Promise<MapData>;
  private readonly renderers: Renderer[] = [];
  private readonly form: HTMLFormElement | null;
  private state: State;
  private drawing: Drawing | undefined;
  private fetching = new AbortController();
  /** What the drawing of the server shows. */
  private readonly first: State;
  /** Level that the words of the page are about; they come later than the map. */
  private shownLevel: number;

  constructor(
    private readonly root: HTMLElement,
    private readonly card: Card,
  ) {
    this.words = wordsOf(root);
    this.numbers = new Numbers(document.documentElement.lang, this.words.unknown);
    this.panel = new Panel(root, this.words, this.numbers);
    this.load = source(root.dataset["src"] ?? "");
    this.form = root.querySelector<HTMLFormElement>("[data-view-form]");
    // A site of plain files shows every page in its first state, whatever its address asks.
    const asked = this.known(parse(others()));
    this.state = "applied" in root.dataset ? asked : { ...parse(new URLSearchParams()), base: asked.base };
    this.first = this.state;
    this.shownLevel = this.state.level;
  }

  start(): void {
    const asked = this.known(parse(others()));
    this.root.dataset["base"] = asked.base;
    for (const line of this.root.querySelectorAll<HTMLElement>("[data-attribution]")) line.hidden = !asked.base;
    if (this.form) {
      fill(this.form, asked);
      this.form.addEventListener("change", () => this.go(this.chosen()));
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.go(this.chosen());
      });
      this.form.querySelector("[data-submit]")?.remove();
    }
    this.root.addEventListener("click", (event) => this.click(event));
    addEventListener("popstate", () => this.show(this.known(parse(others()))));
    this.addresses(asked);
    if (print(asked) !== print(this.state)) this.show(asked);
    startGl(this.root, this.card, this.load, async (renderer) => {
      const data = await this.load();
      renderer.draw(this.scene(data, this.state));
      this.renderers.push(renderer);
    });
  }

  private chosen(): State {
    return this.known(read(this.form as HTMLFormElement, this.state.level));
  }

  private get ownLevel(): number {
    return Number(this.root.dataset["ownLevel"]);
  }

  /** The level of the page itself is not named in an address. */
  private known(state: State): State {
    return { ...state, level: state.level === this.ownLevel ? 0 : state.level };
  }

  private full(state: State): State {
    return { ...state, level: state.level || this.ownLevel };
  }

  private scene(data: MapData, state: State): Scene {
    return sceneOf(data, this.full(state));
  }

  private click(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a") : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain) return;
    if (link.dataset["level"] !== undefined) {
      event.preventDefault();
      this.go(this.known({ ...this.state, level: Number(link.dataset["level"]) }));
    } else if ("reset" in link.dataset) {
      event.preventDefault();
      this.go(withoutFilters(this.state));
    }
  }

  private address(state: State): string {
    const query = print(state, others());
    return query ? `${location.pathname}?${query}` : location.pathname;
  }

  private go(state: State): void {
    if (print(state) === print(this.state)) return;
    // Another base map means other rules about whom the page may ask: only a new page has those.
    if (state.base !== this.state.base) return location.assign(this.address(state));
    this.show(state, () => history.pushState(null, "", this.address(state)));
  }

  /** Show a state; address, map, numbers and words change together, when the data is there. */
  private show(state: State, note: () => void = () => undefined): void {
    if (state.base !== this.state.base) return location.reload();
    this.state = state;
    if (this.form) fill(this.form, state);
    this.root.setAttribute("aria-busy", "true");
    this.apply(state, note)
      .catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === "AbortError")) this.giveUp();
      })
      .finally(() => {
        if (this.state === state) this.root.removeAttribute("aria-busy");
      });
  }

  private async apply(state: State, note: () => void): Promise<void> {
    const data = await this.load();
    note();
    if (this.state !== state) return; // the reader chose something else meanwhile
    if (!this.drawing) {
      this.drawing = this.drawingOf(data);
      this.drawing.assume(this.scene(data, this.first));
      this.renderers.unshift(this.drawing);
    }
    const scene = this.scene(data, state);
    for (const renderer of this.renderers) renderer.draw(scene);
    this.addresses(state);
    this.panel.show(data, this.full(state));
    this.fetching.abort(); // words of a level the reader left meanwhile
    if (state.level === this.shownLevel) return;
    await this.level(data, scene);
    this.shownLevel = state.level;
    this.addresses(this.state);
    this.panel.show(data, this.full(this.state));
  }

  private drawingOf(data: MapData): Drawing {
    const byId = new Map(this.card.places.map((place) => [place.id, place]));
    const svg = this.card.stage.querySelector("svg") as SVGSVGElement;
    return new Drawing(svg, data.municipalities.id.map((id) => byId.get(id)));
  }

  private async level(data: MapData, { level }: Scene): Promise<void> {
    const place = new Map(data.municipalities.id.map((id, i) => [id, i]));
    this.card.describe((id) => describe(data, level, place.get(id) ?? -1, this.words, this.numbers));
    const link = this.root.querySelector<HTMLAnchorElement>(`[data-level="${level.number}"]`);
    this.fetching = new AbortController();
    if (link?.dataset["page"]) await takeParts(link.dataset["page"], this.fetching.signal);
  }

  /** Links of levels, editions and languages keep what was chosen; another edition has its own levels and divisions. */
  private addresses(state: State): void {
    const keep = (link: HTMLAnchorElement, kept: State): void => {
      const to = new URL(link.href);
      const own = new URLSearchParams([...to.searchParams].filter(([name]) => name === "editie"));
      const query = print(kept, own);
      link.href = `${to.pathname}${query ? `?${query}` : ""}`;
    };
    for (const link of this.root.querySelectorAll<HTMLAnchorElement>("a[data-level]")) {
      const number = Number(link.dataset["level"]);
      link.href = this.address(this.known({ ...state, level: number }));
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".languages a, .editions a[aria-current]")) keep(link, state);
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".editions a:not([aria-current])")) {
      const isThere = new URL(link.href).searchParams.get("naast") === state.beside; // the server left in what exists there
      keep(link, { ...state, level: 0, beside: isThere ? state.beside : "" });
    }
  }

  /** Without the data the server still draws what is asked. */
  private giveUp(): void {
    if ("applied" in this.root.dataset) location.assign(this.address(this.state));
    else for (const note of this.root.querySelectorAll<HTMLElement>("[data-failed]")) note.hidden = false;
  }
}
