"""Interviews: what people say of regional cooperation, coded, counted and drawn as causes.

Coding is done in the tools that researchers have. Here a project is read (REFI-QDA, or a folder), names are
replaced on this machine, and what was coded becomes tables.

- `read_interviews`, `read_codebook`, `write_project`, `write_codebook`: in and out, without loss;
- `pseudonymise`, `find_names`, `Pseudonyms`, `read_key`, `write_key`: names of people and places;
- `matrix`, `quotes`: perspective, finding and consequence, by the number of sources;
- `causal_graph`, `circles`, `leverage`, `main_part`, `link_quotes`: what leads to what, and round;
- `differences`, `difference_sentences`, `saturation`, `coder_agreement`, `krippendorff_alpha`: how sure;
- `suggest_codes`: guesses of a model, apart from what people coded;
- `analyse_interviews`, `report_text`: all of it;
- `worked_example`, `interview_links`, `interview_concepts`, `interview_advice`, `interview_sources`: what the
  slides on West-Brabant show.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioscoop.voices.interviews._agreement import Agreement, coder_agreement, krippendorff_alpha
from regioscoop.voices.interviews._analysis import Analysis, analyse_interviews
from regioscoop.voices.interviews._causal import CausalGraph, causal_graph, link_quotes
from regioscoop.voices.interviews._circles import CIRCLE_KINDS, Circles, circles, leverage, main_part
from regioscoop.voices.interviews._groups import difference_sentences, differences, freeman_halton, holm
from regioscoop.voices.interviews._matrix import MIN_SOURCES, matrix, quotes
from regioscoop.voices.interviews._model import KINDS, LINK_POLARITIES, PERSPECTIVES, Interviews
from regioscoop.voices.interviews._names import find_names
from regioscoop.voices.interviews._privacy import (
    Pseudonyms,
    names_left,
    pseudonymise,
    read_key,
    write_key,
)
from regioscoop.voices.interviews._reading import read_interviews
from regioscoop.voices.interviews._report import report_text
from regioscoop.voices.interviews._saturation import Saturation, saturation
from regioscoop.voices.interviews._suggest import Suggester, Suggestions, suggest_codes
from regioscoop.voices.interviews._west_brabant import (
    ADVICE_FIELDS,
    BASES,
    WEST_BRABANT,
    WorkedExample,
    interview_advice,
    interview_concepts,
    interview_links,
    interview_sources,
    worked_example,
)

__all__ = [
    "ADVICE_FIELDS",
    "BASES",
    "CIRCLE_KINDS",
    "KINDS",
    "LINK_POLARITIES",
    "MIN_SOURCES",
    "PERSPECTIVES",
    "WEST_BRABANT",
    "Agreement",
    "Analysis",
    "CausalGraph",
    "Circles",
    "Interviews",
    "Pseudonyms",
    "Saturation",
    "Suggester",
    "Suggestions",
    "WorkedExample",
    "analyse_interviews",
    "causal_graph",
    "circles",
    "coder_agreement",
    "difference_sentences",
    "differences",
    "find_names",
    "freeman_halton",
    "holm",
    "interview_advice",
    "interview_concepts",
    "interview_links",
    "interview_sources",
    "krippendorff_alpha",
    "leverage",
    "link_quotes",
    "main_part",
    "matrix",
    "names_left",
    "pseudonymise",
    "quotes",
    "read_codebook",
    "read_interviews",
    "read_key",
    "report_text",
    "saturation",
    "suggest_codes",
    "worked_example",
    "write_codebook",
    "write_key",
    "write_project",
]


def read_codebook(path: Path) -> pd.DataFrame:
    """Read a codebook (``.qdc``): code, parent, kind, perspective, description.

    Raises
    ------
    InputError
        When it is no codebook.
    """
    # lxml comes with the extra `voices`, which drawing and the worked example do without.
    from regioscoop.voices.interviews._refi import read_codebook as read

    return read(path)


def write_codebook(interviews: Interviews, path: Path) -> None:
    """Write the codes of a project as a codebook (``.qdc``)."""
    from regioscoop.voices.interviews._refi_write import write_codebook as write

    write(interviews, path)


def write_project(interviews: Interviews, path: Path) -> None:
    """Write a project (``.qdpx``); one that was read from REFI-QDA loses nothing.

    Raises
    ------
    InputError
        When the folder does not exist, or a table has less than the file it was read from.
    """
    from regioscoop.voices.interviews._refi_write import write_project as write

    write(interviews, path)
