"""Cases: comparing regions, set theory, the life cycle, ambitions and advice.

What lives here reads what sources state of regions, tests it and says how sure that is. It draws nothing and
ranks nobody.

- `case_tables`, `case_facts`, `region_frame`, `attribute_words`, `passage_words`, `ranks`: what sources
  state of regions, those of the ten cases and what was loaded;
- `compare_cases`, `case_measures`, `measured_cases`, `link_cases`: the cases side by side, and in the
  register;
- `hypotheses`, `weigh_hypotheses`: what the study expects, tested on the regions that are known;
- `association`, `holm`: exact tests for a handful of cases;
- `place`, `study_positions`, `pattern_test`: investment against broad welfare (figure 17);
- `stage_entries`, `stage_entry`, `stage_criteria`, `stage_checklist`, `judge_stage`, `moves_from`: the life
  cycle of a region, its criteria with evidence, the stage that follows and the moves from there;
- `advice`, `advice_for`: the advice of the study that fits;
- `indications`: what the register by itself says beside a stage;
- `ambitions_as_of`, `ambition_changes`, `actualisation`: effectiveness by own ambition;
- `region_arrangements`, `connections`, `connection_matrix`, `pullers`, `regional_offices`: who is connected
  with whom in a region, and who is at the centre;
- `regioscoop.cases.qca`: set-theoretic comparison, a package of its own;
- `CASE_TABLES`, `CASE_CHECKS`, `CASE_KIND`, and the lists of codes: what a cases package may hold.
"""

from regioscoop.cases._advice import ADVICE_REASONS, ADVICE_THEMES, AUDIENCES, advice, advice_for
from regioscoop.cases._ambitions import (
    ACTUALISATION_YEARS,
    Record,
    actualisation,
    ambition_changes,
    ambitions_as_of,
    check_ambitions,
)
from regioscoop.cases._compare import case_measures, compare_cases, measured_cases
from regioscoop.cases._connections import (
    COMMUNITIES,
    COMMUNITY_OF,
    NEARLY_ALL,
    connection_matrix,
    connections,
    region_arrangements,
)
from regioscoop.cases._facts import (
    attribute_words,
    case_facts,
    case_tables,
    link_cases,
    passage_words,
    ranks,
    region_frame,
)
from regioscoop.cases._hypotheses import (
    CAUTION,
    DIRECTIONS,
    NEEDS,
    REASONS,
    STUDY_FINDINGS,
    VERDICTS,
    holm,
    hypotheses,
    weigh_hypotheses,
)
from regioscoop.cases._indications import INDICATIONS, indications
from regioscoop.cases._life_cycle import (
    MOVES,
    STAGE_ORDER,
    Judgement,
    StageEntry,
    check_life_cycle,
    judge_stage,
    moves_from,
    stage_checklist,
    stage_criteria,
    stage_entries,
    stage_entry,
)
from regioscoop.cases._packages import CHECKS as CASE_CHECKS
from regioscoop.cases._packages import KIND as CASE_KIND
from regioscoop.cases._permutation import CaseTest, association
from regioscoop.cases._pullers import PULLERS, pullers, regional_offices
from regioscoop.cases._quadrant import (
    EXPECTATIONS,
    NOT_PLACED,
    QUADRANTS,
    PatternTest,
    pattern_test,
    place,
    study_positions,
)
from regioscoop.cases._schema import (
    BODIES,
    CASE_TABLES,
    CONNECTIONS,
    CONSTRUCTS,
    CRITERIA,
    EVIDENCE_STATES,
    FACT_CERTAINTIES,
    MOVE_NAMES,
    PERMANENCE,
    POLARITIES,
    RESULT_TYPES,
    SCALES,
    STAGES,
    STRATEGIES,
)

__all__ = [
    "ACTUALISATION_YEARS",
    "ADVICE_REASONS",
    "ADVICE_THEMES",
    "AUDIENCES",
    "BODIES",
    "CASE_CHECKS",
    "CASE_KIND",
    "CASE_TABLES",
    "CAUTION",
    "COMMUNITIES",
    "COMMUNITY_OF",
    "CONNECTIONS",
    "CONSTRUCTS",
    "CRITERIA",
    "DIRECTIONS",
    "EVIDENCE_STATES",
    "EXPECTATIONS",
    "FACT_CERTAINTIES",
    "INDICATIONS",
    "MOVES",
    "MOVE_NAMES",
    "NEARLY_ALL",
    "NEEDS",
    "NOT_PLACED",
    "PERMANENCE",
    "POLARITIES",
    "PULLERS",
    "QUADRANTS",
    "REASONS",
    "RESULT_TYPES",
    "SCALES",
    "STAGES",
    "STAGE_ORDER",
    "STRATEGIES",
    "STUDY_FINDINGS",
    "VERDICTS",
    "CaseTest",
    "Judgement",
    "PatternTest",
    "Record",
    "StageEntry",
    "actualisation",
    "advice",
    "advice_for",
    "ambition_changes",
    "ambitions_as_of",
    "association",
    "attribute_words",
    "case_facts",
    "case_measures",
    "case_tables",
    "check_ambitions",
    "check_life_cycle",
    "compare_cases",
    "connection_matrix",
    "connections",
    "holm",
    "hypotheses",
    "indications",
    "judge_stage",
    "link_cases",
    "measured_cases",
    "moves_from",
    "passage_words",
    "pattern_test",
    "place",
    "pullers",
    "ranks",
    "region_arrangements",
    "region_frame",
    "regional_offices",
    "stage_checklist",
    "stage_criteria",
    "stage_entries",
    "stage_entry",
    "study_positions",
    "weigh_hypotheses",
]
