// What a reader can take away from a figure or a table. The words stand in templates of the page.
import { csv } from "./csv";
import { titleOf } from "./title";

const RATIO = 2;

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function copyOf(name: string): HTMLElement | null {
  const template = document.querySelector<HTMLTemplateElement>(`template[${name}]`);
  return (template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined) ?? null;
}

function citation(figure: HTMLElement): string {
  const source = figure.querySelector("svg");
  const title = source ? titleOf(figure, source) : "";
  return (figure.dataset["cite"] ?? "").replace("{title}", title).replace("{view}", location.href);
}

const isPart = (figure: HTMLElement): boolean => Boolean(figure.querySelector("[data-choice]")?.textContent);

async function save(figure: HTMLElement, kind: string): Promise<void> {
  const [{ file, pictureOf }, { points }] = await Promise.all([import("./standalone"), import("./raster")]);
  const picture = pictureOf(figure, citation(figure));
  if (!picture) return;
  const blob = kind === "png" ? await points(picture, RATIO) : await file(picture);
  download(blob, `regioscoop-${figure.dataset["figure"]}${isPart(figure) ? "-keuze" : ""}.${kind}`);
}

/** Copy the line, or show it where it can be selected when the browser may not copy. */
async function cite(figure: HTMLElement, said: HTMLElement, done: string): Promise<void> {
  const line = citation(figure);
  try {
    await navigator.clipboard.writeText(line);
    said.textContent = done;
  } catch {
    said.textContent = line;
    getSelection()?.selectAllChildren(said);
  }
}

function addToFigure(figure: HTMLElement): void {
  const tools = copyOf("data-figure-tools");
  const said = tools?.querySelector<HTMLElement>("[role=status]");
  if (!tools || !said) return;
  tools.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-save]") : null;
    const kind = button?.dataset["save"];
    if (!button || !kind) return;
    said.textContent = "";
    if (kind === "cite") void cite(figure, said, button.dataset["done"] ?? "");
    else save(figure, kind).catch(() => (said.textContent = tools.dataset["failed"] ?? ""));
  });
  (figure.querySelector("figcaption") ?? figure).append(tools);
}

function addToTable(table: HTMLTableElement): void {
  const tools = copyOf("data-table-tools");
  tools?.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLButtonElement)) return;
    download(new Blob([csv(table)], { type: "text/csv" }), `regioscoop-${table.dataset["csv"]}.csv`);
  });
  if (tools) (table.closest(".scroller") ?? table).after(tools);
}

export function enhanceTools(within: ParentNode = document): void {
  for (const figure of within.querySelectorAll<HTMLElement>("figure[data-figure]")) addToFigure(figure);
  for (const table of within.querySelectorAll<HTMLTableElement>("table[data-csv]")) addToTable(table);
}
