// The search itself is fetched when somebody goes to the box: until then a page is not a byte heavier.
function begin(form: HTMLFormElement): void {
  import("./search").then(
    ({ enhanceForm }) => enhanceForm(form),
    () => undefined, // the form still asks for a page of results
  );
}

export function enhanceSearch(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.search")) {
    if (form.contains(document.activeElement)) begin(form);
    else form.addEventListener("focusin", () => begin(form), { once: true });
  }
  const results = document.querySelector<HTMLElement>("[data-search-results]");
  if (results) void import("./search").then(({ fillResults }) => fillResults(results));
}
