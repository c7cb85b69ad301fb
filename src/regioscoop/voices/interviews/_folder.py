"""Reads a plain folder: interviews as text or DOCX, beside them CSV files with what was coded.

::

    interview-1.txt, interview-2.docx, ...
    codes.csv      source, quote (or start and end), and code, or perspective, finding, consequence; coder
    codebook.csv   code, kind, parent, description            (may be left out)
    links.csv      source, cause, effect, polarity, quote, coder (may be left out)
    groups.csv     source, and one column a division           (may be left out)

A source is named by its file without the extension. With a codebook, a code that is not in it is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._archive import MOST_READ, check_archive
from regioscoop.voices.interviews._codes import Node, code_table
from regioscoop.voices.interviews._model import (
    CODING_COLUMNS,
    KINDS,
    LINK_COLUMNS,
    LINK_POLARITIES,
    PERSPECTIVES,
    SOURCE_COLUMNS,
    Interviews,
    ordered,
    table,
)

TEXTS: Final = (".txt", ".docx")
_LEVELS: Final = ("perspective", "finding", "consequence")
_POLARITIES: Final = {"+": "positive", "-": "negative", "−": "negative", "": "positive"}


def read_folder(folder: Path) -> Interviews:
    """Read a folder of interviews.

    Parameters
    ----------
    folder
        The folder; its form stands at the top of this module.

    Returns
    -------
    Interviews

    Raises
    ------
    InputError
        With everything that is wrong: files that do not open, columns that are not there, sources and codes
        that do not exist, quotes that are not in the text or outside it.
    """
    problems: list[Problem] = []
    texts = dict(_texts(folder, problems))
    if not texts and not problems:
        problems.append(Problem(str(folder), "no interviews", "files .txt or .docx"))
    coded = _csv(folder / "codes.csv", problems, needed=True)
    book = _csv(folder / "codebook.csv", problems)
    linked = _csv(folder / "links.csv", problems)
    codings, given = _codings(coded, texts, problems)
    codes = _codes(book, given, linked, problems)
    links = _links(linked, texts, set(codes["code"]) if book is not None else None, problems)
    groups = _csv(folder / "groups.csv", problems)
    made = _groups(groups, list(texts), problems)
    if problems:
        raise InputError(f"{folder} cannot be read ({len(problems)} problems)", problems)
    sources = table([(name, name, text) for name, text in texts.items()], SOURCE_COLUMNS)
    return Interviews(folder.resolve().name, sources, codes, ordered(codings), ordered(links), made)


def _texts(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        problems.append(Problem(str(folder), str(error.strerror), "a folder that opens"))
        return
    for path in files:
        if path.suffix.lower() not in TEXTS or path.name.startswith((".", "~")):
            continue
        if path.stem in seen:
            problems.append(Problem(path.name, f"{path.stem} more than once", "every source in one file"))
            continue
        seen.add(path.stem)
        text = _text(path, problems)
        if text is not None:
            yield path.stem, text


def _text(path: Path, problems: list[Problem]) -> str | None:
    if path.stat().st_size > MOST_READ:
        problems.append(Problem(path.name, f"{path.stat().st_size:,} bytes", f"at most {MOST_READ:,}"))
        return None
    if path.suffix.lower() == ".txt":
        try:
            return path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(Problem(path.name, f"{error.reason} at byte {error.start}", "text in UTF-8"))
            return None
    wrong = check_archive(path)
    problems += wrong
    return None if wrong else _docx(path, problems)


def _docx(path: Path, problems: list[Problem]) -> str | None:
    import docx

    try:
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    except Exception as error:
        # python-docx passes on whatever its parsers raise.
        problems.append(Problem(path.name, f"a broken DOCX ({type(error).__name__})", "a DOCX that opens"))
        return None


def _csv(path: Path, problems: list[Problem], *, needed: bool = False) -> pd.DataFrame | None:
    if not path.is_file():
        if needed:
            problems.append(Problem(path.name, "no such file", "a CSV with what was coded"))
        return None
    return read_csv(path, problems)


def read_csv(path: Path, problems: list[Problem]) -> pd.DataFrame | None:
    """Read a CSV file as text, divided by commas or semicolons; what is wrong is added to ``problems``."""
    try:
        first = path.read_text(encoding="utf-8-sig").partition("\n")[0]
        separator = ";" if first.count(";") > first.count(",") else ","
        frame = pd.read_csv(path, sep=separator, dtype="object", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        problems.append(Problem(path.name, str(error), "a CSV file in UTF-8 with a header"))
        return None
    frame.columns = [str(name).strip().lower() for name in frame.columns]
    return frame.apply(lambda column: column.str.strip())


def _codings(
    rows: pd.DataFrame | None, texts: dict[str, str], problems: list[Problem]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """The codings, and the kind of each code that the file itself gives."""
    if rows is None:
        return table([], CODING_COLUMNS), {}
    columns = [name for name in ("code", *_LEVELS) if name in rows]
    if "source" not in rows or not columns or not ({"start", "end"} <= set(rows) or "quote" in rows):
        allowed = "source, quote (or start and end), and code, or perspective, finding, consequence"
        problems.append(Problem("codes.csv", ", ".join(rows.columns), allowed))
        return table([], CODING_COLUMNS), {}
    found: list[tuple[object, ...]] = []
    given: dict[str, str] = {}
    for number, row in enumerate(rows.to_dict("records"), start=2):
        ends = _ends("codes.csv", number, row, texts, problems)
        named = [(column, row[column]) for column in columns if row[column]]
        if not named:
            problems.append(Problem("codes.csv", "no code", "a code", number, columns[0]))
        for column, code in named:
            told = _perspective_label(code) if column == "perspective" else code
            if column != "code":
                given[told] = column
            if ends:
                found.append((row["source"], *ends, told, row.get("coder", "")))
    return table(found, CODING_COLUMNS), given


def _perspective_label(name: str) -> str:
    return PERSPECTIVES.label(name) if name in PERSPECTIVES else name


def _ends(
    file: str, number: int, row: dict[str, Any], texts: dict[str, str], problems: list[Problem]
) -> tuple[int, int] | None:
    """Start and end of a segment; None, and a problem, when it is not in the text."""
    text = texts.get(row["source"])
    if text is None:
        problems.append(Problem(file, repr(row["source"]), _listed(list(texts)), number, "source"))
        return None
    start, end = row.get("start", ""), row.get("end", "")
    if start or end:
        if start.isdecimal() and end.isdecimal() and int(start) <= int(end) <= len(text):
            return int(start), int(end)
        allowed = f"from 0 to {len(text)}, the length of the text"
        problems.append(Problem(file, f"from {start or '?'} to {end or '?'}", allowed, number, "start"))
        return None
    quote = row.get("quote", "")
    times = text.count(quote) if quote else 0
    if times != 1:
        found = f"{quote[:40]!r}, {times} times in the text" if quote else "no quote"
        allowed = "words that stand in the text once, or start and end"
        problems.append(Problem(file, found, allowed, number, "quote"))
        return None
    place = text.index(quote)
    return place, place + len(quote)


def _listed(names: list[str]) -> str:
    return "one of " + ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")


def _codes(
    book: pd.DataFrame | None,
    given: dict[str, str],
    links: pd.DataFrame | None,
    problems: list[Problem],
) -> pd.DataFrame:
    kinds = dict(given)
    ends = (
        [] if links is None or not {"cause", "effect"} <= set(links) else [*links["cause"], *links["effect"]]
    )
    if book is None:
        names = dict.fromkeys([*given, *(name for name in ends if name)])
        return code_table([Node(name, name, "") for name in names], kinds)
    if "code" not in book:
        problems.append(Problem("codebook.csv", ", ".join(book.columns), "code, kind, parent, description"))
        return code_table([], {})
    nodes: list[Node] = []
    for number, row in enumerate(book.to_dict("records"), start=2):
        kind, parent = row.get("kind", ""), row.get("parent", "")
        if kind and kind not in KINDS:
            problems.append(Problem("codebook.csv", repr(kind), _listed(KINDS.codes), number, "kind"))
        elif kind:
            kinds[row["code"]] = kind
        if parent and parent not in set(book["code"]):
            problems.append(Problem("codebook.csv", repr(parent), "a code of this file", number, "parent"))
            parent = ""
        if row["code"] in {node.id for node in nodes} or not row["code"]:
            problems.append(Problem("codebook.csv", repr(row["code"]), "every code once", number, "code"))
            continue
        nodes.append(Node(row["code"], row["code"], parent, row.get("description", "")))
    placed = _parents_first(nodes)
    rings = sorted({node.id for node in nodes} - {node.id for node in placed})
    problems += [Problem("codebook.csv", f"{code} stands under itself", "a tree of codes") for code in rings]
    return code_table(placed, kinds)


def _parents_first(nodes: list[Node]) -> list[Node]:
    """Each code followed by what stands under it; what hangs on no root is left out."""
    under: dict[str, list[Node]] = {}
    for node in nodes:
        under.setdefault(node.parent, []).append(node)
    placed: dict[str, Node] = {}
    waiting = under.get("", [])[::-1]
    while waiting:
        node = waiting.pop()
        placed[node.id] = node
        waiting += under.get(node.id, [])[::-1]
    return list(placed.values())


def _links(
    rows: pd.DataFrame | None, texts: dict[str, str], known: set[str] | None, problems: list[Problem]
) -> pd.DataFrame:
    if rows is None:
        return table([], LINK_COLUMNS)
    if not {"source", "cause", "effect"} <= set(rows):
        problems.append(
            Problem("links.csv", ", ".join(rows.columns), "source, cause, effect, polarity, quote")
        )
        return table([], LINK_COLUMNS)
    found: list[tuple[object, ...]] = []
    for number, row in enumerate(rows.to_dict("records"), start=2):
        wrong = _wrong_ends(row, known, number)
        sign = row.get("polarity", "")
        polarity = _POLARITIES.get(sign, sign)
        if polarity not in LINK_POLARITIES:
            wrong.append(Problem("links.csv", repr(sign), "positive, negative, + or -", number, "polarity"))
        has_place = bool(row.get("quote") or row.get("start"))
        ends = (
            _ends("links.csv", number, row, texts, problems)
            if has_place or row["source"] not in texts
            else None
        )
        problems += wrong
        if not wrong:
            place = ends or (-1, -1)
            found.append((row["source"], row["cause"], row["effect"], polarity, *place, row.get("coder", "")))
    return table(found, LINK_COLUMNS)


def _wrong_ends(row: dict[str, Any], known: set[str] | None, number: int) -> list[Problem]:
    wrong = [
        Problem("links.csv", repr(row[end]), "a code of codebook.csv" if known else "a code", number, end)
        for end in ("cause", "effect")
        if not row[end] or (known is not None and row[end] not in known)
    ]
    if row["cause"] and row["cause"] == row["effect"]:
        wrong.append(
            Problem("links.csv", repr(row["effect"]), "another code than the cause", number, "effect")
        )
    return wrong


def _groups(rows: pd.DataFrame | None, sources: list[str], problems: list[Problem]) -> pd.DataFrame:
    made = pd.DataFrame(index=pd.Index(sources, name="source"))
    return made if rows is None else join_groups(rows, "groups.csv", made, problems)


def join_groups(rows: pd.DataFrame, file: str, groups: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Put divisions from a file beside those that a project has; its columns come in the place of the same.

    Parameters
    ----------
    rows
        source, and one column a division.
    file
        Name of the file, for messages.
    groups
        Divisions so far, index source.
    problems
        What is wrong is added to it.
    """
    if "source" not in rows or len(rows.columns) < 2:
        problems.append(Problem(file, ", ".join(rows.columns), "source, and one column a division"))
        return groups
    problems += [
        Problem(file, repr(name), _listed(list(groups.index)), number, "source")
        for number, name in enumerate(rows["source"], start=2)
        if name not in groups.index
    ]
    twice = rows["source"].duplicated()
    problems += [
        Problem(file, f"{name} more than once", "every source once", int(number) + 2, "source")
        for number, name in rows["source"][twice].items()
    ]
    new = rows[~twice].set_index("source").reindex(groups.index, fill_value="")
    return groups.drop(columns=[name for name in groups if name in new]).join(new)
