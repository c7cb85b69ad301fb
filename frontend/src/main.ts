// Everything works without this file. It only helps a hand: sorting in place, a card on the map, the theme.
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
import { enhanceMaps } from "./map";
import { enhanceTables } from "./table";
import { enhanceTheme } from "./theme";

document.documentElement.classList.remove("no-js");
enhanceTheme();
enhanceTables();
enhanceMaps();
void import("./view/gl").then((gl) => gl.make(document.body));
