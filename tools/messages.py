"""Gather the Dutch words of the atlas and bring the catalogue of each other language up to date.

Run it after words changed; then translate what is empty in ``locale/<language>/LC_MESSAGES/regioscoop.po``.
It says what is left. Tests fail on a word without a translation.
"""

from __future__ import annotations

import csv
import io
import sys
from os import PathLike
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from regioscoop.register import list_editions, load_edition
from regioscoop.register.influence import SHIPPED

WEB: Final = Path(__file__).resolve().parent.parent / "src" / "regioscoop" / "web"
METHODS: Final = [("**.py", "python"), ("templates/**.j2", "jinja2.ext:babel_extract")]
OPTIONS: Final = {
    "templates/**.j2": {
        "encoding": "utf-8",
        "trimmed": "true",
        "silent": "false",
        # As the pages are made: newstyle doubles each percent sign of a template.
        "newstyle_gettext": "true",
    }
}
KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2)}
LANGUAGES: Final = ("en",)
HEADER: Final = "# Words of Regioscoop in another language; written by tools/messages.py."
FIELDS: Final = (
    "Project-Id-Version", "Language", "Language-Team", "Plural-Forms", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
)  # fmt: skip
"""Fields of the header that we keep; dates would change with every run."""


def catalogue_path(language: str) -> Path:
    """Where the words of a language stand."""
    return WEB / "locale" / language / "LC_MESSAGES" / "regioscoop.po"


def gathered() -> Catalog:
    """Every word of the pages, in order of where it stands, then those of the data."""
    catalog = Catalog(project="Regioscoop", charset="utf-8")
    found = extract_from_dir(
        str(WEB), METHODS, OPTIONS, KEYWORDS, ("i18n:",), strip_comment_tags=True, directory_filter=_every
    )
    for file, _, message, comments, context in found:
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    for words in shipped():
        catalog.add(words)
    return _flagged(catalog)


def shipped() -> list[str]:
    """Words of the data, which are Dutch there: titles of editions and notes about the law."""
    with (SHIPPED / "influence.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["note"] for row in csv.DictReader(file)} - {""}
    return sorted(notes | {load_edition(name).title for name in list_editions()})


def _every(_: str | PathLike[str]) -> bool:
    """Look into every folder: left to itself it skips those whose name begins with an underscore."""
    return True


def _flagged(catalog: Catalog) -> Catalog:
    """Call a message formatted only when it has a name to fill in: ‘95%-interval’ is none."""
    for message in catalog:
        if "%(" not in str(message.id):
            message.flags.discard("python-format")
    return catalog


def known(language: str) -> Catalog:
    """The catalogue of a language as it stands; an empty one when there is none."""
    path = catalogue_path(language)
    if not path.is_file():
        return Catalog(locale=language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def brought_up_to_date(language: str, words: Catalog) -> Catalog:
    """The catalogue of a language with exactly these words: new ones without a translation."""
    catalog = known(language)
    catalog.update(words, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.project, catalog.version = "Regioscoop", ""
    catalog.language_team = "Regioscoop developers"
    catalog.header_comment = HEADER
    return _flagged(catalog)


def written(catalog: Catalog) -> str:
    """Text of a catalogue, the same for the same words."""
    out = io.BytesIO()
    write_po(out, catalog, no_location=True, omit_header=False, sort_output=True, width=110)
    head, blank, body = out.getvalue().decode("utf-8").partition("\n\n")
    kept = [
        line.replace("Project-Id-Version: Regioscoop \\n", "Project-Id-Version: Regioscoop\\n")
        for line in head.splitlines()
        if not line.startswith('"') or line.startswith(tuple(f'"{name}:' for name in FIELDS))
    ]
    return "\n".join(kept) + blank + body


def untranslated(catalog: Catalog) -> list[str]:
    """Words without a translation."""
    return [str(message.id) for message in catalog if message.id and not message.string]


def main() -> int:
    """Bring every catalogue up to date; 0 when nothing is left to translate."""
    words = gathered()
    left = 0
    for language in LANGUAGES:
        catalog = brought_up_to_date(language, words)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(catalog), encoding="utf-8")
        empty = untranslated(catalog)
        left += len(empty)
        sys.stdout.write(f"{language}: {len(catalog)} words, {len(empty)} without a translation\n")
        sys.stdout.writelines(f"  {text!r}\n" for text in empty)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
