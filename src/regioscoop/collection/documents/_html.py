"""Reads HTML: a page or the saved pages of a site. No script is run, nothing that a page names is fetched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from regioscoop.collection.documents._blocks import Block, Builder, Reading, Text
from regioscoop.collection.documents._labels import is_title
from regioscoop.collection.documents._periods import budget_year, named_years
from regioscoop.collection.documents._run_in import bold_spans
from regioscoop.collection.documents._section import LEAST, named_section, section_of, weight
from regioscoop.errors import InputError, Problem

MOST_BYTES: Final = 30_000_000
"""A page is no larger than this."""
MOST_FILES: Final = 5_000
"""A site has no more pages than this."""
SUFFIXES: Final = (".html", ".htm", ".xhtml")

_LEFT_OUT: Final = "script,style,noscript,template,nav,svg,iframe,object,embed,form,head,sup,footer,button"
_INLINE: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "label", "mark", "q"),
        *("s", "small", "span", "strong", "sub", "time", "u", "var"),
    )
)
_BOLD: Final = frozenset(("b", "strong"))
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_MOJIBAKE = re.compile("Ã[\x80-\xbf©«¨ª¯¶¼³¡­]|â‚¬|â€[™œ“\x9d]")
_NUMBERS = re.compile(r"(\d+)")


def read_site(pages: Sequence[tuple[str, bytes]], name: str) -> Reading:
    """Read the section from pages of a site.

    Parameters
    ----------
    pages
        File name or address of each page, and its bytes.
    name
        Name of the document.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    found = False
    whole: list[Block] = []
    offset = 0
    for part, data in pages:
        text, told = decode(data, f"{name}, {part}" if len(pages) > 1 else name)
        problems += told
        maker = Builder(name, part if len(pages) > 1 else "", offset)
        made = _Page(maker).blocks(text)
        offset = maker.length
        section = section_of(made)
        if len(pages) > 1 and (named_section(part) or (section is None and weight(made) >= LEAST)):
            section = made
        found = found or section is not None
        blocks += section or []
        whole += made
    year = budget_year(y for block in whole for y in named_years(block.text.text))
    return Reading(name, "html", len(pages), tuple(blocks if found else whole), tuple(problems), found, year)


def read_html(path: Path, name: str) -> Reading:
    """Read a page, or every page in a folder.

    Raises
    ------
    InputError
        When a folder has no pages, or a page is too large.
    """
    files = [path] if path.is_file() else sorted(_pages_in(path), key=_natural)
    problems = [Problem(name, "a folder without pages", "files that end in .html")] if not files else []
    problems += [
        Problem(f"{name}, {file.name}", f"{file.stat().st_size:,} bytes", f"at most {MOST_BYTES:,}")
        for file in files
        if file.stat().st_size > MOST_BYTES
    ]
    if len(files) > MOST_FILES:
        problems.append(Problem(name, f"{len(files):,} pages", f"at most {MOST_FILES:,}"))
    if problems:
        raise InputError("The document cannot be read", problems)
    parts = [
        (file.name if path.is_file() else str(file.relative_to(path)), file.read_bytes()) for file in files
    ]
    return read_site(parts, name)


def _pages_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()]


def _natural(path: Path) -> list[tuple[int, str]]:
    return [(int(p), "") if p.isdigit() else (0, p) for p in _NUMBERS.split(str(path)) if p]


def decode(data: bytes, where: str) -> tuple[str, list[Problem]]:
    """Text of a page: by its mark or declaration, as UTF-8, else as Windows-1252; says what was wrong."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace"), []
    declared = _META.search(data[:4096])
    names = [declared.group(1).decode("ascii")] if declared else []
    for encoding in [*names, "utf-8-sig"]:
        try:
            return _mended(data.decode(encoding), where, encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    problem = Problem(where, f"no {names[0] if names else 'UTF-8'}", "read as Windows-1252")
    return data.decode("cp1252", errors="replace"), [problem]


def _mended(text: str, where: str, encoding: str) -> tuple[str, list[Problem]]:
    """Undo UTF-8 that was read as Windows-1252 once too often."""
    if len(_MOJIBAKE.findall(text)) < 3:
        return text, []
    try:
        better = text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text, []
    return better, [Problem(where, f"letters encoded twice, declared {encoding}", "read as UTF-8")]


class _Page:
    """Blocks of one page, in the order of its text."""

    def __init__(self, maker: Builder) -> None:
        self._maker = maker
        self._blocks: list[Block] = []
        self._words: list[tuple[str, bool]] = []

    def blocks(self, html: str) -> list[Block]:
        tree = LexborHTMLParser(html)
        for node in tree.css(_LEFT_OUT):
            node.decompose()
        if tree.body is not None:
            self._walk(tree.body, False)
            self._flush("text")
        return self._blocks

    def _walk(self, node: Any, bold: bool, kind: str = "text") -> None:  # noqa: ANN401 - lexbor nodes
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._words.append((child.text(deep=False) or "", bold))
            elif tag in _INLINE:
                self._walk(child, bold or tag in _BOLD, kind)
            elif not tag.startswith(("-", "!", "_")):
                self._flush(kind)
                self._block(child, tag, bold, kind)

    def _block(self, node: Any, tag: str, bold: bool, kind: str) -> None:  # noqa: ANN401
        if tag == "table" and (rows := self._rows(node)):
            self._blocks.append(Block("table", rows=tuple(rows)))
            return
        if tag == "dl":
            self._definitions(node)
            return
        if re.fullmatch(r"h[1-6]", tag):
            self._walk(node, False, tag)
            self._flush(tag)
            return
        inner = "item" if tag == "li" else kind if tag in ("p", "div") else "text"
        self._walk(node, bold or tag == "th", inner)
        self._flush(inner)

    def _flush(self, kind: str) -> None:
        words, self._words = self._words, []
        text = self._maker.text("".join(word for word, _ in words))
        if not text.text:
            return
        lead = " ".join("".join(_leading(words)).split())
        if kind.startswith("h") and len(kind) == 2:
            self._blocks.append(Block("heading", text, level=int(kind[1])))
        elif kind == "text" and lead == text.text and is_title(lead):
            self._blocks.append(Block("heading", text, level=7))
        else:
            self._blocks.append(
                Block("item" if kind == "item" else "text", text, lead=lead, bold=bold_spans(words))
            )

    def _rows(self, table: Any) -> list[tuple[Text, ...]]:  # noqa: ANN401
        """Cells of a table; none of one that only places other blocks on the page."""
        found = table.css("tr")
        if (table.css("table") and len(table.css("table")) > 1) or not any(
            len(_cells(row)) > 1 for row in found
        ):
            return []
        rows = []
        for row in found:
            cells: list[Text] = []
            for cell in _cells(row):
                cells.append(self._maker.text(cell.text(deep=True, separator=" ")))
                wide = cell.attributes.get("colspan") or "1"
                cells += [Text("")] * (min(int(wide), 50) - 1 if wide.isdigit() else 0)
            rows.append(tuple(cells))
        return [row for row in rows if any(cell.text for cell in row)]

    def _definitions(self, node: Any) -> None:  # noqa: ANN401
        rows: list[tuple[Text, ...]] = []
        for child in node.css("dt,dd"):
            text = self._maker.text(child.text(deep=True, separator=" "))
            if child.tag == "dt" or not rows:
                rows.append((text, Text("")))
            else:
                rows[-1] = (*rows[-1][:-1], text) if not rows[-1][-1].text else (*rows[-1], text)
        if rows:
            self._blocks.append(Block("table", rows=tuple(rows)))


def _cells(row: Any) -> list[Any]:  # noqa: ANN401
    return [child for child in row.iter() if child.tag in ("td", "th")]


def _leading(words: Sequence[tuple[str, bool]]) -> list[str]:
    found = []
    for word, bold in words:
        if not bold and word.strip():
            break
        found.append(word)
    return found
