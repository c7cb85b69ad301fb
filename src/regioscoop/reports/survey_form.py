"""The council survey as a form on paper: one for each body, in the words that its members read."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from regioscoop.errors import NotAvailableError, UnknownNameError
from regioscoop.figures.charts import FONTS
from regioscoop.reports._words import LANGUAGES
from regioscoop.voices.survey import Instrument, Item, Question

TEMPLATE: Final = "survey_form.typ"
STANDARD: Final = "ua-1"
_LEAD: Final = {
    "nl": "Zet op elke regel één kruisje.",
    "en": "Tick one box on each line.",
}
_FIXED: Final = {
    "nl": ("Van welke gemeente, provincie of welk waterschap?", "Over welke regio gaat het?"),
    "en": ("Of which municipality, province or water board?", "Which region is it about?"),
}
_MEMBER: Final = {"nl": "Waarvan bent u lid?", "en": "What are you a member of?"}
_ONLY_IF: Final = {
    "nl": "Alleen invullen als u bij “{question}” antwoordde: {answers}.",
    "en": "Only if you answered “{question}” with: {answers}.",
}
_OR: Final = {"nl": " of ", "en": " or "}
_VERSION: Final = {
    "nl": "{id}, versie {version}; eigen vragen van Regioscoop",
    "en": "{id}, version {version}; items of Regioscoop's own",
}


def survey_form(instrument: Instrument, language: str = "nl", body: str = "") -> bytes:
    """Set the survey as a form to fill in by hand.

    Parameters
    ----------
    instrument
        What is asked.
    language
        ``nl`` or ``en``.
    body
        Code of the body that fills it in: its own words, and only the questions it is asked. Empty for one
        form for all.

    Returns
    -------
    bytes
        A PDF/UA-1; the same bytes for the same instrument.

    Raises
    ------
    UnknownNameError
        When the instrument has no such body, or there is no such language.
    NotAvailableError
        When typst or the fonts are absent; says what to do.
    """
    bodies = [own.code for own in instrument.bodies]
    if body and body not in bodies:
        raise UnknownNameError("body", body, bodies)
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    try:
        import typst
    except ImportError as error:
        raise NotAvailableError(
            f"A PDF needs extra packages ({error.name} is absent): pip install 'regioscoop[reports]'"
        ) from error
    if not any(FONTS.glob("*.ttf")):
        raise NotAvailableError("The fonts of the reports have not been made: run `make setup`")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        source = files("regioscoop.reports").joinpath("data", TEMPLATE).read_text(encoding="utf-8")
        (root / TEMPLATE).write_text(source, encoding="utf-8")
        data = json.dumps(_data(instrument, language, body), ensure_ascii=False)
        (root / "form.json").write_text(data, encoding="utf-8")
        made = typst.compile(
            str(root / TEMPLATE),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=STANDARD,
            timestamp=0,
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def _data(instrument: Instrument, language: str, body: str) -> dict[str, Any]:
    asked = {
        "words": _MEMBER[language],
        "note": "",
        "choices": [b.words[language] for b in instrument.bodies],
    }
    fixed = [{"words": words, "note": "", "choices": []} for words in _FIXED[language]]
    questions = [q for q in instrument.background if _is_asked(q, body)]
    return {
        "title": instrument.title[language],
        "welcome": instrument.welcome[language],
        "thanks": instrument.thanks[language],
        "language": language,
        "footer": _VERSION[language].format(id=instrument.id, version=instrument.version),
        "lead": _LEAD[language],
        "answers": [c.words[language] for c in (*instrument.scale, instrument.unknown)],
        "questions": [
            *([] if body else [asked]),
            *fixed,
            *(
                {
                    "words": q.words[language],
                    "note": _note(q, instrument, language, body),
                    "choices": [c.words[language] for c in q.choices],
                }
                for q in questions
            ),
        ],
        "groups": [_group(c.id, instrument, language, body) for c in instrument.constructs],
    }


def _group(construct: str, instrument: Instrument, language: str, body: str) -> dict[str, Any]:
    items = [i for i in instrument.items if i.construct == construct and _is_asked(i, body)]
    notes = dict.fromkeys(_note(item, instrument, language, body) for item in items)
    return {
        "title": instrument.scale_words(construct, language),
        "note": " ".join(note for note in notes if note),
        "items": [instrument.item_words(item, language, body) for item in items],
    }


def _is_asked(asked: Question | Item, body: str) -> bool:
    condition = asked.ask_if
    return not body or condition is None or condition.question != "body" or body in condition.answers


def _note(asked: Question | Item, instrument: Instrument, language: str, body: str) -> str:
    """Who fills this in, as far as the form itself does not say so."""
    condition = asked.ask_if
    if condition is None or (body and condition.question == "body"):
        return ""
    if condition.question == "body":
        words = {b.code: b.words[language] for b in instrument.bodies}
        question = _MEMBER[language]
    else:
        about = next(q for q in instrument.background if q.id == condition.question)
        words = {c.code: c.words[language] for c in about.choices}
        question = about.words[language]
    answers = _OR[language].join(words[answer] for answer in condition.answers)
    return _ONLY_IF[language].format(question=question, answers=answers)
