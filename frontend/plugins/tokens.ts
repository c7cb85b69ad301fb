// The design tokens of the figures, as CSS custom properties: drawings and pages share one source.
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

type Pair = { light: string; dark: string };
type Tokens = { colours: Record<string, Pair>; regions: Record<string, Pair> };

const SHEET = "virtual:tokens.css";
const SOURCE = new URL("../../src/regioscoop/figures/data/tokens.json", import.meta.url);

function properties(tokens: Tokens, theme: keyof Pair): string {
  const named = [
    ...Object.entries(tokens.colours).map(([name, pair]) => `--${name}:${pair[theme]}`),
    ...Object.entries(tokens.regions).map(([name, pair]) => `--hue-${name}:${pair[theme]}`),
  ];
  return `${named.join(";")};color-scheme:${theme}`;
}

function tokenSheet(): string {
  const tokens = JSON.parse(readFileSync(SOURCE, "utf-8")) as Tokens;
  const light = properties(tokens, "light");
  const dark = properties(tokens, "dark");
  const hues = Object.keys(tokens.regions).map((name) => `.hue-${name}{fill:var(--hue-${name})}`);
  return [
    `:root{${light}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}`,
    `:root[data-theme=dark]{${dark}}`,
    `@media print{:root,:root[data-theme]{${light}}}`,
    ...hues,
  ].join("\n");
}

export function tokens(): Plugin {
  return {
    name: "regioscoop-tokens",
    resolveId: (id) => (id === SHEET ? `\0${SHEET}` : undefined),
    load: (id) => (id === `\0${SHEET}` ? tokenSheet() : undefined),
  };
}
