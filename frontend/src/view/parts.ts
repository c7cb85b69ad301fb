// What only the server can say about a level (headings, measures) comes from the page of that level.
import { enhanceTools } from "../save/tools";
import { enhanceTables } from "../table";

/** Take the parts of this page from another page, and its title. */
export async function takeParts(address: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(address, { signal });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (signal.aborted) return;
  for (const part of document.querySelectorAll<HTMLElement>("[data-part]")) {
    const other = page.querySelector(`[data-part="${part.dataset["part"]}"]`);
    if (!other) continue;
    const made = document.importNode(other, true) as HTMLElement;
    part.replaceWith(made);
    enhanceTables(made);
    enhanceTools(made);
  }
  for (const id of ["map-title", "map-desc"]) {
    const [here, there] = [document.getElementById(id), page.getElementById(id)];
    if (here && there) here.textContent = there.textContent;
  }
  document.title = page.title;
}
