"""Asking a language model questions whose answers have a form, within one budget.

- `ModelSettings`: which model, and what it may cost
- `Ledger`: what was used so far; several askers that share one share the budget
- `Form`: what is asked, and what an answer looks like; `Asker`: asks it, and keeps every answer
- `LabelModel`: which labels fit a text
- `SpentError`: the next question could go over the budget
"""

from regioscoop.collection.models._asker import Asker, Form
from regioscoop.collection.models._labels import LabelModel
from regioscoop.collection.models._settings import Ledger, ModelSettings, SpentError

__all__ = [
    "Asker",
    "Form",
    "LabelModel",
    "Ledger",
    "ModelSettings",
    "SpentError",
]
