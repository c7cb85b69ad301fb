// Numbers and sentences as the server writes them (_language.py); the words themselves stand in the page.
import type { Level, MapData } from "./data";

/** Sentences of the page, with the names of what goes in them between braces. */
export type Words = {
  unknown: string;
  inside: string;
  second: string;
  a_of_b: string;
  totals: string;
  /** The same of one arrangement. */
  total: string;
  not_applicable: string;
  nothing: string;
  /** From this stability on (0 to 1) these words hold; from high to low. */
  stability: [least: number, words: string][];
};

export function wordsOf(element: HTMLElement): Words {
  return JSON.parse(element.dataset["words"] ?? "{}") as Words;
}

export function say(sentence: string, parts: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (all, name: string) => String(parts[name] ?? all));
}

/** An interval that is narrower than this has no width but that of rounding. */
const NO_WIDTH = 1e-9;

export class Numbers {
  private readonly whole: Intl.NumberFormat;

  constructor(language: string, private readonly unknown: string) {
    const options = { maximumFractionDigits: 0, roundingMode: "halfEven" };
    this.whole = new Intl.NumberFormat(language, options as Intl.NumberFormatOptions);
  }

  number(value: number): string {
    return this.whole.format(value);
  }

  /** A share as a percentage without decimals; a little is never written as nothing, nor almost all as all. */
  percentage(share: number | null): string {
    if (share === null) return this.unknown;
    if (share > 0 && share < 0.005) return "<1%";
    if (share >= 0.995 && share < 1) return ">99%";
    return `${this.number(100 * share)}%`;
  }

  interval(low: number | null, high: number | null): string {
    return low === null || high === null || high - low < NO_WIDTH ? "" : `${this.number(100 * low)}–${this.number(100 * high)}%`;
  }
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What there is to say about a municipality, line by line; the same as in the titles of the server's drawing. */
export function describe(data: MapData, level: Level, i: number, words: Words, numbers: Numbers): string[] {
  const region = (r: number | undefined): string => level.regions.name[r ?? -1] ?? "";
  const lines = [data.municipalities.name[i] ?? "", region(level.region[i])];
  const membership = level.membership[i] ?? null;
  if (membership !== null) lines.push(say(words.inside, { share: numbers.percentage(membership) }));
  const second = region(level.second[i]);
  if (second) lines.push(say(words.second, { share: numbers.percentage(level.second_membership[i] ?? null), region: second }));
  const stability = level.stability[i] ?? 0;
  const how = words.stability.find(([least]) => stability >= least)?.[1] ?? "";
  lines.push(`${capitalised(how)} (${numbers.percentage(stability)})`);
  return lines;
}
