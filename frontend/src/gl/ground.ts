// Geometry for the map of WebGL: the areas of the drawing turned back to degrees, or finer ones fetched once.
import type { Place } from "../card";
import { toDegrees } from "../view/rd";
import { type Line, Mesh, type Ring, rings, TENTHS } from "../view/shapes";

type Position = [longitude: number, latitude: number];
type Feature = { type: "Feature"; id: number; properties: Record<string, number | string>; geometry: GeoJSON.Geometry };
export type Collection = { type: "FeatureCollection"; features: Feature[] };
export type Project = (x: number, y: number) => Position;

/** Degrees per whole number in the mesh of the finer areas: about a decimetre. */
const FINE = 1e-6;

/** From units of the drawing to degrees; the drawing says where it lies on the Dutch grid. */
export function projection(svg: SVGSVGElement): Project {
  const [minX, maxY, metres] = ["minX", "maxY", "metres"].map((name) => Number(svg.dataset[name])) as [number, number, number];
  return (x, y) => toDegrees(minX + x * metres, maxY - y * metres);
}

export function collection(features: Feature[]): Collection {
  return { type: "FeatureCollection", features };
}

export function point(id: number, name: string, coordinates: Position): Feature {
  return { type: "Feature", id, properties: { name }, geometry: { type: "Point", coordinates } };
}

/** Areas and their borders at one fineness. */
export class Ground {
  readonly areas: Collection;
  private readonly mesh: Mesh;

  private constructor(
    names: string[],
    shapes: { owner: number; polygons: Ring[][] }[],
    private readonly degrees: Project,
  ) {
    this.mesh = new Mesh(shapes.map(({ owner, polygons }) => ({ owner, rings: polygons.flat() })));
    this.areas = collection(
      shapes.map(({ owner, polygons }) => ({
        type: "Feature",
        id: owner,
        properties: { i: owner, name: names[owner] ?? "" },
        geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map((ring) => this.closed(ring))) },
      })),
    );
  }

  static ofDrawing(places: (Place | undefined)[], names: string[], project: Project): Ground {
    const shapes = places.flatMap((place, owner) =>
      place ? [{ owner, polygons: polygonsOf(rings(place.path.getAttribute("d") ?? "")) }] : [],
    );
    return new Ground(names, shapes, (x, y) => project(x / TENTHS, y / TENTHS));
  }

  /** @param found areas in degrees, with the id of the municipality as property `id` */
  static ofFile(found: GeoJSON.FeatureCollection, ids: string[], names: string[]): Ground {
    const whole = (ring: GeoJSON.Position[]): Ring =>
      ring.slice(1).flatMap(([x = 0, y = 0]) => [Math.round(x / FINE), Math.round(y / FINE)]);
    const shapes = found.features.flatMap(({ properties, geometry }) => {
      const owner = ids.indexOf(String(properties?.["id"]));
      if (owner < 0 || (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon")) return [];
      const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
      return [{ owner, polygons: polygons.map((found) => found.map(whole)) }];
    });
    return new Ground(names, shapes, (x, y) => [x * FINE, y * FINE]);
  }

  /** Borders between areas with another label, and the coast. */
  borders(label: (owner: number) => number): Collection {
    const line = ({ points, closed }: Line): GeoJSON.Position[] => (closed ? this.closed(points) : this.positions(points));
    const coordinates = this.mesh.borders(label).map(line);
    return collection([{ type: "Feature", id: 0, properties: {}, geometry: { type: "MultiLineString", coordinates } }]);
  }

  private positions(points: number[]): GeoJSON.Position[] {
    const out: GeoJSON.Position[] = [];
    for (let k = 0; k < points.length; k += 2) out.push(this.degrees(points[k] as number, points[k + 1] as number));
    return out;
  }

  private closed(ring: Ring): GeoJSON.Position[] {
    const positions = this.positions(ring);
    return [...positions, positions[0] as GeoJSON.Position];
  }
}

/** Rings of the drawing that turn like the first one begin a polygon; the others are its holes. */
function polygonsOf(all: Ring[]): Ring[][] {
  const out: Ring[][] = [];
  const outer = Math.sign(turn(all[0] ?? []));
  for (const ring of all) {
    if (Math.sign(turn(ring)) === outer || out.length === 0) out.push([ring]);
    else out.at(-1)?.push(ring);
  }
  return out;
}

/** Twice the area of a ring, negative when it turns the other way. */
function turn(ring: Ring): number {
  let sum = 0;
  for (let k = 0; k < ring.length; k += 2) {
    const [x0, y0, x1, y1] = [ring.at(k - 2), ring.at(k - 1), ring[k], ring[k + 1]] as [number, number, number, number];
    sum += x0 * y1 - x1 * y0;
  }
  return sum;
}
