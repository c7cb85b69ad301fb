// Every map has a card; the map of the country has choices too.
import { cardOf } from "./card";
import { View } from "./view/view";

export function enhanceMaps(): void {
  for (const map of document.querySelectorAll<HTMLElement>("[data-map]")) {
    const card = cardOf(map);
    const root = map.closest<HTMLElement>("[data-view]");
    if (card && root) new View(root, card).start();
  }
}
