// MapLibre GL from its own sources, with the worker as a second door into one house: page and worker share
// the larger half of the code as one file. The ready-made bundles hold it twice (364 kB instead of 270 kB).
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const WORKER = "virtual:maplibre-worker";
const source = (path: string): string =>
  fileURLToPath(new URL(`../node_modules/maplibre-gl/src/${path}`, import.meta.url));

export function maplibre(): Plugin {
  return {
    name: "regioscoop-maplibre",
    apply: "build",
    enforce: "pre",
    resolveId(id) {
      if (id === "maplibre-gl") return source("index.ts");
      return id === WORKER ? `\0${WORKER}` : undefined;
    },
    load(id) {
      if (id !== `\0${WORKER}`) return undefined;
      const worker = this.emitFile({ type: "chunk", id: source("source/worker.ts"), name: "maplibre-worker" });
      return `export default import.meta.ROLLUP_FILE_URL_${worker};`;
    },
  };
}
