// From an ambition to what there is: the filter of the list everywhere, the answer only where no server gives it.
// The twin of src/regioscoop/web/_ambition.py: who changes one changes the other; a test compares them.

type Words = Record<
  | "every_field" | "one_town" | "towns" | "none" | "one" | "many" | "exactly_none" | "exactly_one" | "exactly_many"
  | "exactly_not" | "exactly_it" | "holds"
  | "fit_exact" | "fit" | "fit_poor" | "fit_outside" | "fit_outside_one" | "absent" | "of" | "also" | "nobody"
  | "carried",
  string
>;

export type AmbitionData = {
  words: Words;
  fit_words: [number, string][];
  scales: [string, string][];
  fields: Record<string, string>;
  most: number;
  most_fits: number;
  good: number;
  nationwide: { share: number; from: number };
  municipalities: { id: string[]; name: string[] };
  regions: Record<string, number[]>;
  governments: { id: string[]; name: string[]; kind: string[] };
  arrangements: {
    id: string[];
    name: string[];
    fields: string[][];
    carried: number[];
    members: number[][];
    governments: number[][];
  };
  candidates: {
    id: string[];
    name: string[];
    kind: string[];
    level: (number | null)[];
    division: string[];
    also: string[][];
    members: number[][];
  };
};

type Government = { id: string; name: string; kind: string };
type Row = {
  id: string;
  name: string;
  carried: boolean;
  scale: string;
  inside: number;
  outside: number;
  members: number[];
  governments: Government[];
  of: string;
  jaccard: number;
  covered: number;
};
type Fit = {
  id: string;
  region: string;
  kind: string;
  level: number | null;
  division: string;
  also: string;
  inside: number;
  members: number;
  of: string;
  jaccard: number;
  share: string;
  words: string;
};
export type Answer = { title: string; lead: string; scales: [string, number][]; rows: Row[]; fits: Fit[] };

export function fill(sentence: string, gaps: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(gaps[name] ?? whole));
}

/** A share as a percentage: of two equally near the even one, as on the server. */
export function percentage(share: number): string {
  if (share > 0 && share < 0.005) return "<1%";
  if (share >= 0.995 && share < 1) return ">99%";
  const hundredfold = 100 * share;
  const below = Math.floor(hundredfold);
  const rest = hundredfold - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
  return `${below + Number(up)}%`;
}

function scaleOf(data: AmbitionData, inside: number, members: number, wanted: number): string {
  const everyone = data.municipalities.id.length;
  const { share, from } = data.nationwide;
  if (inside === members) return inside === wanted ? "exactly" : "part";
  if (members > share * everyone && everyone >= from) return "nationwide";
  return inside === wanted ? "wider" : "overlapping";
}

function shared(members: number[], wanted: Set<number>): number {
  return members.reduce((sum, k) => sum + Number(wanted.has(k)), 0);
}

/** Best first; what is equal stays in its order. */
function best<T extends { jaccard: number; covered: number }>(rows: T[]): T[] {
  return rows.sort((a, b) => b.jaccard - a.jaccard || b.covered - a.covered);
}

function rowsOf(data: AmbitionData, field: string, wanted: Set<number>): Row[] {
  const all = data.arrangements;
  const names = new Map(data.scales);
  const rows = all.id.flatMap((id, k): Row[] => {
    const members = all.members[k] ?? [];
    const inside = shared(members, wanted);
    if (!inside || (field && !all.fields[k]?.includes(field))) return [];
    const code = scaleOf(data, inside, members.length, wanted.size);
    const governments = (all.governments[k] ?? []).map((g) => ({
      id: data.governments.id[g] ?? "", name: data.governments.name[g] ?? "", kind: data.governments.kind[g] ?? "",
    }));
    return [{
      id, name: all.name[k] ?? "", carried: all.carried[k] === 1, scale: names.get(code) ?? "", members, governments,
      inside, outside: members.length - inside, of: fill(data.words.of, { a: inside, b: wanted.size }),
      jaccard: inside / (members.length + wanted.size - inside), covered: inside / wanted.size,
    }];
  });
  return best(rows);
}

function fitsOf(data: AmbitionData, wanted: Set<number>): Fit[] {
  const all = data.candidates;
  const rows = all.id.flatMap((id, k) => {
    const members = all.members[k] ?? [];
    const inside = shared(members, wanted);
    const jaccard = inside / (members.length + wanted.size - inside);
    return inside ? [{ id, k, inside, members: members.length, jaccard, covered: inside / wanted.size }] : [];
  });
  return best(rows).map(({ id, k, inside, members, jaccard }) => ({
    id, inside, members, jaccard,
    region: all.name[k] ?? "",
    kind: all.kind[k] ?? "",
    level: all.level[k] ?? null,
    division: all.division[k] ?? "",
    also: all.also[k]?.length ? fill(data.words.also, { kinds: all.also[k].join(", ") }) : "",
    of: fill(data.words.of, { a: inside, b: wanted.size }),
    share: percentage(jaccard),
    words: data.fit_words.find(([least]) => jaccard >= least)?.[1] ?? "",
  }));
}

/** Fits are all of them: of regions that hold every municipality, the first is the smallest. */
function leadOf(data: AmbitionData, wanted: number[], rows: Row[], fits: Fit[]): string {
  const said = data.words;
  const out: string[] = [];
  if (rows.length) {
    const name = new Map(data.scales).get("exactly");
    const same = rows.filter((row) => row.scale === name).length;
    if (rows.length === 1) out.push(same ? said.exactly_it : said.exactly_not);
    else out.push(fill(same > 1 ? said.exactly_many : same ? said.exactly_one : said.exactly_none, { n: same }));
  }
  const [first] = fits;
  if (first) {
    const how = first.jaccard === 1 ? said.fit_exact : first.jaccard >= data.good ? said.fit : said.fit_poor;
    out.push(fill(how, first as unknown as Record<string, string | number>));
    const outside = wanted.length - first.inside;
    if (outside) {
      out.push(fill(outside === 1 ? said.fit_outside_one : said.fit_outside, { n: outside }));
      const holding = fits.find(({ inside }) => inside === wanted.length);
      if (holding) out.push(fill(said.holds, holding as unknown as Record<string, string | number>));
    }
  }
  const taking = new Set(rows.flatMap((row) => row.members));
  const absent = wanted.filter((k) => !taking.has(k)).map((k) => data.municipalities.name[k]);
  if (rows.length && absent.length) out.push(fill(said.absent, { names: absent.join(", ") }));
  return out.join(" ");
}

/** What there is already in a field for the municipalities with these places, in the order of their places. */
export function answer(data: AmbitionData, field: string, places: number[]): Answer {
  const said = data.words;
  const wanted = new Set(places);
  const rows = rowsOf(data, field, wanted);
  const fits = fitsOf(data, wanted);
  const [only] = places;
  const who = places.length > 1 || only === undefined
    ? fill(said.towns, { n: places.length })
    : fill(said.one_town, { name: data.municipalities.name[only] ?? "" });
  const title = rows.length > 1 ? said.many : rows.length ? said.one : said.none;
  const label = field ? (data.fields[field] ?? field) : said.every_field;
  const scales = data.scales
    .map(([, name]): [string, number] => [name, rows.filter((row) => row.scale === name).length])
    .filter(([, n]) => n > 0);
  return {
    title: fill(title, { field: label, n: rows.length, who }), lead: leadOf(data, places, rows, fits), scales, rows,
    fits: fits.slice(0, data.most_fits),
  };
}
