"""The advice that fits a stage, a move, and what is not yet met or not known of a region.

The words are ours; each row names the passage that it rests on. Advice is what the sources advise, not what
this program concludes: it ranks nothing and promises nothing.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.cases._life_cycle import MOVES, STAGE_ORDER, StageEntry
from regioscoop.cases._schema import CRITERIA
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import UnknownNameError
from regioscoop.register.codes import Code, CodeList

AUDIENCES: Final = CodeList(
    "audience of advice",
    Code("region", "de partijen in de regio", "the parties in the region"),
    Code("province", "de provincie", "the province"),
    Code("central_government", "het Rijk", "central government"),
    Code("representatives", "volksvertegenwoordigers", "elected representatives"),
)
ADVICE_THEMES: Final = CodeList(
    "theme of advice",
    Code("way_of_working", "manier van samenwerken", "way of cooperating"),
    Code("actualisation", "de agenda opnieuw bekijken", "looking at the agenda again"),
    Code("connections", "banden tussen partijen", "links between parties"),
    Code("culture", "omgang met elkaar", "dealing with each other"),
    Code("legitimacy", "de rol van volksvertegenwoordigers", "the role of representatives"),
    Code("scale", "de schaal van de regio", "the scale of the region"),
    Code("broad_welfare", "brede welvaart", "broad welfare"),
    Code("continuity", "lang volhouden", "keeping on for long"),
    Code("integrality", "meer onderwerpen samen", "more subjects together"),
)
ADVICE_REASONS: Final = CodeList(
    "why advice fits",
    Code("not_met", "dit is er niet", "this is not there"),
    Code("partly", "dit is er deels", "this is there in part"),
    Code("unknown", "hierover is niets bekend", "nothing is known of this"),
    Code("contradictory", "de bronnen spreken elkaar tegen", "the sources contradict each other"),
    Code("always", "dit geldt altijd", "this always holds"),
)
"""For `advice_for`: the state of the criterion that the advice answers."""


def advice(stage: str = "", move: str | None = None, audience: str | None = None) -> pd.DataFrame:
    """Return the advice that fits a stage and a move.

    Parameters
    ----------
    stage
        One of `STAGE_ORDER`; empty: only the advice for every stage.
    move
        A move that is open from that stage: advice for that move comes with it; default none, so that only
        the advice that hangs on no move is left.
    audience
        One of `AUDIENCES`; default all.

    Returns
    -------
    DataFrame
        id, stage (empty: every stage), move (empty: whatever the move), to (`AUDIENCES`), criterion it
        answers (`CRITERIA`) or else theme (`ADVICE_THEMES`), words_nl, words_en, source, passage. Advice for
        the move first, then for the stage, then for every stage.

    Raises
    ------
    UnknownNameError
        When there is no such stage, move from it, or audience.
    """
    if stage and stage not in STAGE_ORDER:
        raise UnknownNameError("stage", stage, STAGE_ORDER)
    from_here = [m for s, m, _ in MOVES if s == stage]
    if move is not None and move not in from_here:
        raise UnknownNameError(f"move from {stage or 'no stage'}", move, from_here)
    if audience is not None and audience not in AUDIENCES:
        raise UnknownNameError("audience", audience, AUDIENCES.codes)
    table = shipped_table("advice")
    fits = table["stage"].isin([stage, ""]) & table["move"].isin([move or "", ""])
    if audience is not None:
        fits &= table["to"] == audience
    rows = table[fits]
    order = (rows["move"] == "").astype(int) + (rows["stage"] == "").astype(int)
    return rows.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def advice_for(entry: StageEntry, move: str | None = None, audience: str | None = None) -> pd.DataFrame:
    """Return the advice for a region that answers what is not met, met in part, or not known of it.

    Advice that answers a criterion is left out where the criterion is met; advice on a theme always stays.

    Parameters
    ----------
    entry
        The region at a scale and date; its `StageEntry.stages` are the stages to read advice for.
    move
        Advice for this move comes with it; default for the move that a source sees the region make, if any.
    audience
        One of `AUDIENCES`; default all.

    Returns
    -------
    DataFrame
        As `advice`, and ``because`` (`ADVICE_REASONS`), because_nl and because_en (that reason in words, with
        the criterion or theme). What is not met comes first, then met in part, contradictory, not known, and
        what always holds.

    Raises
    ------
    UnknownNameError
        When the move is open from none of the stages, or there is no such audience.
    """
    wanted = _moves(entry, move)
    found = [advice(stage, wanted.get(stage), audience) for stage in entry.stages]
    rows = pd.concat(found).drop_duplicates("id").reset_index(drop=True)
    because = [_because(entry, criterion) for criterion in rows["criterion"]]
    rows = rows.assign(because=because)[[reason != "met" for reason in because]]
    rank = {code: number for number, code in enumerate(_ORDER)}
    rows = rows.sort_values("because", key=lambda codes: codes.map(rank), kind="stable", ignore_index=True)
    return rows.assign(**{f"because_{lang}": _told(rows, lang) for lang in ("nl", "en")})


_ORDER: Final = ("not_met", "partly", "contradictory", "unknown", "always")


def _moves(entry: StageEntry, move: str | None) -> dict[str, str]:
    """Stage -> the move to read advice for."""
    seen = {m for m in entry.stated["move"] if m}
    if move is None and len(seen) != 1:
        return {}
    name = move or seen.pop()
    found = {stage: name for stage in entry.stages if (stage, name) in {(s, m) for s, m, _ in MOVES}}
    if move is not None and not found:
        raise UnknownNameError("move from these stages", move, sorted(set(entry.moves["move"])))
    return found


def _because(entry: StageEntry, criterion: str) -> str:
    if not criterion:
        return "always"
    row = entry.checklist.loc[criterion]
    if row["is_contradictory"]:
        return "contradictory"
    return row["state"] if row["state"] in ("met", "partly", "not_met") else "unknown"


def _told(rows: pd.DataFrame, language: str) -> list[str]:
    """Reason and what it is about, such as: Agreement on why: this is not there."""
    told = []
    for criterion, theme, because in zip(rows["criterion"], rows["theme"], rows["because"], strict=True):
        about = CRITERIA.label(criterion, language) if criterion else ADVICE_THEMES.label(theme, language)
        told.append(f"{about}: {ADVICE_REASONS.label(because, language)}")
    return told
