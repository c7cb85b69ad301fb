// The page of ambitions: a filter over the list of municipalities, and on a site of plain files the answer.
import { answer, fill, type AmbitionData, type Answer } from "./ambition";
import { link, made } from "./made";

/** What this page reads from the address. */
const OWN = ["terrein", "regio", "gemeente"];

type Addresses = Record<"samenwerkingsverband" | "kaart" | "province" | "water_board", string>;

function cell(name: "th" | "td", classes: string, ...inside: (Node | string)[]): HTMLElement {
  const found = made(name, classes);
  if (name === "th") found.setAttribute("scope", "row");
  found.append(...inside);
  return found;
}

function number(value: number, ...inside: (Node | string)[]): HTMLElement {
  const found = cell("td", "number", ...inside);
  found.dataset["sort"] = String(value);
  return found;
}

const folded = (text: string): string => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** Type a part of a name: the others go away, their parts fold open; how many are chosen is told. */
function enhanceList(form: HTMLFormElement, most: number): void {
  const line = form.querySelector<HTMLElement>("[data-filter]");
  const box = line?.querySelector("input");
  const status = form.querySelector<HTMLElement>("[data-chosen]");
  if (!line || !box || !status) return;
  line.hidden = false;
  const parts = [...form.querySelectorAll<HTMLDetailsElement>("details[data-part]")].map((part) => ({
    part,
    before: part.open,
    towns: [...part.querySelectorAll<HTMLLabelElement>("label.check")].map((label) => ({
      label, name: folded(label.textContent ?? ""),
    })),
  }));
  const tell = (found: number | null): void => {
    const chosen = form.querySelectorAll("input[name=gemeente]:checked").length;
    const words = [fill(status.dataset["words"] ?? "", { n: chosen })];
    if (found !== null) words.unshift(fill(status.dataset["counted"] ?? "", { n: found }));
    status.textContent = words.join(" · ");
    status.classList.toggle("is-too-many", chosen > most);
  };
  const show = (): void => {
    const wanted = folded(box.value.trim());
    let found = 0;
    for (const { part, before, towns } of parts) {
      let here = 0;
      for (const { label, name } of towns) {
        label.hidden = !name.includes(wanted);
        here += Number(!label.hidden);
      }
      found += here;
      part.hidden = here === 0;
      part.open = wanted ? here > 0 : before || part.querySelector("input:checked") !== null;
    }
    tell(wanted ? found : null);
  };
  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // to search is another button
  });
  form.addEventListener("change", () => tell(box.value.trim() ? form.querySelectorAll("label.check:not([hidden])").length : null));
}

class StaticAnswer {
  private readonly addresses: Addresses;
  private readonly regions: Map<number, string>;

  constructor(private readonly root: HTMLElement, private readonly data: AmbitionData) {
    this.addresses = JSON.parse(root.dataset["addresses"] ?? "{}") as Addresses;
    this.regions = new Map(JSON.parse(root.dataset["regions"] ?? "[]") as [number, string][]);
  }

  /** Show what the address asks; what does not exist counts as not asked. */
  show(query: URLSearchParams): void {
    const { data } = this;
    const place = new Map(data.municipalities.id.map((id, k) => [id, k]));
    const field = data.fields[query.get("terrein") ?? ""] ? (query.get("terrein") ?? "") : "";
    const region = data.regions[query.get("regio") ?? ""] ?? [];
    const towns = new Set(query.getAll("gemeente").flatMap((id) => place.get(id) ?? []));
    const isAsked = OWN.some((name) => query.get(name));
    const tooMany = towns.size > data.most;
    const places = tooMany ? [] : [...new Set([...towns, ...region])].sort((a, b) => a - b);
    this.part("[data-too-many]").hidden = !tooMany;
    this.part("[data-no-towns]").hidden = !isAsked || tooMany || places.length > 0;
    this.part("[data-again]").hidden = !isAsked;
    if (places.length) this.fill(answer(data, field, places), places);
  }

  private fill(found: Answer, places: number[]): void {
    const lead = this.part("[data-lead]");
    const towns = this.part("[data-towns]");
    this.part("[data-title]").textContent = found.title;
    lead.textContent = found.lead;
    lead.hidden = false;
    this.part("[data-begin]").hidden = true;
    this.part("[data-answer]").hidden = false;
    this.part("[data-found]").hidden = !found.rows.length;
    this.part("[data-nothing]").hidden = found.rows.length > 0;
    this.part("[data-scales]").replaceChildren(...found.scales.map(([words, n]) => {
      const line = made("li");
      line.append(made("strong", "", String(n)), ` ${words}`);
      return line;
    }));
    this.part("[data-rows]").replaceChildren(...found.rows.map((row) => this.row(row)));
    this.part("[data-fits]").replaceChildren(...found.fits.map((fit) => this.fit(fit)));
    const names = places.map((k) => this.data.municipalities.name[k]).join(", ");
    towns.hidden = false;
    this.part("[data-fold]").removeAttribute("open");
    towns.textContent = fill(towns.dataset["words"] ?? "", { names });
  }

  private row(row: Answer["rows"][number]): HTMLElement {
    const line = made("tr");
    const name: (Node | string)[] = [link(this.addresses.samenwerkingsverband, row.id, row.name)];
    if (row.carried) name.push(" ", made("span", "mark", this.data.words.carried));
    const others = row.governments.flatMap((one, k): (Node | string)[] => {
      const found = link(this.addresses[one.kind === "province" ? "province" : "water_board"], one.id, one.name);
      return k ? [", ", found] : [found];
    });
    line.append(
      cell("th", "", ...name), cell("td", "", row.scale), number(row.inside, row.of), cell("td", "number", String(row.outside)),
      cell("td", "", ...(others.length ? others : [this.data.words.nobody])),
    );
    return line;
  }

  private fit(fit: Answer["fits"][number]): HTMLElement {
    const line = made("tr");
    const name = fit.level === null
      ? link(this.addresses.kaart, fit.division, fit.region)
      : link(this.regions.get(fit.level) ?? "", fit.id, fit.region);
    line.append(
      cell("th", "", name),
      cell("td", "", fit.kind, ...(fit.also ? [" ", made("span", "also", fit.also)] : [])),
      number(fit.inside, fit.of), cell("td", "number", String(fit.members)),
      number(fit.jaccard, `${fit.share} `, made("span", "range", fit.words)),
    );
    return line;
  }

  private part(selector: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(selector) as HTMLElement;
  }
}

/** Put into the form what the address asks: on plain files the page cannot come filled in. */
function refill(form: HTMLFormElement, query: URLSearchParams): void {
  const towns = new Set(query.getAll("gemeente"));
  for (const box of form.querySelectorAll<HTMLInputElement>("input[name=gemeente]")) {
    box.checked = towns.has(box.value);
    if (box.checked) box.closest("details[data-part]")?.setAttribute("open", "");
  }
  for (const choice of form.querySelectorAll("select")) {
    const asked = query.get(choice.name) ?? "";
    if ([...choice.options].some((option) => option.value === asked)) choice.value = asked;
  }
}

export async function enhanceAmbition(root: HTMLElement): Promise<void> {
  const form = root.querySelector<HTMLFormElement>("[data-ask]");
  if (!form) return;
  const query = new URLSearchParams(location.search);
  const isLive = root.dataset["live"] === "yes";
  if (isLive) refill(form, query);
  enhanceList(form, Number(root.dataset["most"] ?? "0"));
  if (!isLive || !OWN.some((name) => query.get(name))) return;
  try {
    const found = await fetch(root.dataset["src"] ?? "");
    if (!found.ok) throw new Error(String(found.status));
    new StaticAnswer(root, (await found.json()) as AmbitionData).show(query);
  } catch {
    root.querySelector<HTMLElement>("[data-failed]")?.removeAttribute("hidden");
  }
}
