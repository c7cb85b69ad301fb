// Geometry of the drawing: rings out of path data, and the borders between labelled areas.

/** Points one after the other: x0, y0, x1, y1... The last point joins the first. */
export type Ring = number[];
export type Shape = { owner: number; rings: Ring[] };
export type Line = { points: number[]; closed: boolean };

const TOKENS = /[Mlhvz]|-?(?:\d+\.?\d*|\.\d+)/g;
/** The server writes one decimal; whole tenths are exact. */
export const TENTHS = 10;

/** Rings of a path of `svg_path` (places/_drawing.py), in whole tenths of a unit. */
export function rings(path: string): Ring[] {
  const out: Ring[] = [];
  let ring: Ring = [];
  let [x, y] = [0, 0];
  let command = "";
  let waiting: number | undefined;
  const go = (dx: number, dy: number): void => {
    x += dx;
    y += dy;
    ring.push(x, y);
  };
  for (const token of path.match(TOKENS) ?? []) {
    if (/[a-zM]/.test(token)) {
      command = token;
      if (token === "M") ring = [];
      if (token === "z") out.push(ring);
      continue;
    }
    const number = Math.round(Number(token) * TENTHS);
    if (command === "h") go(number, 0);
    else if (command === "v") go(0, number);
    else if (waiting === undefined) waiting = number;
    else {
      if (command === "M") [x, y] = [0, 0];
      go(waiting, number);
      waiting = undefined;
    }
  }
  return out;
}

type Side = { from: number; to: number; left: number; right: number };

/** Every piece of border of all areas, with who lives on either side. */
export class Mesh {
  private readonly sides: Side[];
  private readonly points: number[] = [];

  constructor(shapes: Iterable<Shape>) {
    const numbers = new Map<string, number>();
    const sides = new Map<number, Side>();
    const point = (x: number, y: number): number => {
      const key = `${x},${y}`;
      let found = numbers.get(key);
      if (found === undefined) {
        found = this.points.push(x, y) / 2 - 1;
        numbers.set(key, found);
      }
      return found;
    };
    for (const { owner, rings: all } of shapes) {
      for (const ring of all) {
        let from = point(ring.at(-2) as number, ring.at(-1) as number);
        for (let k = 0; k < ring.length; k += 2) {
          const to = point(ring[k] as number, ring[k + 1] as number);
          const key = Math.min(from, to) * 2 ** 26 + Math.max(from, to);
          const known = sides.get(key);
          if (known) known.right = owner;
          else if (from !== to) sides.set(key, { from, to, left: owner, right: -1 });
          from = to;
        }
      }
    }
    this.sides = [...sides.values()];
  }

  /**
   * Borders between areas with another label, each once and as long as it runs; what lies outside all areas has
   * a label of its own, so that the coast is a border too.
   */
  borders(label: (owner: number) => number): Line[] {
    const OUTSIDE = Number.NaN; // differs from every label
    const of = (owner: number): number => (owner < 0 ? OUTSIDE : label(owner));
    return this.chains(this.sides.filter((side) => of(side.left) !== of(side.right)));
  }

  private chains(sides: Side[]): Line[] {
    const at = new Map<number, Side[]>();
    for (const side of sides) {
      for (const end of [side.from, side.to]) {
        const found = at.get(end);
        if (found) found.push(side);
        else at.set(end, [side]);
      }
    }
    const used = new Set<Side>();
    const lines: Line[] = [];
    const walk = (start: number, first: Side): void => {
      const nodes = [start];
      let [here, side] = [start, first as Side | undefined];
      while (side) {
        used.add(side);
        here = side.from === here ? side.to : side.from;
        nodes.push(here);
        const onward: Side[] = at.get(here) ?? [];
        side = onward.length === 2 ? onward.find((other) => !used.has(other)) : undefined;
      }
      const closed = nodes.length > 2 && here === start;
      if (closed) nodes.pop();
      lines.push({ points: nodes.flatMap((n) => this.points.slice(2 * n, 2 * n + 2)), closed });
    };
    for (const [node, found] of at) {
      if (found.length !== 2) for (const side of found) if (!used.has(side)) walk(node, side);
    }
    for (const side of sides) if (!used.has(side)) walk(side.from, side);
    return lines;
  }
}

/** Path data of lines in tenths. */
export function path(lines: Line[]): string {
  const written = (tenths: number): string => String(tenths / TENTHS);
  return lines
    .map(({ points, closed }) => {
      let d = `M${written(points[0] as number)} ${written(points[1] as number)}l`;
      for (let k = 2; k < points.length; k += 2) {
        const [dx, dy] = [(points[k] as number) - (points[k - 2] as number), (points[k + 1] as number) - (points[k - 1] as number)];
        d += `${k > 2 ? " " : ""}${written(dx)} ${written(dy)}`;
      }
      return closed ? `${d}z` : d;
    })
    .join("");
}
