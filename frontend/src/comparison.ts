// The page of comparisons: choose by typing, and on a site of plain files the table itself. What stands in
// the cells was written by src/regioscoop/web/_comparison.py; nothing is computed here.
import { fill } from "./ambition";
import { link, made } from "./made";

type Cell = [text: string, more?: string, at?: number[], link?: [kind: string, id: string]];
type Column = [id: string, name: string, cells: Cell[]];
type Group = [name: string, rows: [words: string, anchor: string][]];
type ComparisonData = {
  words: Record<
    "beside" | "and" | "begin_regio" | "begin_gemeente" | "few" | "one_more" | "many" | "explained", string
  >;
  least: number;
  most: number;
  heads: Record<string, Group[]>;
  columns: Record<string, Column[]>;
};

const SVG = "http://www.w3.org/2000/svg";

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, String(value));
  return found;
}

/** A share on a line from nothing to all, with its margin. */
function drawing(at: number[], width: number): SVGElement {
  const [value = 0, low, high] = at;
  const found = shape("svg", {
    class: "span", width, height: 10, viewBox: `0 0 ${width} 10`, "aria-hidden": "true", focusable: "false",
  });
  found.append(shape("path", { class: "axis", d: `M0 5H${width}` }));
  if (low !== undefined && high !== undefined) found.append(shape("path", { class: "interval", d: `M${low} 5H${high}` }));
  found.append(shape("circle", { class: "here", cx: value, cy: 5, r: 3.5 }));
  return found;
}

class StaticComparison {
  private readonly addresses: Record<string, string>;
  private readonly width: number;

  constructor(private readonly root: HTMLElement, private readonly data: ComparisonData) {
    this.addresses = JSON.parse(root.dataset["addresses"] ?? "{}") as Record<string, string>;
    this.width = Number(root.dataset["width"]);
  }

  /** Show what the address asks; what does not exist counts as not asked. */
  show(query: URLSearchParams): void {
    const { words, least, most } = this.data;
    const what = query.get("wat") === "gemeente" ? "gemeente" : "regio";
    const level = what === "regio" ? (this.root.dataset["level"] ?? "0") : "";
    const all = this.data.columns[level ? `regio-${level}` : "gemeente"] ?? [];
    const asked = new Set(query.getAll("id").filter(Boolean));
    const chosen = all.filter(([id]) => asked.has(id));
    const compared = chosen.length >= least && chosen.length <= most ? chosen : [];
    const names = compared.map(([, name]) => name);
    const told = fill(words.and, { first: names.slice(0, -1).join(", "), last: names.at(-1) ?? "" });
    const begin = what === "regio" ? words.begin_regio : words.begin_gemeente;
    this.part("[data-title]").textContent = compared.length ? fill(words.beside, { names: told }) : begin;
    this.advise(query.get("wat") || asked.size ? this.advice(chosen.length) : "");
    this.form(what, all, chosen);
    this.part("[data-table]").hidden = !compared.length;
    if (compared.length) this.table(what, compared);
  }

  private advice(chosen: number): string {
    const { words, least, most } = this.data;
    if (chosen > most) return fill(words.many, { n: chosen, most });
    return chosen < least ? fill(chosen ? words.one_more : words.few, { least }) : "";
  }

  private advise(words: string): void {
    const notice = this.part("[data-advice]");
    notice.textContent = words;
    notice.hidden = !words;
  }

  private form(what: string, all: Column[], chosen: Column[]): void {
    const { least, most } = this.data;
    const form = this.part("[data-choose]");
    (form.querySelector("input[name=wat]") as HTMLInputElement).value = what;
    for (const other of this.root.querySelectorAll<HTMLElement>("[data-what]")) {
      if (other.dataset["what"] === what) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
    const boxes = this.part("[data-chosen]");
    boxes.hidden = !chosen.length;
    boxes.querySelectorAll("label").forEach((label) => label.remove());
    boxes.append(...chosen.map(([id, name]) => {
      const box = made("input") as HTMLInputElement;
      Object.assign(box, { type: "checkbox", name: "id", value: id, checked: true });
      const label = made("label", "check");
      label.append(box, ` ${name}`);
      return label;
    }));
    const adding = this.part("[data-adding]");
    const room = chosen.length >= most ? 0 : Math.max(least - chosen.length, 1);
    const rest = all.filter((column) => !chosen.includes(column));
    adding.replaceChildren(...Array.from({ length: room }, () => this.choice(adding, what, rest)));
  }

  private choice(adding: HTMLElement, what: string, rest: Column[]): HTMLElement {
    const select = made("select", "utrecht-select utrecht-select--html-select") as HTMLSelectElement;
    select.name = "id";
    select.add(new Option(adding.dataset["nothing"] ?? "", ""));
    for (const [id, name] of rest) select.add(new Option(name, id));
    const label = made("label", "choice");
    label.append(made("span", "", adding.dataset[what] ?? ""), select);
    return label;
  }

  private table(what: string, compared: Column[]): void {
    const heads = this.part("[data-heads]");
    const table = heads.closest("table") as HTMLTableElement;
    const [corner] = heads.children;
    heads.replaceChildren(...(corner ? [corner] : []), ...compared.map(([id, name]) => {
      const head = made("th");
      head.setAttribute("scope", "col");
      head.append(link(this.addresses[what] ?? "", id, name));
      return head;
    }));
    let first = 0;
    const bodies = (this.data.heads[what] ?? []).map(([group, rows]) => {
      const body = made("tbody");
      const line = made("tr", "group");
      const head = made("th", "", group) as HTMLTableCellElement;
      head.scope = "rowgroup";
      head.colSpan = compared.length + 1;
      line.append(head);
      body.append(line, ...rows.map(([words, anchor], k) => this.row(words, anchor, compared.map(([, , cells]) => cells[first + k]))));
      first += rows.length;
      return body;
    });
    for (const old of [...table.tBodies]) old.remove();
    table.append(...bodies);
  }

  private row(words: string, anchor: string, cells: (Cell | undefined)[]): HTMLElement {
    const line = made("tr");
    const head = made("th", "", words);
    head.setAttribute("scope", "row");
    if (anchor) head.append(" ", this.explained(words, anchor));
    line.append(head, ...cells.map((cell) => this.cell(cell)));
    return line;
  }

  private explained(words: string, anchor: string): HTMLElement {
    const found = made("a", "what") as HTMLAnchorElement;
    found.href = `${this.addresses["uitleg"]}#${anchor}`;
    const mark = made("span", "", "?");
    mark.ariaHidden = "true";
    found.append(mark, made("span", "visually-hidden", fill(this.data.words.explained, { words })));
    return found;
  }

  private cell([text, more, at, to]: Cell = [""]): HTMLElement {
    const found = made("td");
    found.append(to ? link(this.addresses[to[0]] ?? "", to[1], text) : text);
    if (more) found.append(" ", made("span", "range", more));
    if (at?.length) found.append(" ", drawing(at, this.width));
    return found;
  }

  private part(selector: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(selector) as HTMLElement;
  }
}

const folded = (text: string): string => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").trim().toLowerCase();

/** A list to choose from becomes a box to type in, that suggests what stands in the list. */
function typeInstead(select: HTMLSelectElement, status: HTMLElement, unknown: string, k: number): void {
  const box = made("input", "utrecht-textbox") as HTMLInputElement;
  const list = made("datalist") as HTMLDataListElement;
  const known = [...select.options].filter((option) => option.value);
  list.id = `lijst-${k}`;
  list.append(...known.map((option) => new Option(option.text, option.text)));
  box.setAttribute("list", list.id);
  box.autocomplete = "off";
  const find = (): void => {
    const typed = folded(box.value);
    const exact = known.find((option) => folded(option.text) === typed);
    const begun = typed ? known.filter((option) => folded(option.text).startsWith(typed)) : [];
    const found = exact ?? (begun.length === 1 ? begun[0] : undefined);
    select.value = found?.value ?? "";
  };
  box.addEventListener("input", find);
  select.hidden = true;
  select.before(box, list); // the first in a label is what it is the label of
  select.form?.addEventListener("submit", (event) => {
    find();
    if (!box.value.trim() || select.value) return;
    event.preventDefault();
    status.textContent = fill(unknown, { name: box.value.trim() });
    box.focus();
  });
}

export async function enhanceComparison(root: HTMLElement): Promise<void> {
  const adding = root.querySelector<HTMLElement>("[data-adding]");
  const status = root.querySelector<HTMLElement>("[data-status]");
  if (!adding || !status) return;
  if (root.dataset["live"] === "yes") {
    try {
      const found = await fetch(root.dataset["src"] ?? "");
      if (!found.ok) throw new Error(String(found.status));
      const data = (await found.json()) as ComparisonData;
      new StaticComparison(root, data).show(new URLSearchParams(location.search));
    } catch {
      root.querySelector<HTMLElement>("[data-failed]")?.removeAttribute("hidden");
    }
  }
  const unknown = adding.dataset["unknown"] ?? "";
  adding.querySelectorAll("select").forEach((select, k) => typeInstead(select, status, unknown, k));
}
