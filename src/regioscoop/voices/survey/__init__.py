"""The survey of council members: the instrument, the answers, and what may be concluded from them.

From the instrument (`read_instrument`, `limesurvey`) to answers from any program (`read_responses`, beside
them `read_sizes`, `read_margins`, `read_organised`) and to what they tell (`analyse`): first whether a scale
holds, then what groups feel, and whether they differ. The items are our own: those of the study are not
public. No figure is about a group under the set size, nor can one be worked out (`shown_groups`).
"""

from regioscoop.voices.survey._analysis import Settings, Survey, analyse
from regioscoop.voices.survey._beside import ORGANISED_KINDS, read_margins, read_organised, read_sizes
from regioscoop.voices.survey._case_package import survey_rows
from regioscoop.voices.survey._disclosure import MIN_GROUP, Group, hidden_members, shown_groups
from regioscoop.voices.survey._flags import FLAGS
from regioscoop.voices.survey._icc import GroupDifference, group_difference, shrout_fleiss
from regioscoop.voices.survey._instrument import Instrument, Item, Question, read_instrument
from regioscoop.voices.survey._limesurvey import limesurvey
from regioscoop.voices.survey._paradox import organised_beside_felt, paradox
from regioscoop.voices.survey._raking import Weights, rake
from regioscoop.voices.survey._reliability import (
    LEAST_ALPHA,
    REASONS,
    Reliability,
    cronbach_alpha,
    mcdonald_omega,
    parallel_analysis,
    reliability,
)
from regioscoop.voices.survey._responses import Responses, read_responses

__all__ = [
    "FLAGS",
    "LEAST_ALPHA",
    "MIN_GROUP",
    "ORGANISED_KINDS",
    "REASONS",
    "Group",
    "GroupDifference",
    "Instrument",
    "Item",
    "Question",
    "Reliability",
    "Responses",
    "Settings",
    "Survey",
    "Weights",
    "analyse",
    "cronbach_alpha",
    "group_difference",
    "hidden_members",
    "limesurvey",
    "mcdonald_omega",
    "organised_beside_felt",
    "paradox",
    "parallel_analysis",
    "rake",
    "read_instrument",
    "read_margins",
    "read_organised",
    "read_responses",
    "read_sizes",
    "reliability",
    "shown_groups",
    "shrout_fleiss",
    "survey_rows",
]
