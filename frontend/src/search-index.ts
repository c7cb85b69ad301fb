// The twin of the search on the server (src/regioscoop/web/_search_*.py): the same
// results in the same order for the same words. Who changes one changes the other; a test compares them.
import { stemmer } from "@orama/stemmers/dutch";

/** What `browser_index` writes: kinds, places, rows [kind, name, place, id, other names...], words with stems. */
export type Index = { k: string[]; p: string[]; e: (string | number)[][]; s: string };
export type Hit = { kind: string; id: string; name: string; detail: string; errors: number; rank: number };

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
const [WHOLE, OTHER, BEGINS] = [0, 1, 2];
const LONG = 8;
const ARTICLES = new Set(["s", "t", "de", "den", "het"]);
const LETTERS = /^[a-z]{4,}$/;
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

  constructor(index: Index) {
    const differ = index.s.split(" ");
    const stems = new Map<string, string>();
    for (let k = 0; k + 1 < differ.length; k += 2) stems.set(differ[k] ?? "", differ[k + 1] ?? "");
    this.entries = entries(index);
    this.forms = this.entries.map(formsOf);
    this.zones = Array.from({ length: ZONES }, () => ({ raw: new Map(), stems: new Map() }));
    this.entries.forEach((entry, at) => {
      const names = [[entry.name], entry.also, [entry.place], [entry.kind]];
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
    const found = this.found(words([...asked].slice(0, MOST_CHARACTERS).join("")).slice(0, MOST_WORDS));
    const best = [...found].sort(
      ([at, a], [to, b]) => a.errors - b.errors || a.rank - b.rank || at - to,
    );
    return best.slice(0, most).flatMap(([at, key]) => {
      const entry = this.entries[at];
      return entry ? [{ kind: entry.kind, id: entry.id, name: entry.name, detail: detail(entry), ...key }] : [];
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

/** The one hit that bears exactly the asked name, code or other name; nothing when there are none or several. */
export function meant(hits: Hit[]): Hit | undefined {
  const exact = hits.filter(({ errors, rank }) => errors === 0 && rank <= OTHER);
  return exact.length === 1 ? exact[0] : undefined;
}
