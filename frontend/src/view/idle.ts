// The map of WebGL comes when the page has nothing else to do, and only where it is welcome.
import type { Card } from "../card";
import type { MapData } from "./data";
import type { Renderer } from "./view";

type Connection = { saveData?: boolean };

function isWelcome(): boolean {
  const connection = (navigator as Navigator & { connection?: Connection }).connection;
  if (connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches) return false;
  return "WebGL2RenderingContext" in window; // whether it works shows when the map is made: trying first costs as much
}

function whenIdle(work: () => void): void {
  const later = (): void => {
    if ("requestIdleCallback" in window) requestIdleCallback(work, { timeout: 3000 });
    else setTimeout(work, 500);
  };
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

/** Start it, and give it to whoever draws; when anything fails the drawing of the server simply stays. */
export function startGl(
  root: HTMLElement,
  card: Card,
  load: () => Promise<MapData>,
  ready: (renderer: Renderer) => Promise<void>,
): void {
  whenIdle(() => {
    const failed = (why: unknown): void => {
      root.dataset["gl"] = String(why); // not for the reader, but for who looks why
      if (!root.dataset["base"]) return;
      for (const note of root.querySelectorAll<HTMLElement>("[data-no-base]")) note.hidden = false;
    };
    if (!isWelcome()) return failed("not welcome");
    Promise.all([import("../gl/map"), load()])
      .then(([{ open }, data]) => open(root, card, data, ready))
      .catch(failed);
  });
}
