// Suggestions under the search box, and the page of results of an atlas that has no server. What is asked
// goes to the server (data-suggest) or to the index in the browser (data-index); every word that is shown
// comes from the page.
import { isDerived, load, meant, type Hit, type Index, type Search } from "./search-index";

type Result = { kind: string; id: string; name: string; detail: string; url: string; derived?: "yes" };
type Source = (asked: string, signal: AbortSignal) => Promise<Result[]>;

const MOST_RESULTS = 50;
const PAUSE_MS = 120;
const indexes = new Map<string, Promise<Search>>();

async function fetched(address: string | URL, signal?: AbortSignal): Promise<unknown> {
  const answer = await fetch(address, signal ? { signal } : {});
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  return answer.json();
}

/** The index at an address, fetched once; a fetch that failed is tried again the next time. */
function indexAt(address: string): Promise<Search> {
  const known = indexes.get(address);
  if (known) return known;
  const made = fetched(address).then((found) => load(found as Index));
  indexes.set(address, made);
  made.catch(() => indexes.delete(address));
  return made;
}

function addressOf({ kind, id }: Hit, pattern: string): string {
  const parts: Record<string, string> = { "{kind}": kind, "{id}": encodeURIComponent(id) };
  return pattern.replace(/\{kind\}|\{id\}/g, (part) => parts[part] ?? part);
}

function sourceOf(form: HTMLFormElement): Source | undefined {
  const { suggest, index, address = "" } = form.dataset;
  if (suggest) {
    return async (asked, signal) => {
      const url = new URL(suggest, location.href);
      url.searchParams.set("q", asked);
      return ((await fetched(url, signal)) as { results: Result[] }).results;
    };
  }
  if (!index) return undefined;
  void indexAt(index).catch(() => undefined); // ready by the time something is typed
  return async (asked) => (await indexAt(index))(asked).map(resultOf(address));
}

function resultOf(address: string): (hit: Hit) => Result {
  return (hit) => ({ ...hit, url: addressOf(hit, address), ...(isDerived(hit) ? { derived: "yes" } : {}) });
}

/** A word in place of each {name} in a sentence. */
function sentence(words: string | undefined, values: Record<string, string | number>): string {
  return (words ?? "").replace(/\{(\w+)\}/g, (part, name: string) => String(values[name] ?? part));
}

function counted(element: HTMLElement, n: number, values: Record<string, string | number> = {}): string {
  const { none, one, some } = element.dataset;
  return sentence(n === 0 ? none : n === 1 ? one : some, { n, ...values });
}

function kindsOf(element: HTMLElement): Record<string, string> {
  return JSON.parse(element.dataset["kinds"] ?? "{}") as Record<string, string>;
}

function made(tag: string, className: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function aside(result: Result, { dataset }: HTMLElement, kinds: Record<string, string>): string {
  const derived = result.derived ? dataset["derived"] : "";
  return [kinds[result.kind] ?? result.kind, result.detail, derived].filter(Boolean).join(" · ");
}

/** A combobox with a listbox: the focus stays in the box, the arrows move a mark over the suggestions. */
class Combobox {
  private results: Result[] = [];
  private marked = -1;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private asking = new AbortController();
  private readonly panel = made("div", "search-panel");
  private readonly list = made("ul", "search-list");
  private readonly nothing = made("p", "search-nothing");
  private readonly status = made("p", "visually-hidden");
  private readonly kinds: Record<string, string>;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly box: HTMLInputElement,
    private readonly source: Source,
  ) {
    this.kinds = kindsOf(form);
    this.build();
    box.addEventListener("input", () => this.later());
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("focus", () => this.later());
    form.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) this.close();
    });
    form.addEventListener("submit", () => this.close());
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    this.list.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest("li") : null;
      if (option) this.go([...this.list.children].indexOf(option));
    });
    if (box.value && box === document.activeElement) this.later();
  }

  private build(): void {
    this.list.id = `${this.box.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.form.dataset["label"] ?? "");
    this.status.setAttribute("role", "status");
    this.nothing.setAttribute("aria-hidden", "true"); // the status says it
    this.panel.hidden = true;
    this.panel.append(this.list, this.nothing);
    this.form.append(this.panel, this.status);
    this.box.setAttribute("role", "combobox");
    this.box.setAttribute("aria-autocomplete", "list");
    this.box.setAttribute("aria-controls", this.list.id);
    this.box.setAttribute("aria-expanded", "false");
    this.box.autocomplete = "off";
  }

  private later(): void {
    clearTimeout(this.waiting);
    this.asking.abort();
    if (this.box.value.trim() === "") this.close();
    else this.waiting = setTimeout(() => void this.ask(), this.form.dataset["suggest"] ? PAUSE_MS : 0);
  }

  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const results = await this.source(this.box.value, asking.signal);
      if (!asking.signal.aborted) this.show(results);
    } catch {
      if (!asking.signal.aborted) this.close(); // Enter still asks for a page of results
    }
  }

  private show(results: Result[]): void {
    if (this.box !== document.activeElement) return;
    this.results = results;
    this.list.replaceChildren(...results.map((result, k) => this.option(result, k)));
    this.list.hidden = results.length === 0;
    this.nothing.hidden = results.length > 0;
    this.nothing.textContent = this.status.textContent = counted(this.form, results.length);
    this.panel.hidden = false;
    this.list.scrollTop = 0;
    this.box.setAttribute("aria-expanded", String(results.length > 0));
    this.mark(-1);
  }

  private option(result: Result, k: number): HTMLElement {
    const option = made("li", "search-option");
    option.id = `${this.list.id}-${k}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(made("span", "search-name", result.name), " ", made("span", "aside", aside(result, this.form, this.kinds)));
    return option;
  }

  private close(): void {
    clearTimeout(this.waiting);
    this.asking.abort();
    this.results = [];
    this.panel.hidden = true;
    this.list.replaceChildren();
    this.status.textContent = "";
    this.box.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }

  private mark(k: number): void {
    this.marked = k;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === k)));
    const option = this.list.children[k];
    if (!option) return this.box.removeAttribute("aria-activedescendant");
    this.box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  private go(k: number): void {
    const result = this.results[k];
    if (result) location.assign(result.url);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const places = this.results.length + 1; // the box itself is one of them
      if (this.panel.hidden) this.later();
      else this.mark(((this.marked + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this.marked >= 0) {
      event.preventDefault();
      this.go(this.marked);
    } else if (event.key === "Escape" && !this.panel.hidden) {
      event.preventDefault(); // once closes the suggestions, twice empties the box
      this.close();
    }
  }
}

export function enhanceForm(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLInputElement>("input[name=q]");
  const source = sourceOf(form);
  if (box && source) new Combobox(form, box, source);
}

function item(result: Result, root: HTMLElement, kinds: Record<string, string>): HTMLElement {
  const link = document.createElement("a");
  link.className = "utrecht-link utrecht-link--html-a";
  link.href = result.url;
  link.textContent = result.name;
  const line = document.createElement("li");
  line.append(link, " ", made("span", "aside", aside(result, root, kinds)));
  return line;
}

/** Fill the page of results from the index in the browser; one that is meant exactly is opened at once. */
export async function fillResults(root: HTMLElement): Promise<void> {
  const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const { index = "", address = "", failed = "" } = root.dataset;
  const heading = root.querySelector<HTMLElement>("[data-search-heading]");
  const hint = root.querySelector<HTMLElement>("[data-search-hint]");
  if (!asked || !heading) return;
  for (const box of document.querySelectorAll<HTMLInputElement>("form.search input[name=q]")) box.value = asked;
  try {
    const hits = (await indexAt(index))(asked, Infinity);
    const found = meant(hits);
    if (found) return location.replace(addressOf(found, address));
    const kinds = kindsOf(root);
    const shown = hits.slice(0, MOST_RESULTS).map(resultOf(address));
    const numbers = { asked, n: hits.length, first: shown.length };
    const isAll = shown.length === hits.length;
    heading.textContent = isAll ? counted(root, hits.length, { asked }) : sentence(root.dataset["first"], numbers);
    root.querySelector("[data-search-list]")?.replaceChildren(...shown.map((result) => item(result, root, kinds)));
    if (hint) hint.hidden = hits.length > 0;
  } catch {
    heading.textContent = failed;
    if (hint) hint.hidden = false;
  }
}
