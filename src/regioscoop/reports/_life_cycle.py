"""The drawing of the life cycle, with or without a region in it."""

from __future__ import annotations

from collections.abc import Collection

from regioscoop.cases import MOVE_NAMES, MOVES, STAGE_ORDER, STAGES
from regioscoop.figures import Caption, life_cycle
from regioscoop.reports._document import Picture


def stages_picture(
    title: str,
    caption: str,
    language: str,
    here: Collection[str] = (),
    key: str = "life",
    notes: tuple[str, ...] = (),
) -> Picture:
    """Draw the three stages and the moves between them.

    Parameters
    ----------
    title, caption, notes
        See `Picture`.
    language
        ``nl`` or ``en``.
    here
        Codes of the stages that are marked.
    key
        Prefix of ids.
    """
    names = [STAGES.label(code, language) for code in STAGE_ORDER]
    moves = {code: MOVE_NAMES.label(code, language) for code in MOVE_NAMES.codes}
    told = "; ".join(f"{STAGES.label(stage, language)}: {moves[move]}" for stage, move, _ in MOVES)
    marked = [place for place, code in enumerate(STAGE_ORDER) if code in here]
    drawn = life_cycle(names, moves, Caption(title, told, language), key, marked)
    return Picture(title, drawn.svg, f"{title}. {told}.", caption, notes)
