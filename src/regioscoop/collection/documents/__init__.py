"""From a budget to its linked parties: every value with its place in the original and how sure it is.

- `extract`: entries of one document; `extract_many`: of several, one that is bad never stops the others.
- `read_document`: blocks of a document, before anything is looked for.
- `find_pages`, `Pages`: which pages of a PDF hold the section.
- `DocumentResult`, `Entry`, `Value`, `Place`: what comes of it; `entries_frame`: as a table.
- `ATTRIBUTES`: what is taken from an entry; `CONFIDENCE`: how sure by the way it was found.
- `LanguageModel`, `ModelSettings`, `Ledger`: asks a model what the rules left unsure, within a budget.
- `evaluate`, `Evaluation`: how entries compare with the truth.
- `synthetic`: budgets to measure with, that are synthetic and called so.
"""

from regioscoop.collection.documents._blocks import Place, Reading
from regioscoop.collection.documents._entry import CONFIDENCE, DocumentResult, Entry, Value, entries_frame
from regioscoop.collection.documents._evaluate import Evaluation, evaluate
from regioscoop.collection.documents._extract import extract, extract_many, read_document
from regioscoop.collection.documents._labels import AMOUNTS, ATTRIBUTES
from regioscoop.collection.documents._model import LanguageModel
from regioscoop.collection.documents._pdf_pages import Pages, find_pages
from regioscoop.collection.models import Ledger, ModelSettings

__all__ = [
    "AMOUNTS",
    "ATTRIBUTES",
    "CONFIDENCE",
    "DocumentResult",
    "Entry",
    "Evaluation",
    "LanguageModel",
    "Ledger",
    "ModelSettings",
    "Pages",
    "Place",
    "Reading",
    "Value",
    "entries_frame",
    "evaluate",
    "extract",
    "extract_many",
    "find_pages",
    "read_document",
]
