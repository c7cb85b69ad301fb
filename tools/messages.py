"""Gather the Dutch words of the atlas and bring the catalogue of each other language up to date.

Run it after words changed; then translate what is empty in ``locale/<language>/LC_MESSAGES/regioscoop.po``.
It says what is left. Tests fail on a word without a translation.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parent.parent / "src" / "regioscoop" / "web"
METHODS = [("**.py", "python"), ("templates/**.j2", "jinja2.ext:babel_extract")]
OPTIONS = {"templates/**.j2": {"encoding": "utf-8", "trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
LANGUAGES = ("en",)


def gathered() -> Catalog:
    """Every word of the pages, in order of where it stands."""
    catalog = Catalog(project="Regioscoop", charset="utf-8")
    found = extract_from_dir(str(WEB), METHODS, OPTIONS, KEYWORDS, ("i18n:",), strip_comment_tags=True)
    for file, _, message, comments, context in found:
        catalog.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalog


def main() -> int:
    """Bring every catalogue up to date; 0 when nothing is left to translate."""
    words = gathered()
    left = 0
    for language in LANGUAGES:
        path = WEB / "locale" / language / "LC_MESSAGES" / "regioscoop.po"
        known = Catalog(locale=language, project="Regioscoop")
        if path.is_file():
            known = read_po(io.BytesIO(path.read_bytes()), locale=language)
        known.update(words, no_fuzzy_matching=True)
        known.obsolete.clear()
        written = io.BytesIO()
        write_po(written, known, no_location=True, omit_header=False, sort_output=True, width=110)
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = written.getvalue().decode("utf-8").splitlines(keepends=True)
        path.write_text("".join(x for x in lines if "-Date:" not in x), encoding="utf-8")
        empty = [str(m.id) for m in known if m.id and not m.string]
        left += len(empty)
        sys.stdout.write(f"{language}: {len(known)} words, {len(empty)} without a translation\n")
        sys.stdout.writelines(f"  {words!r}\n" for words in empty)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
