// The data of the map: columns, numbered by the place of a municipality. The geometry stands in the page.

export type Level = {
  number: number;
  is_best: boolean;
  regions: { id: string[]; name: string[]; hue: string[] };
  /** Of each municipality: its region, and the region that pulls second (-1 when there is none). */
  region: number[];
  second: number[];
  /** Shares of 0 to 1; null when unknown. */
  membership: (number | null)[];
  second_membership: (number | null)[];
  stability: number[];
  /** The names as SVG: a group for a wide and one for a narrow map. */
  labels: string;
};

export type Division = {
  id: string;
  name: string;
  regions: { id: string[]; name: string[] };
  region: number[];
  /** What there is to say about it, at each level. */
  agreement: string[];
};

export type Arrangements = {
  fields: number[][];
  legal_class: number[];
  obligation: number[];
  kinds: number[][];
  /** Members of arrangement k stand from start[k] up to start[k + 1]. */
  start: number[];
  members: number[];
};

export type Codes = { field: string[]; legal_class: string[]; obligation: string[]; kind: string[] };

export type MapData = {
  edition: string;
  language: string;
  municipalities: { id: string[]; name: string[] };
  levels: Level[];
  divisions: Division[];
  /** Every line of the whole edition; weight in arrangements, sure is 1 when they share more than chance explains. */
  lines: { source: number[]; target: number[]; weight: number[]; sure: number[] };
  codes: Codes;
  arrangements: Arrangements;
};

/** Fetches the data when it is first asked for, and once. */
export function source(address: string): () => Promise<MapData> {
  let found: Promise<MapData> | undefined;
  return () => {
    found ??= load(address).catch((error: unknown) => {
      found = undefined; // the next one who asks may have more luck
      throw error;
    });
    return found;
  };
}

async function load(address: string): Promise<MapData> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as MapData;
}

export function levelOf(data: MapData, number: number): Level {
  const found = data.levels.find((level) => (number ? level.number === number : level.is_best));
  return found ?? data.levels.find((level) => level.is_best) ?? (data.levels[0] as Level);
}
