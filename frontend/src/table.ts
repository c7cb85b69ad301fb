// Tables sort in place. Without JavaScript the links in the headers ask the server for the same order.
type Order = "ascending" | "descending";

function keyOf(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset["sort"] ?? cell?.textContent?.trim() ?? "";
}

const words = new Intl.Collator("nl", { numeric: true });

function compare(a: string, b: string): number {
  const [x, y] = [Number.parseFloat(a), Number.parseFloat(b)];
  return Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y;
}

function sortBy(table: HTMLTableElement, header: HTMLTableCellElement, order: Order): void {
  const body = table.tBodies[0];
  if (!body) return;
  const column = header.cellIndex;
  const sign = order === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row, column) }));
  // Unknown stays at the end, whichever way the table is turned.
  rows.sort((a, b) => {
    if (a.key === "" || b.key === "") return Number(a.key === "") - Number(b.key === "");
    return sign * compare(a.key, b.key);
  });
  body.append(...rows.map(({ row }) => row));
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", order);
}

function button(table: HTMLTableElement, header: HTMLTableCellElement): void {
  const control = header.querySelector<HTMLElement>("[data-sort-control]");
  if (!control) return;
  const made = document.createElement("button");
  made.type = "button";
  made.className = "sort";
  made.append(...control.childNodes);
  control.replaceWith(made);
  made.addEventListener("click", () => {
    const now = header.getAttribute("aria-sort");
    const first: Order = header.dataset["first"] === "descending" ? "descending" : "ascending";
    const turned: Order = now === "ascending" ? "descending" : "ascending";
    sortBy(table, header, now === null ? first : turned);
  });
}

/** Put new rows in the order the reader chose for the old ones. */
export function sortAgain(table: HTMLTableElement): void {
  const header = table.querySelector<HTMLTableCellElement>("th[aria-sort]");
  if (header) sortBy(table, header, header.getAttribute("aria-sort") as Order);
}

export function enhanceTables(within: ParentNode = document): void {
  for (const table of within.querySelectorAll<HTMLTableElement>("table[data-sortable]")) {
    for (const header of table.querySelectorAll<HTMLTableCellElement>("thead th")) button(table, header);
  }
}
