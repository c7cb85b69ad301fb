// The words beside the map that change with the choices: totals, agreement, legend, and the table of the choice.
import { sortAgain } from "../table";
import { levelOf, type MapData } from "./data";
import { choose, meetings, perRegion, type RegionNumbers, totals } from "./numbers";
import { filters, isFiltered, type State } from "./state";
import { type Numbers, say, type Words } from "./words";

function cell(text: string, sort: number | null): HTMLTableCellElement {
  const made = document.createElement("td");
  made.className = "number";
  made.dataset["sort"] = sort === null ? "" : String(sort);
  made.textContent = text;
  return made;
}

/** A dash for the eye, words for who listens: without arrangements there is nothing to compute. */
function nothing(words: string): [HTMLElement, HTMLElement] {
  const [dash, told] = [document.createElement("span"), document.createElement("span")];
  dash.setAttribute("aria-hidden", "true");
  dash.textContent = "–";
  told.className = "visually-hidden";
  told.textContent = words;
  return [dash, told];
}

function nameCell(name: string, address: string): HTMLTableCellElement {
  const made = document.createElement("th");
  made.scope = "row";
  const link = document.createElement("a");
  link.className = "utrecht-link utrecht-link--html-a";
  link.href = address;
  link.textContent = name;
  made.append(link);
  return made;
}

export class Panel {
  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
    private readonly numbers: Numbers,
  ) {}

  show(data: MapData, state: State): void {
    this.root.dataset["laag"] = state.layer;
    this.root.dataset["lijnen"] = state.lines;
    this.root.dataset["keuze"] = isFiltered(state) ? "deel" : "";
    this.agreement(data, state);
    this.selection(data, state);
  }

  private agreement(data: MapData, state: State): void {
    const division = data.divisions.find(({ id }) => id === state.beside);
    const paragraph = this.root.querySelector<HTMLElement>("[data-agreement]");
    if (paragraph) {
      paragraph.textContent = division?.agreement[data.levels.indexOf(levelOf(data, state.level))] ?? "";
      paragraph.hidden = !division;
    }
    for (const key of this.root.querySelectorAll<HTMLElement>("[data-beside]")) {
      key.hidden = !division;
      const name = key.querySelector("[data-beside-name]");
      if (name) name.textContent = division?.name ?? "";
    }
  }

  private selection(data: MapData, state: State): void {
    const isOn = isFiltered(state);
    for (const part of document.querySelectorAll<HTMLElement>("[data-if-filtered]")) part.hidden = !isOn;
    for (const part of document.querySelectorAll<HTMLElement>("[data-if-whole]")) part.hidden = isOn;
    this.choice(isOn);
    if (!isOn) return;
    const level = levelOf(data, state.level);
    const chosen = choose(data.arrangements, data.codes, filters(state));
    const found = totals(data.arrangements, chosen, meetings(data.arrangements, chosen, data.municipalities.id.length));
    const sentence = this.root.querySelector("[data-totals]");
    if (sentence) sentence.textContent = this.sentence(found);
    const sizes = level.region.reduce((all, r) => ((all[r] = (all[r] ?? 0) + 1), all), [] as number[]);
    const rows = perRegion(data.arrangements, chosen, level.region, level.regions.id.length);
    this.table(rows, level.regions, sizes);
  }

  /** Names what is chosen, in the words of the form, beside the legend: pictures and citations read it there. */
  private choice(isOn: boolean): void {
    const named = this.root.querySelector<HTMLElement>("[data-choice]");
    if (!named) return;
    const filters = this.root.querySelectorAll<HTMLSelectElement>("details.filters select");
    const choice = [...filters].flatMap((s) => (s.value ? [s.selectedOptions[0]?.text ?? ""] : [])).join(", ");
    named.textContent = isOn ? say(named.dataset["words"] ?? "", { choice }) : "";
    named.hidden = !isOn;
  }

  private sentence({ arrangements, municipalities, pairs }: ReturnType<typeof totals>): string {
    if (arrangements === 0) return this.words.nothing;
    const { numbers } = this;
    return say(arrangements === 1 ? this.words.total : this.words.totals, {
      n: numbers.number(arrangements),
      towns: numbers.number(municipalities),
      pairs: numbers.number(pairs),
    });
  }

  private table(rows: RegionNumbers[], regions: { id: string[]; name: string[] }, sizes: number[]): void {
    const table = document.querySelector<HTMLTableElement>("table[data-selected]");
    const body = table?.tBodies[0];
    if (!table || !body) return;
    const pattern = this.root.querySelector<HTMLElement>("[data-level][aria-current]")?.dataset["regions"] ?? "";
    body.replaceChildren(
      ...rows.map((row, r) => {
        const made = document.createElement("tr");
        const closure = cell(row.arrangements ? this.numbers.percentage(row.c1) : "", row.c1);
        if (!row.arrangements) closure.append(...nothing(this.words.not_applicable));
        const ends = this.numbers.interval(row.low, row.high);
        if (ends) {
          const range = document.createElement("span");
          range.className = "range";
          range.textContent = ends;
          closure.append(range);
        }
        made.append(
          nameCell(regions.name[r] ?? "", pattern.replace("{id}", regions.id[r] ?? "")),
          cell(String(row.arrangements), row.arrangements),
          cell(say(this.words.a_of_b, { a: row.municipalities, b: sizes[r] ?? 0 }), row.municipalities),
          closure,
        );
        return made;
      }),
    );
    sortAgain(table);
  }
}
