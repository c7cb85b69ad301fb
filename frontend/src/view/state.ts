// What the reader chose to see, as it stands in the address: the same names as on the server (_view.py).

/** Values of the choices, without what goes without saying; the number of the level is 0 for that of the page. */
export type State = {
  level: number;
  layer: "regios" | "overlap";
  lines: "alle" | "zeker" | "geen";
  beside: string;
  names: boolean;
  field: string;
  form: string;
  obligation: string;
  participant: string;
  base: "" | "pdok";
};

export type Filters = Pick<State, "field" | "form" | "obligation" | "participant">;

export const LEVEL = "niveau";
/** Name in the address of each filter. */
const FILTERS: Record<keyof Filters, string> = {
  field: "terrein",
  form: "vorm",
  obligation: "verplichting",
  participant: "deelnemer",
};
const OWN = [LEVEL, "laag", "lijnen", "naast", "namen", "achtergrond", ...Object.values(FILTERS)];
/** These stand before all others in an address. */
const FIRST = [LEVEL, "editie"];

/** Read a state; a value that is none of those allowed counts as absent. */
export function parse(query: URLSearchParams): State {
  const asked = (name: string): string => query.get(name) ?? "";
  const lines = asked("lijnen");
  const level = asked(LEVEL);
  return {
    level: /^\d{1,4}$/.test(level) ? Number(level) : 0,
    layer: asked("laag") === "overlap" ? "overlap" : "regios",
    lines: lines === "zeker" || lines === "geen" ? lines : "alle",
    beside: asked("naast"),
    names: asked("namen") !== "geen",
    field: asked(FILTERS.field),
    form: asked(FILTERS.form),
    obligation: asked(FILTERS.obligation),
    participant: asked(FILTERS.participant),
    base: asked("achtergrond") === "pdok" ? "pdok" : "",
  };
}

function own(state: State): [string, string][] {
  return [
    [LEVEL, state.level ? String(state.level) : ""],
    ["laag", state.layer === "regios" ? "" : state.layer],
    ["lijnen", state.lines === "alle" ? "" : state.lines],
    ["naast", state.beside],
    ["namen", state.names ? "" : "geen"],
    ["achtergrond", state.base],
    ...Object.entries(FILTERS).map(([key, name]): [string, string] => [name, state[key as keyof Filters]]),
  ];
}

const place = (name: string): number => (FIRST.indexOf(name) + 1 || FIRST.length + 1);

/** Write a state as the query of an address, in one way only; what others put in the address stays. */
export function print(state: State, others: URLSearchParams = new URLSearchParams()): string {
  const kept = [...others].filter(([name, value]) => value && !OWN.includes(name));
  const pairs = [...own(state).filter(([, value]) => value), ...kept];
  pairs.sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : Number(a > b)));
  return new URLSearchParams(pairs).toString();
}

export function filters({ field, form, obligation, participant }: State): Filters {
  return { field, form, obligation, participant };
}

export function isFiltered(state: State): boolean {
  return Object.values(filters(state)).some(Boolean);
}

export function withoutFilters(state: State): State {
  return { ...state, field: "", form: "", obligation: "", participant: "" };
}
