// MapLibre GL from its own sources, with the worker as a second door into one house: page and worker share
// the larger half of the code as one file. The ready-made bundles hold it twice (364 kB instead of 250 kB).
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const WORKER = "virtual:maplibre-worker";
/** The reader of MapLibre's own tile format: no map of ours has such tiles. */
const TILE_FORMAT = "@maplibre/mlt";
const NO_TILE_FORMAT = `
export const GEOMETRY_TYPE = {};
export const decodeTile = () => { throw new Error("tiles of MapLibre's own format are left out of this build"); };
`;
const source = (path: string): string =>
  fileURLToPath(new URL(`../node_modules/maplibre-gl/src/${path}`, import.meta.url));

export function maplibre(): Plugin {
  return {
    name: "regioscoop-maplibre",
    apply: "build",
    enforce: "pre",
    resolveId(id) {
      if (id === "maplibre-gl") return source("index.ts");
      return id === WORKER || id === TILE_FORMAT ? `\0${id}` : undefined;
    },
    load(id) {
      if (id === `\0${TILE_FORMAT}`) return NO_TILE_FORMAT;
      if (id !== `\0${WORKER}`) return undefined;
      const worker = this.emitFile({ type: "chunk", id: source("source/worker.ts"), name: "maplibre-worker" });
      return `export default import.meta.ROLLUP_FILE_URL_${worker};`;
    },
  };
}
