import { Map, setWorkerUrl } from "maplibre-gl";
import worker from "virtual:maplibre-worker";
export function make(container: HTMLElement): Map { setWorkerUrl(worker); return new Map({ container, style: { version: 8, sources: {}, layers: [] } }); }
