// The map of the country in WebGL, over the drawing of the server, which stays as the image for who cannot see it
// and for saving. What is shown comes from the same scene as the drawing.
import worker from "virtual:maplibre-worker";
import { type ExpressionSpecification, type GeoJSONSource, type LngLatBoundsLike, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import type { Card, Place } from "../card";
import type { MapData } from "../view/data";
import type { Scene } from "../view/scene";
import type { Renderer } from "../view/view";
import { type Collection, collection, Ground, point, type Project, projection } from "./ground";
import { Names } from "./names";
import { HATCH, hatching, layout, repaint, type Setting, SOURCES, style } from "./style";
import { zoomButtons } from "./zoom";

const RATIO = 2;
/** So many steps of zoom beyond the whole country the finer areas and the names of municipalities come. */
const [FINER, NAMED] = [1.2, 1.7];
const [FURTHER, MOST] = [0.25, 13];
/** After so many milliseconds without a picture the drawing stays. */
const PATIENCE = 60_000;

type Ready = (renderer: Renderer) => Promise<void>;

/** Open the map over the drawing, and give it to whoever tells it what to draw. */
export async function open(root: HTMLElement, card: Card, data: MapData, ready: Ready): Promise<void> {
  setWorkerUrl(worker);
  const map = new GlMap(root, card, data);
  try {
    await map.until("load");
    map.begin();
    await ready(map);
    await map.until("render", () => map.isDrawn);
    map.appear();
  } catch (error) {
    map.close();
    throw error;
  }
}

class GlMap implements Renderer {
  private readonly container = document.createElement("div");
  private readonly svg: SVGSVGElement;
  private readonly hasBase: boolean;
  private readonly project: Project;
  private readonly places: (Place | undefined)[];
  private readonly names: Names;
  private readonly map: MapLibre;
  private readonly undo: (() => void)[] = [];
  private ground: Ground;
  private scene: Scene | undefined;
  private isHome = true;
  private finer: Promise<void> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly card: Card,
    private readonly data: MapData,
  ) {
    const { stage } = card;
    this.svg = stage.querySelector("svg.map") as SVGSVGElement;
    this.hasBase = root.dataset["base"] === "pdok";
    this.project = projection(this.svg);
    const byId = new Map(card.places.map((place) => [place.id, place]));
    this.places = data.municipalities.id.map((id) => byId.get(id));
    this.ground = Ground.ofDrawing(this.places, data.municipalities.name, this.project);
    this.names = new Names(this.project);
    this.container.className = "gl";
    this.container.setAttribute("aria-hidden", "true"); // the drawing below it speaks
    stage.append(this.container);
    this.map = new MapLibre({
      container: this.container,
      style: style(this.setting),
      bounds: this.home,
      fitBoundsOptions: { padding: 0 },
      maxZoom: MOST,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      boxZoom: false,
      doubleClickZoom: false,
      keyboard: false,
      attributionControl: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      cooperativeGestures: true,
      locale: JSON.parse(root.dataset["gestures"] ?? "{}") as Record<string, string>,
    });
    this.map.on("error", ({ error }) => (root.dataset["glSaid"] = error.message)); // a tile that does not come is no news
    this.map.once("webglcontextlost", () => this.close());
    this.map.touchZoomRotate.disableRotation();
    this.container.append(this.names.element);
    this.container.querySelector("canvas")?.removeAttribute("tabindex");
  }

  /** Until something happens, and something is so. */
  until(event: "load" | "render", isSo = (): boolean => true): Promise<void> {
    return new Promise((done, failed) => {
      const patience = setTimeout(() => failed(new Error(`no ${event}`)), PATIENCE);
      const look = this.map.on(event, () => {
        if (!isSo()) return;
        clearTimeout(patience);
        look.unsubscribe();
        done();
      });
    });
  }

  /** Whether all of ours is on the map; a base map may come later. */
  get isDrawn(): boolean {
    return SOURCES.every((source) => this.map.isSourceLoaded(source));
  }

  draw(scene: Scene): void {
    const before = this.scene;
    this.scene = scene;
    if (before?.level !== scene.level || before.steps !== scene.steps) this.areas(scene);
    if (!before?.steps !== !scene.steps || before?.strength !== scene.strength) this.repaint();
    if (before?.level !== scene.level) this.set("borders", this.ground.borders((i) => scene.level.region[i] ?? -1));
    if (before?.lines !== scene.lines) this.set("lines", this.lines(scene));
    if (!before || before.beside !== scene.beside) this.set("beside", this.beside(scene));
    if (before?.level !== scene.level || before.names !== scene.names) {
      this.names.set(scene.names ? scene.level.labels : "");
      this.set("room", this.names.room);
      this.map.setLayoutProperty("names", "visibility", scene.names ? "visible" : "none");
      this.placeNames();
    }
  }

  /** Take the place of the drawing. */
  appear(): void {
    this.card.stage.classList.add("is-gl");
  }

  /** Give the drawing its place back. */
  close(): void {
    for (const undo of this.undo) undo();
    this.card.stage.classList.remove("is-gl");
    this.map.remove();
    this.container.remove();
  }

  begin(): void {
    const { map, data, project } = this;
    map.addImage(HATCH, hatching(this.scale, RATIO), { pixelRatio: RATIO });
    this.set("areas", this.ground.areas);
    const points = this.places.flatMap((place, i) =>
      place ? [point(i, data.municipalities.name[i] ?? "", project(place.x, place.y))] : [],
    );
    this.set("points", collection(points));
    this.sizes();
    this.limits();
    this.listen();
  }

  private listen(): void {
    const { map, card } = this;
    const under = (point: { x: number; y: number }): string | undefined => {
      const found = map.queryRenderedFeatures([point.x, point.y], { layers: ["areas"] })[0];
      return found && this.data.municipalities.id[Number(found.id)];
    };
    map.on("mousemove", ({ point }) => {
      const id = under(point);
      this.container.classList.toggle("is-over", id !== undefined);
      card.show(id);
    });
    map.on("click", ({ point }) => {
      const id = under(point);
      if (id === undefined) return;
      card.show(id);
      if (matchMedia("(hover: hover)").matches) card.follow(id);
    });
    map.on("move", () => this.placeNames());
    map.on("resize", () => {
      if (this.isHome) this.goHome(false);
      this.restyle();
    });
    map.on("zoomend", () => this.zoomed());
    map.on("movestart", (event) => {
      if (event.originalEvent) this.isHome = false;
    });
    card.onMark((place) => this.mark(place));
    this.focus();
    this.undo.push(
      onTheme(() => this.restyle()),
      zoomButtons(this.root, card.stage, {
        in: () => this.zoom(1),
        out: () => this.zoom(-1),
        home: () => this.goHome(true),
      }),
    );
  }

  /** The wheel zooms when the reader is at the map, else it scrolls the page; one finger always scrolls. */
  private focus(): void {
    const { stage } = this.card;
    if (!matchMedia("(hover: hover)").matches) return;
    stage.addEventListener("focusin", () => this.map.cooperativeGestures.disable());
    stage.addEventListener("focusout", () => this.map.cooperativeGestures.enable());
  }

  private zoom(steps: number): void {
    this.isHome = false;
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 250 });
  }

  private goHome(isSlow: boolean): void {
    this.isHome = true;
    this.map.setMinZoom(null);
    this.map.fitBounds(this.home, { duration: isSlow ? 400 : 0, linear: true }, { isOurs: true });
    if (!isSlow) this.limits();
  }

  private get homeZoom(): number {
    return this.map.cameraForBounds(this.home)?.zoom ?? 6;
  }

  private limits(): void {
    this.map.setMinZoom(this.homeZoom - FURTHER);
    this.map.setLayerZoomRange("names", this.homeZoom + NAMED, 24);
  }

  private zoomed(): void {
    const beyond = this.map.getZoom() - this.homeZoom;
    this.card.stage.classList.toggle("is-zoomed", beyond > 0.1);
    if (beyond > FINER) this.finer ??= this.refine().catch(() => undefined);
  }

  /** Put finer areas in the place of those of the drawing. */
  private async refine(): Promise<void> {
    const answer = await fetch(this.root.dataset["fine"] ?? "");
    if (!answer.ok) return;
    const { id, name } = this.data.municipalities;
    this.ground = Ground.ofFile((await answer.json()) as GeoJSON.FeatureCollection, id, name);
    this.set("areas", this.ground.areas);
    const { scene } = this;
    this.scene = undefined;
    if (scene) this.draw(scene);
  }

  private mark(place: Place | undefined): void {
    const i = place ? this.places.indexOf(place) : -1;
    for (const layer of ["here", "here-edge"]) this.map.setFilter(layer, ["==", ["get", "i"], i]);
    if (!place || this.isHome) return;
    const at = this.project(place.x, place.y);
    if (!this.map.getBounds().contains(at)) this.map.easeTo({ center: at, duration: 250 });
  }

  private areas({ level, steps, uncertain }: Scene): void {
    this.places.forEach((_, i) => {
      const hue = level.regions.hue[level.region[i] ?? -1] ?? "";
      this.map.setFeatureState({ source: "areas", id: i }, { hue, step: steps?.[i] ?? -1 });
    });
    this.map.setFilter(HATCH, ["in", ["get", "i"], ["literal", uncertain]] as ExpressionSpecification);
  }

  private lines({ lines }: Scene): Collection {
    const at = this.places.map((place) => place && this.project(place.x, place.y));
    return collection(
      lines.flatMap(({ source, target, kind }, id) => {
        const [a, b] = [at[source], at[target]];
        return a && b
          ? [{ type: "Feature" as const, id, properties: { kind }, geometry: { type: "LineString" as const, coordinates: [a, b] } }]
          : [];
      }),
    );
  }

  private beside({ beside }: Scene): Collection {
    return beside ? this.ground.borders((i) => beside.region[i] ?? -1) : collection([]);
  }

  private set(source: string, found: Collection): void {
    void this.map.getSource<GeoJSONSource>(source)?.setData(found);
  }

  private placeNames(): void {
    this.names.place((at) => this.map.project(at), this.scale);
  }

  private restyle(): void {
    this.repaint();
    this.sizes();
    this.map.removeImage(HATCH);
    this.map.addImage(HATCH, hatching(this.scale, RATIO), { pixelRatio: RATIO });
    this.placeNames();
  }

  private get setting(): Setting {
    return { scale: this.scale, hasBase: this.hasBase, isOverlap: this.scene?.steps !== undefined, strength: this.scene?.strength ?? 1 };
  }

  private repaint(): void {
    repaint((layer, name, value) => this.map.setPaintProperty(layer, name as never, value as never), this.setting);
  }

  private sizes(): void {
    for (const [layer, name, value] of layout(this.scale)) this.map.setLayoutProperty(layer, name as never, value as never);
  }

  /** Pixels per unit of the drawing, where the drawing shows the whole country. */
  private get scale(): number {
    const { width, height } = this.svg.getBoundingClientRect();
    const { width: units, height: high } = this.svg.viewBox.baseVal;
    return Math.min(width / units, height / high) || 1;
  }

  /** What the drawing shows, measured along its middle lines. */
  private get home(): LngLatBoundsLike {
    const { width, height } = this.svg.viewBox.baseVal;
    const [west] = this.project(0, height / 2);
    const [east] = this.project(width, height / 2);
    const [, north] = this.project(width / 2, 0);
    const [, south] = this.project(width / 2, height);
    return [west, south, east, north];
  }
}

/** Call when the reader, or the reader's machine, turns to light or dark; gives what ends it. */
function onTheme(turn: () => void): () => void {
  const observer = new MutationObserver(turn);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", turn);
  return () => {
    observer.disconnect();
    scheme.removeEventListener("change", turn);
  };
}
