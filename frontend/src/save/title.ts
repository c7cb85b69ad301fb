// The words above a figure.

/** What a figure shows, with what was chosen of it. */
export function titleOf(figure: HTMLElement, source: SVGSVGElement): string {
  const title = source.querySelector(":scope > title")?.textContent ?? "";
  return [title, figure.querySelector("[data-choice]")?.textContent].filter(Boolean).join(", ");
}
