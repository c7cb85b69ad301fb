// What there is to draw for a state: the same for every renderer.
import { line_classes, part_strength, second_membership_classes, uncertain_below } from "../../../src/regioscoop/figures/data/tokens.json";
import { type Division, type Level, levelOf, type MapData } from "./data";
import { choose, type Meetings, meetings } from "./numbers";
import { filters, isFiltered, type State } from "./state";

export type Line = { source: number; target: number; kind: number; sure: boolean };
export type Scene = {
  level: Level;
  /** Step of the fill of each municipality, 0 to 3, when the map shows overlap; else the hues of the regions. */
  steps: number[] | undefined;
  /** Municipalities whose region is uncertain; none when the map shows overlap. */
  uncertain: number[];
  lines: Line[];
  /** Factor on the opacity of the lines. */
  strength: number;
  beside: Division | undefined;
  names: boolean;
};

/** Width (in units of the drawing) and opacity of each class of lines, from weak to strong. */
export const LINE_CLASSES: { from: number; width: number; opacity: number }[] = line_classes;
/** Opacity of each step of the fill; the twin of figures/_steps.py. */
export const STEP_OPACITIES = [0.12, 0.24, 0.38, 0.54];

const lastBelow = (lowest: number[], value: number): number => lowest.filter((low) => low <= value).length - 1;
const lineKind = (weight: number): number => lastBelow(LINE_CLASSES.map((kind) => kind.from), weight);
const stepOf = (share: number | null): number => Math.max(lastBelow(second_membership_classes, share ?? -1), 0);

/** Meetings in the arrangements that the filters of a state leave. */
function met(data: MapData, state: State): Meetings {
  const chosen = choose(data.arrangements, data.codes, filters(state));
  return meetings(data.arrangements, chosen, data.municipalities.id.length);
}

/** The lines of the whole edition, as the server sent them. */
function sent({ lines }: MapData): Line[] {
  return lines.source
    .map((source, k) => ({
      source,
      target: lines.target[k] as number,
      kind: lineKind(lines.weight[k] as number),
      sure: lines.sure[k] === 1,
    }))
    .filter(({ kind }) => kind >= 0);
}

/** Lines between all who meet; whoever shares less than the weakest class asks is drawn as that class. */
function drawn(data: MapData, { size, shared }: Meetings): Line[] {
  const sure = new Set<number>();
  data.lines.source.forEach((a, k) => {
    const b = data.lines.target[k] as number;
    if (data.lines.sure[k]) sure.add(Math.min(a, b) * size + Math.max(a, b));
  });
  const out: Line[] = [];
  shared.forEach((times, at) => {
    const kind = Math.max(lineKind(times), 0);
    if (times) out.push({ source: Math.floor(at / size), target: at % size, kind, sure: sure.has(at) });
  });
  return out;
}

function linesOf(data: MapData, state: State): Line[] {
  if (state.lines === "geen") return [];
  const lines = isFiltered(state) ? drawn(data, met(data, state)) : sent(data);
  return (state.lines === "zeker" ? lines.filter((line) => line.sure) : lines).sort((a, b) => a.kind - b.kind);
}

export function sceneOf(data: MapData, state: State): Scene {
  const level = levelOf(data, state.level);
  const overlap = state.layer === "overlap";
  return {
    level,
    steps: overlap ? level.second_membership.map(stepOf) : undefined,
    uncertain: overlap ? [] : [...level.stability.keys()].filter((i) => (level.stability[i] as number) < uncertain_below),
    lines: linesOf(data, state),
    strength: isFiltered(state) ? part_strength : 1,
    beside: data.divisions.find((division) => division.id === state.beside),
    names: state.names,
  };
}
