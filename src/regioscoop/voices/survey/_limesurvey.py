"""The instrument as a file that LimeSurvey imports.

Its tab-separated survey structure (the manual's page of that name) needs no keys between groups, questions
and answers, so the file can be read and mended by hand in a spreadsheet. The columns are those that
LimeSurvey 3 to 6 read; codes keep to the limits of their tables: twenty letters and digits for a question,
five for an answer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from regioscoop.voices.survey._instrument import (
    BODY,
    LANGUAGES,
    Body,
    Condition,
    Construct,
    Instrument,
    Item,
    Question,
)

COLUMNS: Final = (
    "class", "type/scale", "name", "relevance", "text", "help", "language", "validation", "mandatory",
    "other",
)  # fmt: skip
ORGANISATION_PATTERN: Final = r"/^(GM|WS)[0-9]{4}$|^PV[0-9]{2}$/"
_LIST: Final = "L"
_SHORT_TEXT: Final = "S"
_ARRAY: Final = "F"

_FIRST_GROUP: Final = {"nl": "Over u", "en": "About you"}
_LEAD: Final = {
    "nl": "In hoeverre bent u het eens met deze uitspraken?",
    "en": "How far do you agree with these statements?",
}
_FIXED_WORDS: Final = {
    BODY: {"nl": "Waarvan bent u lid?", "en": "What are you a member of?"},
    "organisation": {
        "nl": "Code van uw gemeente, provincie of waterschap (staat in de uitnodiging)",
        "en": "Code of your municipality, province or water board (in the invitation)",
    },
    "region": {
        "nl": "Code van de regio (staat in de uitnodiging)",
        "en": "Code of the region (in the invitation)",
    },
}

Row = dict[str, str]


def limesurvey(instrument: Instrument) -> str:
    """Write an instrument in LimeSurvey's tab-separated survey structure.

    Answers come back with the item ids as codes of sub-questions, which `read_responses` knows. The codes of
    organisation and region can be filled in by the link of the invitation
    (``?organisation=GM0014&region=...``).

    Parameters
    ----------
    instrument
        What is asked.

    Returns
    -------
    str
        Text to save as ``.txt`` in UTF-8; it begins with a byte-order mark, as LimeSurvey's own files do.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", delimiter="\t", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_rows(instrument))
    return "\N{BYTE ORDER MARK}" + text.getvalue()


def _rows(instrument: Instrument) -> Iterator[Row]:
    first, *others = LANGUAGES
    settings = {
        "language": first, "additional_languages": " ".join(others), "format": "G", "anonymized": "Y",
        "ipaddr": "N", "datestamp": "N", "allowprev": "Y",
    }  # fmt: skip
    for name, value in settings.items():
        yield {"class": "S", "name": name, "text": value}
    for language in LANGUAGES:
        said = {
            "surveyls_title": instrument.title,
            "surveyls_welcometext": instrument.welcome,
            "surveyls_endtext": instrument.thanks,
        }
        for name, words in said.items():
            yield {"class": "SL", "name": name, "text": words[language], "language": language}
    for language in LANGUAGES:
        yield from _questions(instrument, language)


def _questions(instrument: Instrument, language: str) -> Iterator[Row]:
    def row(kind: str, **cells: str) -> Row:
        return {"class": kind, "language": language, **{k.replace("_", "/"): v for k, v in cells.items()}}

    yield row("G", type_scale="1", name=_FIRST_GROUP[language], relevance="1")
    words = {name: said[language] for name, said in _FIXED_WORDS.items()}
    yield row("Q", type_scale=_LIST, name=BODY, relevance="1", text=words[BODY], mandatory="Y", other="N")
    for body in instrument.bodies:
        yield row("A", type_scale="0", name=body.short, text=body.words[language])
    for name in ("organisation", "region"):
        pattern = ORGANISATION_PATTERN if name == "organisation" else ""
        yield row(
            "Q", type_scale=_SHORT_TEXT, name=name, relevance="1", text=words[name], mandatory="Y",
            validation=pattern,
        )  # fmt: skip
    for question in instrument.background:
        yield from _background(question, instrument, row("Q"), row("A"))
    for place, construct in enumerate(instrument.constructs, 2):
        yield row("G", type_scale=str(place), name=construct.words[language], relevance="1")
        yield from _array(construct, instrument, language)


def _background(question: Question, instrument: Instrument, asked: Row, answer: Row) -> Iterator[Row]:
    language = asked["language"]
    yield asked | {
        "type/scale": _LIST,
        "name": question.id,
        "relevance": _relevance(question.ask_if, instrument),
        "text": question.words[language],
        "mandatory": "N",
        "other": "N",
    }
    for choice in question.choices:
        yield answer | {"type/scale": "0", "name": choice.code, "text": choice.words[language]}


def _array(construct: Construct, instrument: Instrument, language: str) -> Iterator[Row]:
    same = {"language": language}
    items = [item for item in instrument.items if item.construct == construct.id]
    yield same | {
        "class": "Q",
        "type/scale": _ARRAY,
        "name": construct.id.replace("_", ""),
        "relevance": "1",
        "text": _LEAD[language],
        "mandatory": "N",
        "other": "N",
    }
    for item in items:
        yield same | {
            "class": "SQ",
            "type/scale": "0",
            "name": item.id,
            "relevance": _relevance(item.ask_if, instrument),
            "text": _text(item, instrument, language),
        }
    for choice in (*instrument.scale, instrument.unknown):
        yield same | {
            "class": "A",
            "type/scale": "0",
            "name": choice.code,
            "text": choice.words[language],
        }


def _relevance(condition: Condition | None, instrument: Instrument) -> str:
    """The condition in LimeSurvey's expressions; a body goes by its short code."""
    if condition is None:
        return "1"
    short = {body.code: body.short for body in instrument.bodies} if condition.question == BODY else {}
    return " or ".join(f'{condition.question}.NAOK == "{short.get(v, v)}"' for v in condition.answers)


def _text(item: Item, instrument: Instrument, language: str) -> str:
    """Words of an item, each name between braces as an expression that depends on the body."""
    text = item.words[language]
    for name in sorted({name for body in instrument.bodies for name in body.fills[language]}):
        fills = [body.fills[language].get(name, "") for body in instrument.bodies]
        brace = f"{{{name}}}"
        text = text.replace(brace, _by_body(instrument.bodies, fills, text.startswith(brace)), 1)
        text = text.replace(brace, _by_body(instrument.bodies, fills, capital=False))
    return text


def _by_body(bodies: tuple[Body, ...], fills: list[str], capital: bool) -> str:
    said = [f[:1].upper() + f[1:] if capital else f for f in fills]
    made = f'"{said[-1]}"'
    for body, words in zip(reversed(bodies[:-1]), reversed(said[:-1]), strict=True):
        made = f'if({BODY}.NAOK == "{body.short}", "{words}", {made})'
    return f"{{{made}}}"
