// Everything works without this file. It only helps a hand: choosing on the map, sorting in place, the theme.
import "virtual:tokens.css";
import "virtual:fonts.css";
import "@utrecht/document-css/dist/index.css";
import "@utrecht/heading-1-css/dist/index.css";
import "@utrecht/heading-2-css/dist/index.css";
import "@utrecht/heading-3-css/dist/index.css";
import "@utrecht/paragraph-css/dist/index.css";
import "@utrecht/link-css/dist/index.css";
import "@utrecht/skip-link-css/dist/index.css";
import "@utrecht/table-css/dist/index.css";
import "@utrecht/button-css/dist/index.css";
import "@utrecht/textbox-css/dist/index.css";
import "./theme.css";
import "./main.css";
import "./map.css";
import "./pages.css";
import "./ask.css";
import "./search.css";
import { enhanceCharts } from "./charts";
import { enhanceCircles } from "./circles";
import { enhanceCopies } from "./copy";
import { enhanceMaps } from "./maps";
import { enhancePrint } from "./print";
import { enhanceTools } from "./save/tools";
import { enhanceSearch } from "./search-start";
import { enhanceSwitches } from "./switches";
import { enhanceTables } from "./table";
import { enhanceTheme } from "./theme";

document.documentElement.classList.remove("no-js");
enhanceTheme();
enhanceTables();
enhanceSearch();
enhanceSwitches();
enhanceMaps();
enhanceCharts();
enhanceCircles();
enhanceTools();
enhanceCopies();

for (const root of document.querySelectorAll<HTMLElement>("[data-ambition]")) {
  void import("./ambition-page").then((page) => page.enhanceAmbition(root));
}
for (const root of document.querySelectorAll<HTMLElement>("[data-comparison]")) {
  void import("./comparison").then((page) => page.enhanceComparison(root));
}

enhancePrint();
