// Numbers of the arrangements that a filter leaves. The twin of regioscoop.measures.selection: who changes one
// changes the other, and a test compares them. No page is needed here.
import type { Arrangements, Codes } from "./data";
import type { Filters } from "./state";

export type RegionNumbers = {
  arrangements: number;
  municipalities: number;
  c1: number | null;
  low: number | null;
  high: number | null;
};
export type Totals = { arrangements: number; municipalities: number; pairs: number };
/** How often each pair of municipalities meets, at a * size + b with a < b. */
export type Meetings = { size: number; shared: Uint16Array };

const LEAST_ARRANGEMENTS = 5;
const NORMAL_975 = 1.959964;
const ZERO = 1e-12;

/** Places of the arrangements that a filter leaves; an empty filter leaves all. */
export function choose(all: Arrangements, codes: Codes, { field, form, obligation, participant }: Filters): number[] {
  const has = (code: string, list: string[], found: (number: number) => boolean): boolean =>
    code === "" || found(list.indexOf(code));
  return [...all.legal_class.keys()].filter(
    (k) =>
      has(field, codes.field, (n) => !!all.fields[k]?.includes(n)) &&
      has(form, codes.legal_class, (n) => all.legal_class[k] === n) &&
      has(obligation, codes.obligation, (n) => all.obligation[k] === n) &&
      has(participant, codes.kind, (n) => !!all.kinds[k]?.includes(n)),
  );
}

function membersOf(all: Arrangements, k: number): number[] {
  return all.members.slice(all.start[k], all.start[k + 1]);
}

/** Numbers of every region; for the formulas see the twin. */
export function perRegion(all: Arrangements, chosen: number[], region: number[], regions: number): RegionNumbers[] {
  const found = Array.from({ length: regions }, () => ({ inside: [] as number[], every: [] as number[], together: 0 }));
  const active = new Set<number>();
  for (const k of chosen) {
    const members = membersOf(all, k);
    if (members.length < 2) continue;
    const count = new Map<number, number>();
    for (const i of members) {
      active.add(i);
      const r = region[i] ?? -1;
      count.set(r, (count.get(r) ?? 0) + 1);
    }
    for (const [r, m] of count) {
      const sums = found[r];
      if (!sums) continue;
      const inside = (m * (m - 1)) / 2 / (members.length - 1);
      sums.inside.push(inside);
      sums.every.push(inside + (m * (members.length - m)) / (members.length - 1));
      if (m >= 2) sums.together += 1;
    }
  }
  const taking = new Array<number>(regions).fill(0);
  for (const i of active) {
    const r = region[i] ?? -1;
    if (r >= 0) taking[r] = (taking[r] ?? 0) + 1;
  }
  return found.map(({ inside, every, together }, r) => ({
    arrangements: together,
    municipalities: taking[r] ?? 0,
    ...closure(inside, every),
  }));
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

function closure(inside: number[], every: number[]): Pick<RegionNumbers, "c1" | "low" | "high"> {
  const total = sum(every);
  if (total <= 0) return { c1: null, low: null, high: null };
  const c1 = sum(inside) / total;
  const k = every.length;
  const squares = sum(inside.map((value, s) => (value - c1 * (every[s] ?? 0)) ** 2));
  const error = k >= LEAST_ARRANGEMENTS ? Math.sqrt((k / (k - 1)) * squares) / total : 0;
  if (error < ZERO) return { c1, low: null, high: null };
  return { c1, low: Math.max(c1 - NORMAL_975 * error, 0), high: Math.min(c1 + NORMAL_975 * error, 1) };
}

/** How often every two municipalities meet in the chosen arrangements. */
export function meetings(all: Arrangements, chosen: number[], size: number): Meetings {
  const shared = new Uint16Array(size * size);
  for (const k of chosen) {
    const members = membersOf(all, k);
    members.forEach((a, first) => {
      for (let other = first + 1; other < members.length; other++) {
        const b = members[other] as number;
        const at = Math.min(a, b) * size + Math.max(a, b);
        shared[at] = (shared[at] ?? 0) + 1;
      }
    });
  }
  return { size, shared };
}

export function totals(all: Arrangements, chosen: number[], { shared }: Meetings): Totals {
  const together = chosen.map((k) => membersOf(all, k)).filter((members) => members.length >= 2);
  return {
    arrangements: together.length,
    municipalities: new Set(together.flat()).size,
    pairs: shared.reduce((pairs, times) => pairs + (times > 0 ? 1 : 0), 0),
  };
}
