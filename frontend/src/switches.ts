// Among plain files the pages do not know what is asked of them: links to other editions and languages take it along.
export function enhanceSwitches(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-keep] a")) link.search = location.search;
}
