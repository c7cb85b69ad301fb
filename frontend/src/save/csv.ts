// A table as it stands in the page, in its present order. Numbers as they are, not as they are written.

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const plain = (node: Element | null): string => (node?.textContent ?? "").replace(/\s+/g, " ").trim();

function without(cell: Element, selector: string): string {
  const clone = cell.cloneNode(true) as Element;
  for (const part of clone.querySelectorAll(selector)) part.remove();
  return plain(clone);
}

function value(cell: HTMLTableCellElement): string {
  const sort = cell.dataset["sort"];
  return sort !== undefined && (sort === "" || !Number.isNaN(Number(sort))) ? sort : without(cell, ".range");
}

export function csv(table: HTMLTableElement): string {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.hidden);
  // A margin under a number is a column of its own.
  const hasMargin = heads.map((_, k) => rows.some((row) => row.cells[k]?.dataset["sort"] !== undefined && row.cells[k]?.querySelector(".range")));
  const line = (cells: string[]): string => cells.map(quoted).join(",");
  const head = heads.flatMap((cell, k) => {
    const name = without(cell, ".what");
    return hasMargin[k] ? [name, `${name} (95%)`] : [name];
  });
  const body = rows.map((row) =>
    line([...row.cells].flatMap((cell, k) => (hasMargin[k] ? [value(cell), plain(cell.querySelector(".range"))] : [value(cell)]))),
  );
  return `${[line(head), ...body].join("\r\n")}\r\n`;
}
