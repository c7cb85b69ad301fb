// Layers and colours of the map of WebGL: the looks of the drawing (map.css), told in MapLibre's words.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import tokens from "../../../src/regioscoop/figures/data/tokens.json";
import { LINE_CLASSES, STEP_OPACITIES } from "../view/scene";
import { collection } from "./ground";

const PDOK = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png";
export const HATCH = "hatch";
const HUES = Object.keys(tokens.regions);
const STRIPE = { gap: 5, width: 1.2 };
/** Over a base map the areas let half of it through. */
const OVER_BASE = 0.5;
/** Where the areas tell of overlap, the lines keep quiet. */
const QUIET = 0.4;

type Match = ExpressionSpecification;
type Paint = Record<string, Record<string, unknown>>;

export const SOURCES = ["areas", "lines", "borders", "beside", "points", "room"];
/** Size of the letters of a name, in units of the drawing; as figures/national_map.py has it. */
const NAME_SIZE = 15.5;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function match(input: unknown, cases: [unknown, unknown][], otherwise: unknown): Match {
  return ["match", input, ...cases.flat(), otherwise] as unknown as Match;
}

/** MapLibre feathers the edges of a line, which makes a hairline heavier than it should be: what to weaken it by. */
function weakening(width: number): number {
  const feather = 0.5 / devicePixelRatio;
  const reach = width / 2 + feather;
  return reach < 2 * feather ? Math.min((width * 2 * feather) / reach ** 2, 1) : 1;
}

/** What the looks depend on beside the theme: pixels per unit of the drawing, and what is shown. */
export type Setting = { scale: number; hasBase: boolean; isOverlap: boolean; strength: number };

function paint({ scale, hasBase, isOverlap, strength: told }: Setting): Paint {
  const hue = match(["feature-state", "hue"], HUES.map((name) => [name, colour(`hue-${name}`)]), colour("land"));
  const step = ["coalesce", ["feature-state", "step"], -1];
  const whole = hasBase ? OVER_BASE : 1;
  const strength = (isOverlap ? QUIET : 1) * told;
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
  return {
    ...(hasBase ? { base: { "raster-brightness-max": isDark ? 0.32 : 1, "raster-saturation": -0.4 } } : {}),
    areas: {
      "fill-color": match(step, [[-1, hue]], colour("here")),
      "fill-opacity": match(step, STEP_OPACITIES.map((opacity, k) => [k, opacity]), whole),
    },
    edges: { "line-color": colour("paper"), "line-width": Math.max(0.7 * scale, 0.5), "line-opacity": whole },
    hatch: { "fill-opacity": hasBase ? 0.8 : 1 },
    here: { "fill-color": colour("here"), "fill-opacity": 0.55 },
    "here-edge": { "line-color": colour("here"), "line-width": Math.max(2.4 * scale, 2) },
    lines: {
      "line-color": colour("line"),
      "line-width": match(["get", "kind"], LINE_CLASSES.map(({ width }, k) => [k, width * scale]), 1),
      "line-opacity": match(["get", "kind"], LINE_CLASSES.map(({ width, opacity }, k) => [k, Math.min(opacity * strength, 0.9) * weakening(width * scale)]), 0),
    },
    borders: { "line-color": colour("ink"), "line-width": Math.max(1.2 * scale, 0.9) },
    beside: { "line-color": colour("here"), "line-width": Math.max(2.2 * scale, 1.6), "line-dasharray": [2.8, 1.9] },
    names: { "text-color": colour("quiet"), "text-halo-color": colour("paper"), "text-halo-width": 1.4 },
  };
}

function layers(hasBase: boolean): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const nobody = ["==", ["get", "i"], -1] as unknown as ExpressionSpecification;
  return [
    ...(hasBase ? [{ id: "base", type: "raster", source: "base" } as const] : []),
    { id: "areas", type: "fill", source: "areas", paint: { "fill-antialias": false } },
    { id: "edges", type: "line", source: "areas", layout: round },
    { id: "hatch", type: "fill", source: "areas", filter: nobody, paint: { "fill-pattern": HATCH } },
    { id: "here", type: "fill", source: "areas", filter: nobody },
    { id: "here-edge", type: "line", source: "areas", filter: nobody, layout: round },
    { id: "lines", type: "line", source: "lines", layout: round },
    { id: "borders", type: "line", source: "borders", layout: round },
    { id: "beside", type: "line", source: "beside", layout: { "line-join": "round" } },
    {
      id: "names",
      type: "symbol",
      source: "points",
      layout: {
        "text-field": ["get", "name"],
        "text-font": ["Fira Sans"],
        "text-size": 12,
        "text-padding": 6,
        "text-max-width": 8,
      },
    },
    {
      // The names of the regions lie over the map (names.ts); here they only keep other names away.
      id: "room",
      type: "symbol",
      source: "room",
      layout: { "text-field": ["get", "name"], "text-font": ["Fira Sans"], "text-allow-overlap": true, "text-padding": 3, "text-max-width": 99 },
      paint: { "text-opacity": 0 },
    },
  ];
}

export function style(setting: Setting): StyleSpecification {
  const looks = paint(setting);
  const { hasBase } = setting;
  const empty = { type: "geojson", data: collection([]) } as const;
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {
      ...Object.fromEntries(SOURCES.map((name) => [name, empty])),
      ...(hasBase ? { base: { type: "raster", tiles: [PDOK], tileSize: 256, minzoom: 6, maxzoom: 19 } as const } : {}),
    },
    layers: layers(hasBase).map((layer) => ({ ...layer, paint: { ...layer.paint, ...looks[layer.id] } }) as LayerSpecification),
  };
}

/** What depends on the size of the drawing but is no paint: layer, name and value. */
export function layout(scale: number): [layer: string, name: string, value: unknown][] {
  return [["room", "text-size", NAME_SIZE * scale]];
}

/** Put new colours or widths on a map that is there already. */
export function repaint(set: (layer: string, name: string, value: unknown) => void, setting: Setting): void {
  for (const [layer, values] of Object.entries(paint(setting))) {
    for (const [name, value] of Object.entries(values)) set(layer, name, value);
  }
}

/** Stripes from lower left to upper right in the colour of the paper, as one tile that repeats. */
export function hatching(scale: number, ratio: number): ImageData {
  const across = Math.max(Math.round(STRIPE.gap * Math.SQRT2 * Math.max(scale, 0.75) * ratio), 6);
  const image = new ImageData(across, across);
  const [red = 0, green = 0, blue = 0] = rgb(colour("paper"));
  const share = STRIPE.width / STRIPE.gap;
  const SAMPLES = 4;
  for (let y = 0; y < across; y++) {
    for (let x = 0; x < across; x++) {
      let inside = 0;
      for (let s = 0; s < SAMPLES; s++) inside += ((x + y + (s + 0.5) / SAMPLES) / across) % 1 < share ? 1 : 0;
      image.data.set([red, green, blue, Math.round((255 * inside) / SAMPLES)], 4 * (y * across + x));
    }
  }
  return image;
}

function rgb(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
