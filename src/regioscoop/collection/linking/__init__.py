"""Which records of two lists are the same arrangement, and which records of one list are doubles.

`read_list` and `read_lists` read lists, `link` compares two (or one with itself) and answers match, review
or different with its reasons, `group` gives each record of one long list its arrangement, `read_decisions`
reads what people decided. The words that matter are tables in ``regioscoop/collection/data``; the model
beside them was learnt by ``tools/train_linking.py``.
"""

from regioscoop.collection.linking._answers import Thresholds
from regioscoop.collection.linking._group import Grouping, group
from regioscoop.collection.linking._judge import LinkingModel, load_model
from regioscoop.collection.linking._link import COLUMNS, link
from regioscoop.collection.linking._lists import read_decisions, read_list, read_lists
from regioscoop.collection.linking._participants import known_participants

__all__ = [
    "COLUMNS",
    "Grouping",
    "LinkingModel",
    "Thresholds",
    "group",
    "known_participants",
    "link",
    "load_model",
    "read_decisions",
    "read_list",
    "read_lists",
]
