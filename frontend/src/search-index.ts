// The twin of the search on the server (src/regioscoop/web/_search_*.py): the same
// results in the same order for the same words. Who changes one changes the other; a test compares them.
import { stemmer } from "@orama/stemmers/dutch";

/** What `browser_index` writes: kinds, places, rows [kind, name, place, id, other names...], words with stems. */
export type Index = { k: string[]; p: string[]; e: (string | number)[][]; s: string };
export type Hit = { kind: string; id: string; name: string; detail: string; errors: number; rank: number; holds: boolean };

type Entry = { kind: string; id: string; name: string; also: string[]; place: string };
type Forms = { kind: string; begins: [string, string]; whole: Set<string>; other: Set<string> };
type Postings = Map<string, Set<number>>;
type Zone = { raw: Postings; stems: Postings };
type Match = { distance: number; zone: number; word: string };
type Key = { errors: number; rank: number };
type Asked = { word: string; begun: boolean; forgiven: boolean };

const MOST_CHARACTERS = 100;
const MOST_WORDS = 16;
const ZONES = 4;
const KIND = 3;
const SHORT = ZONES;
const [WHOLE, OTHER, BEGINS] = [0, 1, 2];
const DERIVED = BEGINS + 1 + SHORT;
const LONG = 8;
const ARTICLES = new Set(["s", "t", "de", "den", "het"]);
const LETTERS = /^[a-z]{4,}$/;
const SHORTENED = new Set(["samenwerkingsverband", "waterschap"]);
const SMALL = new Set("aan bij de den der des e en het in o of op s t te ten ter tot van voor".split(" "));
const ENDINGS = [
  "archief", "bedrijf", "bureau", "dienst", "fonds", "huis", "kantoor", "kwartier", "raad", "regio", "schap",
  "verband",
];
const [SHORTEST, LONGEST] = [3, 8];
const CODE = /^(?:gm|pv|ws)([0-9]+)$/i;
const WHOLE_LETTERS: Record<string, string> = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", "&": " en ",
};

function words(text: string): string[] {
  const folded = text
    .replace(/[´`‘’ʼ]/g, "'")
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı&]/g, (letter) => WHOLE_LETTERS[letter] ?? letter)
    .replace(/([a-z0-9])'s(?![a-z0-9])/g, "$1")
    .replace(/(?<![a-z0-9])(gm|pv|ws)[^a-z0-9]*0*([0-9]*)(?![a-z0-9])/g, " $1$2 ");
  return folded.match(/[a-z0-9]+/g) ?? [];
}

function joined(split: string[]): string[] {
  return split.slice(1).map((word, k) => (split[k] ?? "") + word);
}

function squashed(text: string): string {
  return words(text).join("");
}

function codeWords(code: string): string[] {
  const digits = CODE.exec(code)?.[1];
  if (digits === undefined) return [];
  return digits.length === 4 ? [...words(code), digits] : words(code);
}

/** Last row of the table of distances: at j how far the word is from the first j letters of the other. */
function distances(word: string, other: string): number[] {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= word.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = word[i - 1] === other[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const turned = i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1];
      if (turned) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last;
}

function nearest(word: string, known: string[], begun: boolean): Map<string, number> {
  const near = new Map<string, number>();
  const begins = new Map<string, number>();
  if (!LETTERS.test(word)) return near;
  const most = word.length >= LONG ? 2 : 1;
  for (const other of known) {
    if (!LETTERS.test(other) || other.length < word.length - most) continue;
    const row = distances(word, other.slice(0, word.length + most + 1));
    const whole = row.at(-1) ?? 0;
    const beginning = Math.min(...row);
    if (other.length <= word.length + most && whole <= most) near.set(other, whole);
    if (beginning <= most) begins.set(other, beginning);
  }
  return near.size > 0 || !begun ? near : begins;
}

function add(postings: Postings, word: string, at: number): void {
  const found = postings.get(word);
  if (found) found.add(at);
  else postings.set(word, new Set([at]));
}

function entries(index: Index): Entry[] {
  return index.e.map(([kind = 0, title = "", place = 0, id = "", ...also]) => {
    const name = String(title);
    return {
      kind: index.k[Number(kind)] ?? "",
      id: String(id) || words(name).join("-"),
      name,
      also: also.map(String),
      place: index.p[Number(place)] ?? "",
    };
  });
}

function bare(name: string): string {
  const [first = "", ...rest] = words(name);
  return (ARTICLES.has(first) ? "" : first) + rest.join("");
}

function bracketed(name: string): string[] {
  const [, rest = "", held = ""] = /^([^()]+)\(([^()]+)\)$/.exec(name) ?? [];
  return held.endsWith(".") ? [rest] : [rest, held];
}

function formsOf(entry: Entry): Forms {
  const [name, kind] = [squashed(entry.name), squashed(entry.kind)];
  const given = [entry.name, ...entry.also];
  const other = new Set([...[...entry.also, ...given.flatMap(bracketed)].map(squashed), ...given.map(bare)]);
  const whole = new Set([name, kind + name, ...codeWords(entry.id)]);
  other.delete("");
  whole.delete("");
  return { kind, begins: [name, bare(entry.name)], whole, other };
}

function letters(word: string, halves: boolean): string {
  const low = word.toLowerCase();
  if (word.length > 1 && word === word.toUpperCase()) return low;
  const first = low.startsWith("ij") ? "ij" : low.slice(0, 1);
  const ending = halves ? ENDINGS.find((end) => low.endsWith(end) && low.length > end.length + 2) : undefined;
  return first + (ending ?? "").slice(0, 1);
}

/** Abbreviations that a name would have: its first letters, see `short_forms` on the server. */
function shortForms({ kind, name }: Entry): string[] {
  if (!SHORTENED.has(kind)) return [];
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/\([^()]*\)/g, " ");
  const every: string[] = plain.match(/[A-Za-z]+/g) ?? [];
  const strong = every.filter((word) => !SMALL.has(word.toLowerCase()));
  if (strong.length < 2) return [];
  const made = [every, strong].flatMap((some) =>
    [true, false].map((halves) => some.map((word) => letters(word, halves)).join("")),
  );
  return [...new Set(made)].filter((short) => short.length >= SHORTEST && short.length <= LONGEST);
}

function detail(entry: Entry): string {
  return [CODE.test(entry.id) ? entry.id : "", entry.place].filter(Boolean).join(" · ");
}

function compare(a: Match, b: Match): number {
  return a.distance - b.distance || a.zone - b.zone || (a.word < b.word ? -1 : Number(a.word > b.word));
}

class Searcher {
  private readonly entries: Entry[];
  private readonly forms: Forms[];
  private readonly zones: Zone[];
  private readonly known: string[];
  private readonly short: Postings = new Map();
  private readonly named: Set<string>[] = [];

  constructor(index: Index) {
    const differ = index.s.split(" ");
    const stems = new Map<string, string>();
    for (let k = 0; k + 1 < differ.length; k += 2) stems.set(differ[k] ?? "", differ[k + 1] ?? "");
    this.entries = entries(index);
    this.forms = this.entries.map(formsOf);
    this.zones = Array.from({ length: ZONES }, () => ({ raw: new Map(), stems: new Map() }));
    this.entries.forEach((entry, at) => {
      const names = [[entry.name], entry.also, [entry.place], [entry.kind]];
      for (const short of shortForms(entry)) add(this.short, short, at);
      this.named.push(new Set([entry.name, ...entry.also].flatMap(words).concat(codeWords(entry.id))));
      this.zones.forEach(({ raw, stems: rooted }, zone) => {
        const split = (names[zone] ?? []).map(words);
        const single = [...split.flat(), ...(zone === 0 ? codeWords(entry.id) : [])];
        const pairs = zone === KIND ? [] : split.flatMap(joined);
        for (const word of [...single, ...pairs]) add(raw, word, at);
        for (const word of single) add(rooted, stems.get(word) ?? word, at);
      });
    });
    this.known = [...new Set(this.zones.flatMap(({ raw }) => [...raw.keys()]))];
  }

  search(asked: string, most: number): Hit[] {
    const split = words([...asked].slice(0, MOST_CHARACTERS).join("")).slice(0, MOST_WORDS);
    const found = this.found(split);
    const best = [...found].sort(
      ([at, a], [to, b]) => a.errors - b.errors || a.rank - b.rank || at - to,
    );
    return best.slice(0, most).flatMap(([at, key]) => {
      const entry = this.entries[at];
      if (!entry) return [];
      const holds = split.every((word) => this.named[at]?.has(word));
      return [{ kind: entry.kind, id: entry.id, name: entry.name, detail: detail(entry), ...key, holds }];
    });
  }

  private found(asked: string[]): Map<number, Key> {
    const looked = new Map<string, Map<number, Match>>();
    const single = asked.map((word, k) => ({ word, begun: k === asked.length - 1, forgiven: true }));
    const found = this.withAll(single, looked);
    if (found.size > 0) return found;
    joined(asked).forEach((pair, k) => {
      const one = { word: pair, begun: k === asked.length - 2, forgiven: false };
      const tried = this.withAll([...single.slice(0, k), one, ...single.slice(k + 2)], looked);
      for (const [at, { errors, rank }] of tried) {
        const old = found.get(at);
        const better = !old || errors + 1 < old.errors || (errors + 1 === old.errors && rank < old.rank);
        if (better) found.set(at, { errors: errors + 1, rank });
      }
    });
    return found;
  }

  private withAll(asked: Asked[], looked: Map<string, Map<number, Match>>): Map<number, Key> {
    const matches: Map<number, Match>[] = [];
    const found = new Map<number, Key>();
    for (const word of asked) {
      const memo = JSON.stringify(word);
      const matched = looked.get(memo) ?? this.look(word);
      looked.set(memo, matched);
      if (matched.size === 0) return found;
      matches.push(matched);
    }
    for (const at of matches[0]?.keys() ?? []) {
      const here = matches.flatMap((matched) => matched.get(at) ?? []);
      if (here.length === matches.length) found.set(at, this.key(at, here));
    }
    return found;
  }

  private key(at: number, matches: Match[]): Key {
    const { kind, begins, whole, other } = this.forms[at] as Forms;
    const said = matches.map(({ word }) => word).join("");
    const errors = matches.reduce((sum, { distance }) => sum + distance, 0);
    const worst = Math.max(...matches.map(({ zone }) => zone));
    if (whole.has(said)) return { errors, rank: WHOLE };
    if (other.has(said)) return { errors, rank: OTHER };
    const withKind = said.length > kind.length && (kind + begins[0]).startsWith(said);
    const first = withKind || begins.some((name) => name.startsWith(said));
    return { errors, rank: first ? BEGINS : BEGINS + 1 + worst };
  }

  private look({ word, begun, forgiven }: Asked): Map<number, Match> {
    const found = new Map<number, Match>();
    const root = stemmer(word);
    for (const at of this.short.get(word) ?? []) found.set(at, { distance: 0, zone: SHORT, word });
    for (let zone = ZONES - 1; zone >= 0; zone -= 1) {
      const { raw, stems } = this.zones[zone] as Zone;
      const sets = [stems.get(root), raw.get(word)];
      if (begun && zone !== KIND) for (const [other, set] of raw) if (other.startsWith(word)) sets.push(set);
      for (const set of sets) for (const at of set ?? []) found.set(at, { distance: 0, zone, word });
    }
    return found.size > 0 || !forgiven ? found : this.near(word, begun);
  }

  private near(word: string, begun: boolean): Map<number, Match> {
    const found = new Map<number, Match>();
    for (const [other, distance] of nearest(word, this.known, begun)) {
      this.zones.forEach(({ raw }, zone) => {
        const match = { distance, zone, word: other };
        for (const at of raw.get(other) ?? []) {
          const old = found.get(at);
          if (!old || compare(match, old) < 0) found.set(at, match);
        }
      });
    }
    return found;
  }
}

export type Search = (asked: string, most?: number) => Hit[];

/** Make the search of an index; it keeps the index in memory. */
export function load(index: Index): Search {
  const searcher = new Searcher(index);
  return (asked, most = 12) => searcher.search(asked, most);
}

/** Whether it was found by an abbreviation that was only derived from its name. */
export function isDerived({ rank }: Pick<Hit, "rank">): boolean {
  return rank === DERIVED;
}

/** Of everything that was found the one hit that is meant; nothing when it may be another: many services are a GGD. */
export function meant(hits: Hit[]): Hit | undefined {
  const exact = hits.filter(({ errors, rank }) => errors === 0 && rank <= OTHER);
  const [only, first] = [hits[0], exact[0]];
  if (only && hits.length === 1 && only.errors === 0 && !isDerived(only)) return only;
  if (!first || exact.length > 1) return undefined;
  const others = hits.some((hit) => hit.holds && hit.kind === first.kind && hit !== first);
  return first.rank === OTHER && others ? undefined : first;
}
