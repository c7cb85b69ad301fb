"""Coding of arrangements by codebook 1: word lists, a classifier, earlier readings, a language model.

- `code_texts`: names and purposes in, codes with probability, evidence and coder out
- `to_review`: what a person should look at, what gains most first
- `read_texts`, `read_scheme`, `Scheme`: the list to code, and a scheme of codes of one's own
- `Model`, `Question`, `Reply`: what a language model is asked, and what it answers
- `CodingModel`: asks an OpenAI-compatible one, within a budget
- `train`, `shipped_examples`, `examples_of`, `Examples`, `same_names`: training the classifier
- `Classifier`, `shipped_classifier`, `dumps`, `loads`: the classifier and its file
- `measure`, `reliability`, `ARTICLE_RATES`: how often codes are wrong, beside the article's rates
"""

from regioscoop.collection.coding._classifier import Classifier, dumps, loads, shipped_classifier
from regioscoop.collection.coding._code import code_texts, to_review
from regioscoop.collection.coding._language_model import CodingModel
from regioscoop.collection.coding._measure import ARTICLE_RATES, measure, reliability
from regioscoop.collection.coding._readings import Model, Question, Reply
from regioscoop.collection.coding._scheme import Scheme, read_scheme
from regioscoop.collection.coding._texts_file import read_texts
from regioscoop.collection.coding._training import (
    Examples,
    cross_validated,
    examples_of,
    same_names,
    shipped_examples,
    train,
)

__all__ = [
    "ARTICLE_RATES",
    "Classifier",
    "CodingModel",
    "Examples",
    "Model",
    "Question",
    "Reply",
    "Scheme",
    "code_texts",
    "cross_validated",
    "dumps",
    "examples_of",
    "loads",
    "measure",
    "read_scheme",
    "read_texts",
    "reliability",
    "same_names",
    "shipped_classifier",
    "shipped_examples",
    "to_review",
    "train",
]
