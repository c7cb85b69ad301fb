"""Reads REFI-QDA projects and codebooks, as ATLAS.ti, MAXQDA, NVivo and QualCoder write them.

Format: REFI-QDA standard 1.5 (qdasoftware.org). Nothing outside the file is opened, a document type or an
entity is refused, and what is not understood stays in the file for when it is written back.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd
from lxml import etree

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._archive import read_part, require_archive
from regioscoop.voices.interviews._codes import Node, arrow, code_table, heading_kind, labels
from regioscoop.voices.interviews._model import (
    CODING_COLUMNS,
    LINK_COLUMNS,
    SOURCE_COLUMNS,
    Interviews,
    Package,
    ordered,
    table,
)

Element = Any
"""lxml carries no types."""

SOURCE_TAGS: Final = ("TextSource", "PDFSource", "AudioSource", "VideoSource", "PictureSource")
_SELECTIONS: Final = ("PlainTextSelection", "TranscriptSelection")
_STRENGTHENS: Final = (
    "causes", "is cause of", "leads to", "strengthens", "increases",
    "leidt tot", "veroorzaakt", "is oorzaak van", "versterkt", "vergroot",
)  # fmt: skip
_WEAKENS: Final = (
    "weakens", "reduces", "decreases", "hinders", "remt", "verzwakt", "vermindert", "verkleint", "hindert",
)  # fmt: skip
_SIGNS: Final = {"+": "positive", "->": "positive", "=>": "positive", "→": "positive"} | {
    "-": "negative",
    "−": "negative",
    "-|": "negative",
    "⊣": "negative",
}


def local(element: Element) -> str:
    """Name of an element without its namespace; "" of a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def guid(element: Element, name: str = "guid") -> str:
    """Id in an attribute, without braces and in small letters."""
    return str(element.get(name, "")).strip("{} ").lower()


def children(element: Element | None, *names: str) -> list[Element]:
    """Elements right under another, by local name."""
    return [] if element is None else [child for child in element if local(child) in names]


def child(element: Element | None, name: str) -> Element | None:
    """First element right under another with this local name."""
    return next(iter(children(element, name)), None)


def parse_xml(data: bytes, where: str) -> Element:
    """Parse XML that may be hostile.

    Raises
    ------
    InputError
        When it is broken, or has a document type or an entity of its own.
    """
    plain = data.replace(b"\x00", b"").lower()
    if b"<!doctype" in plain or b"<!entity" in plain:
        problem = Problem(where, "a document type or an entity", "XML without them")
        raise InputError(f"{where} cannot be read", [problem])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        problem = Problem(where, f"broken XML ({error})", "XML of REFI-QDA")
        raise InputError(f"{where} cannot be read", [problem]) from error


def read_codebook(path: Path) -> pd.DataFrame:
    """Read a codebook (``.qdc``).

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    DataFrame
        `CODE_COLUMNS`.

    Raises
    ------
    InputError
        When it is no codebook.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(str(path), str(error.strerror), "a .qdc that opens")
        raise InputError("The codebook cannot be read", [problem]) from error
    root = parse_xml(data, path.name)
    if local(root) != "CodeBook":
        problem = Problem(path.name, f"<{local(root)}>", "<CodeBook>")
        raise InputError("The codebook cannot be read", [problem])
    nodes = list(code_nodes(child(root, "Codes")))
    return code_table(nodes, _kinds(child(root, "Sets")))


def code_nodes(element: Element | None, parent: str = "") -> Iterator[Node]:
    """Codes under an element, parents before children."""
    for code in children(element, "Code"):
        about = child(code, "Description")
        text = "" if about is None else "".join(about.itertext())
        yield Node(guid(code), str(code.get("name", "")), parent, text)
        yield from code_nodes(code, guid(code))


def _kinds(sets: Element | None) -> dict[str, str]:
    return {
        guid(member, "targetGUID") or guid(member): heading_kind(str(group.get("name", "")))
        for group in children(sets, "Set")
        if heading_kind(str(group.get("name", "")))
        for member in children(group, "MemberCode")
    }


@dataclass
class _Reading:
    """What is gathered while a project is read."""

    where: str
    archive: zipfile.ZipFile
    codes: dict[str, str]
    coders: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    sources: list[tuple[object, ...]] = field(default_factory=list)
    codings: list[tuple[object, ...]] = field(default_factory=list)
    selections: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    coded: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    unread: list[str] = field(default_factory=list)


def read_project(path: Path) -> Interviews:
    """Read a project (``.qdpx``).

    Links between codes, or between coded selections, are causal where their name says so (``leads to``,
    ``is cause of``, ``remt``, ``+``, ``-``) and they have a direction; a code whose name has an arrow
    (``a → b``) is a causal link at every place it was put.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Interviews
        Of sources without text (pictures, recordings without a transcript) only what a note says.

    Raises
    ------
    InputError
        With everything that is wrong: a hostile or broken file, sources that are not there, segments outside
        their text, references to what does not exist.
    """
    require_archive(path)
    with zipfile.ZipFile(path) as archive:
        member = _project_member(archive, path.name)
        xml = read_part(archive, member, path.name)
        root = parse_xml(xml, f"{path.name}: {member}")
        if local(root) != "Project":
            problem = Problem(path.name, f"<{local(root)}>", "<Project>")
            raise InputError(f"{path.name} cannot be read", [problem])
        nodes = list(code_nodes(child(child(root, "CodeBook"), "Codes")))
        coders = {guid(user): str(user.get("name", "")) for user in children(child(root, "Users"), "User")}
        reading = _Reading(path.name, archive, labels(nodes), coders)
        for source in children(child(root, "Sources"), *SOURCE_TAGS):
            _source(reading, source)
    codes = code_table(nodes, _kinds(child(root, "Sets")))
    links = _links(reading, root, codes)
    groups = _groups(reading, root)
    if reading.problems:
        raise InputError(f"{path.name} cannot be read ({len(reading.problems)} problems)", reading.problems)
    return Interviews(
        str(root.get("name", path.stem)),
        table(reading.sources, SOURCE_COLUMNS),
        codes[codes["kind"] != "link"].reset_index(drop=True),
        ordered(table([row for row in reading.codings if not arrow(str(row[3]))], CODING_COLUMNS)),
        links,
        groups,
        tuple(reading.unread),
        Package(path, member, xml),
    )


def _project_member(archive: zipfile.ZipFile, where: str) -> str:
    found = [name for name in archive.namelist() if name.lower().endswith(".qde") and "/" not in name]
    if len(found) != 1:
        problem = Problem(where, f"{len(found)} files .qde", "one, project.qde")
        raise InputError(f"{where} cannot be read", [problem])
    return found[0]


def _source(reading: _Reading, source: Element) -> None:
    name = str(source.get("name", "")) or guid(source)
    holders = [source] if local(source) == "TextSource" else children(source, "Representation", "Transcript")
    texts = [(holder, _text(reading, holder, name)) for holder in holders]
    readable = [(holder, text) for holder, text in texts if text is not None]
    if not readable:
        if not any(holder.get("plainTextPath") for holder, _ in texts):
            reading.unread.append(f"{name}: no text; kept, not analysed")
        return
    taken = {row[0] for row in reading.sources}
    told = name if name not in taken else f"{name} ({len(taken) + 1})"
    reading.sources.append((told, name, "".join(text for _, text in readable)))
    offset = 0
    for holder, text in readable:
        _selections(reading, holder, told, offset, text)
        offset += len(text)
    _codings(reading, source, told, 0, offset, guid(source))
    reading.selections[guid(source)] = (told, 0, offset)


def _text(reading: _Reading, holder: Element, name: str) -> str | None:
    content = child(holder, "PlainTextContent")
    if content is not None:
        return "".join(content.itertext())
    path = str(holder.get("plainTextPath", ""))
    if not path:
        return None
    wanted = path.partition("://")[2] or path
    by_name = {part.lower(): part for part in reading.archive.namelist()}
    member = by_name.get(f"sources/{wanted}".lower()) if path.startswith("internal://") else None
    if member is None:
        found = (
            "a text outside the project" if "://" in path and not path.startswith("internal") else "no text"
        )
        reading.problems.append(
            Problem(reading.where, f"{name}: {found} ({path[:80]})", "a text in the folder sources")
        )
        return None
    try:
        return read_part(reading.archive, member, reading.where).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reading.problems.append(Problem(reading.where, f"{member}: {error.reason}", "text in UTF-8"))
        return None


def _selections(reading: _Reading, holder: Element, source: str, offset: int, text: str) -> None:
    points = {guid(p): int(p.get("position") or -1) for p in children(holder, "SyncPoint")}
    for selection in children(holder, *_SELECTIONS):
        if local(selection) == "PlainTextSelection":
            ends = [selection.get("startPosition", ""), selection.get("endPosition", "")]
        else:
            ends = [str(points.get(guid(selection, f"{k}SyncPoint"), "")) for k in ("from", "to")]
        if not all(end.isdecimal() for end in ends) or not int(ends[0]) <= int(ends[1]) <= len(text):
            found = f"{source}: a segment from {ends[0] or '?'} to {ends[1] or '?'}"
            reading.problems.append(
                Problem(reading.where, found, f"from 0 to {len(text)}, the length of the text")
            )
            continue
        start, end = (offset + int(value) for value in ends)
        reading.selections[guid(selection)] = (source, start, end)
        _codings(reading, selection, source, start, end, guid(selection))


def _codings(reading: _Reading, element: Element, source: str, start: int, end: int, key: str) -> None:
    for coding in children(element, "Coding"):
        reference = child(coding, "CodeRef")
        code = "" if reference is None else guid(reference, "targetGUID")
        if code not in reading.codes:
            problem = Problem(
                reading.where, f"{source}: a code {code or 'without id'}", "a code of the codebook"
            )
            reading.problems.append(problem)
            continue
        who = guid(coding, "creatingUser") or guid(element, "creatingUser")
        coder = reading.coders.get(who, "")
        reading.codings.append((source, start, end, reading.codes[code], coder))
        if not arrow(reading.codes[code]):
            reading.coded[key].append((reading.codes[code], coder))


def _links(reading: _Reading, root: Element, codes: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    known = {guid(element) for element in root.iter() if isinstance(element.tag, str)}
    for link in children(child(root, "Links"), "Link"):
        ends = [guid(link, "originGUID"), guid(link, "targetGUID")]
        missing = [end or "without id" for end in ends if end not in known]
        reading.problems += [
            Problem(reading.where, f"a link to {end}, which does not exist", "an id of the project")
            for end in missing
        ]
        polarity = _polarity(str(link.get("name", "")))
        if not missing and polarity and link.get("direction") == "OneWay":
            rows += _between(reading, ends[0], ends[1], polarity)
    for source, start, end, code, coder in reading.codings:
        told = arrow(str(code))
        if told:
            cause, effect, polarity = told
            rows.append((source, cause, effect, polarity, start, end, coder))
    made = table(rows, LINK_COLUMNS)
    return ordered(spelled(made, codes))


def _polarity(name: str) -> str:
    known = name.strip().lower()
    if known in _SIGNS:
        return _SIGNS[known]
    return "positive" if known in _STRENGTHENS else "negative" if known in _WEAKENS else ""


def _between(reading: _Reading, origin: str, target: str, polarity: str) -> list[tuple[object, ...]]:
    """Links between what two ends stand for: a code itself, or the codes of a selection."""
    source, start, end = reading.selections.get(origin, ("", -1, -1))
    causes, effects = (
        [(reading.codes[key], "")] if key in reading.codes else reading.coded.get(key, [])
        for key in (origin, target)
    )
    return [
        (source, cause, effect, polarity, start, end, coder)
        for cause, coder in causes
        for effect, _ in effects
        if cause != effect
    ]


def spelled(links: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Give causes and effects the spelling of the code with the same name, if there is one."""
    known = {name.strip().lower(): name for name in codes["code"]}
    told = {
        end: pd.Series([known.get(name.strip().lower(), name) for name in links[end]], dtype="object")
        for end in ("cause", "effect")
    }
    return links.assign(**told)


def _groups(reading: _Reading, root: Element) -> pd.DataFrame:
    """Divisions: variables of sources and cases, and sets of sources where those do not overlap."""
    names = {guid(v): str(v.get("name", "")) for v in children(child(root, "Variables"), "Variable")}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for source in children(child(root, "Sources"), *SOURCE_TAGS):
        if guid(source) in reading.selections:
            _values(source, names, [reading.selections[guid(source)][0]], found)
    for case in children(child(root, "Cases"), "Case"):
        members = [guid(member, "targetGUID") for member in children(case, "SourceRef")]
        _values(case, names, [reading.selections[m][0] for m in members if m in reading.selections], found)
    sets = {
        str(group.get("name", "")): [guid(m, "targetGUID") for m in children(group, "MemberSource")]
        for group in children(child(root, "Sets"), "Set")
    }
    inside = [member for members in sets.values() for member in members]
    if inside and len(inside) == len(set(inside)):
        for name, members in sets.items():
            found["set"] |= {reading.selections[m][0]: name for m in members if m in reading.selections}
    made = pd.DataFrame({name: pd.Series(values, dtype="object") for name, values in found.items()})
    return made.reindex([str(row[0]) for row in reading.sources]).fillna("").rename_axis("source")


def _values(
    element: Element, names: dict[str, str], sources: list[str], found: dict[str, dict[str, str]]
) -> None:
    for value in children(element, "VariableValue"):
        reference = child(value, "VariableRef")
        name = "" if reference is None else names.get(guid(reference, "targetGUID"), "")
        told = next((c.text or "" for c in value if local(c).endswith("Value")), "")
        if name and told:
            found[name] |= dict.fromkeys(sources, told.strip())
