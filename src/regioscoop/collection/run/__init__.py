"""From a folder with documents to an edition, and back again when people have decided.

- `run`: the whole chain; `Settings`, `Named`: of what, and under which name
- `read_sheet`, `known_subjects`: what people decided on the sheet ``review.csv``, and on what they can
- `write_example`: synthetic budgets to try it on
- `find_documents`, `Document`: which documents a folder holds, and whose they are
"""

from regioscoop.collection.run._documents import Document, find_documents
from regioscoop.collection.run._edition import Named
from regioscoop.collection.run._example import write_example
from regioscoop.collection.run._review import SHEET_COLUMNS, known_subjects, read_sheet
from regioscoop.collection.run._run import RESULTS, SUMMARY, Settings, run

__all__ = [
    "RESULTS",
    "SHEET_COLUMNS",
    "SUMMARY",
    "Document",
    "Named",
    "Settings",
    "find_documents",
    "known_subjects",
    "read_sheet",
    "run",
    "write_example",
]
