"""Which records of two lists are the same arrangement, and which records of one list are doubles.

`read_list` and `read_lists` read lists, `link` compares two (or one with itself) and answers match, review
or different with its reasons, `read_decisions` reads what people decided. The words that matter are tables in
``regioscoop/collection/data``; the model beside them was learnt by ``tools/train_linking.py``.
"""

from regioscoop.collection.linking._answers import Thresholds
from regioscoop.collection.linking._link import COLUMNS, LinkingModel, link, load_model
from regioscoop.collection.linking._lists import read_decisions, read_list, read_lists

__all__ = [
    "COLUMNS",
    "LinkingModel",
    "Thresholds",
    "link",
    "load_model",
    "read_decisions",
    "read_list",
    "read_lists",
]
