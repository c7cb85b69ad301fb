"""Writes REFI-QDA projects and codebooks: a new one, or the one that was read with what was added."""

from __future__ import annotations

import os
import tempfile
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pandas as pd
from lxml import etree

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._codes import STRENGTHENS, WEAKENS, labels, set_name
from regioscoop.voices.interviews._model import CODING_COLUMNS, LINK_COLUMNS, Interviews, Package
from regioscoop.voices.interviews._refi import (
    SOURCE_TAGS,
    Element,
    child,
    children,
    code_nodes,
    guid,
    local,
    parse_xml,
    read_project,
)

PROJECT_SPACE: Final = "urn:QDA-XML:project:1.0"
CODEBOOK_SPACE: Final = "urn:QDA-XML:codebook:1.0"
_IDS: Final = uuid.UUID("6f1d4f0e-6c0f-5d55-9a43-7d2f4d1b8a10")
_ORDER: Final = ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs")
_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Files in a package have this date, so that the same project is the same file."""


def write_project(interviews: Interviews, path: Path) -> None:
    """Write a project (``.qdpx``), whole and in one move.

    A project that was read from REFI-QDA is written back as it was, with the codes, codings and links that
    its tables have more; notes, media, graphs and all that we do not read stay as they were. Any other
    project is made new. A causal link at a quote is written as a code with an arrow (``a → b``), since most
    tools drop links between quotes; a link without a quote is a link between two codes.

    Parameters
    ----------
    interviews
        The project.
    path
        The file to write.

    Raises
    ------
    InputError
        When the folder does not exist, or a table has less than the file it was read from: what was put in
        by a tool is taken out in that tool.
    """
    if not path.parent.is_dir():
        problem = Problem(str(path), "no such folder", "a file in a folder that exists")
        raise InputError("Nothing was written", [problem])
    parts = _changed(interviews, interviews.package) if interviews.package else _new(interviews)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in parts.items():
                made.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
            if interviews.package:
                _copy(interviews.package, made, set(parts))
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def write_codebook(interviews: Interviews, path: Path) -> None:
    """Write the codes of a project as a codebook (``.qdc``).

    Parameters
    ----------
    interviews
        The project.
    path
        The file to write.
    """
    root = etree.Element(f"{{{CODEBOOK_SPACE}}}CodeBook", nsmap={None: CODEBOOK_SPACE}, origin="regioscoop")
    _add_codes(_sub(root, "Codes"), interviews.codes, {})
    kinds = _kind_sets(interviews.codes)
    if kinds:
        sets = _sub(root, "Sets")
        for kind, codes in kinds.items():
            group = _sub(sets, "Set", guid=_id("set", kind), name=set_name(kind))
            for code in codes:
                _sub(group, "MemberCode", guid=_id("code", code))
    path.write_bytes(_serialised(root))


def _copy(package: Package, made: zipfile.ZipFile, written: set[str]) -> None:
    with zipfile.ZipFile(package.path) as original:
        for part in original.infolist():
            if part.filename in written:
                continue
            if part.is_dir():
                made.writestr(part, b"")
                continue
            with original.open(part) as source, made.open(part, "w") as target:
                while block := source.read(1 << 20):
                    target.write(block)


def _id(kind: str, *names: object) -> str:
    return str(uuid.uuid5(_IDS, "\x1f".join([kind, *map(str, names)])))


def _sub(parent: Element, kind: str, text: str = "", /, **attributes: str) -> Element:
    made = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, kind), **attributes)
    if text:
        made.text = text
    return made


def _serialised(root: Element) -> bytes:
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="utf-8")


def _new(interviews: Interviews) -> dict[str, bytes]:
    """Parts of a new project."""
    root = etree.Element(
        f"{{{PROJECT_SPACE}}}Project", nsmap={None: PROJECT_SPACE}, name=interviews.name, origin="regioscoop"
    )
    for name in ("Users", "CodeBook"):
        _sub(root, name)
    _sub(child(root, "CodeBook"), "Codes")
    texts = {}
    holders = {}
    sources = _sub(root, "Sources")
    for name, text in interviews.texts.items():
        key = _id("source", name)
        texts[f"sources/{key}.txt"] = text.encode("utf-8")
        holders[name] = _sub(
            sources, "TextSource", guid=key, name=name, plainTextPath=f"internal://{key}.txt"
        )
    _add_groups(root, interviews, holders)
    _add(root, holders, {}, interviews, interviews.codings, interviews.links)
    for kind, codes in _kind_sets(interviews.codes).items():
        group = _sub(_section(root, "Sets"), "Set", guid=_id("set", kind), name=set_name(kind))
        for code in codes:
            _sub(group, "MemberCode", targetGUID=_id("code", code))
    return {"project.qde": _serialised(root), **texts}


def _kind_sets(codes: pd.DataFrame) -> dict[str, list[str]]:
    return {
        kind: list(codes.loc[codes["kind"] == kind, "code"])
        for kind in ("perspective", "finding", "consequence")
        if (codes["kind"] == kind).any()
    }


def _changed(interviews: Interviews, package: Package) -> dict[str, bytes]:
    """The XML of the project with what was added; the same bytes when nothing was."""
    before = read_project(package.path)
    removed = [
        Problem(
            name, f"{len(gone)} rows fewer than in {package.path.name}", "the rows that were read, or more"
        )
        for name, gone in (
            ("codes", _rest(before.codes, interviews.codes, ["code"])),
            ("codings", _rest(before.codings, interviews.codings, list(CODING_COLUMNS))),
            ("links", _rest(before.links, interviews.links, list(LINK_COLUMNS))),
        )
        if len(gone)
    ]
    if before.texts != interviews.texts:
        removed.append(Problem("sources", "other sources or texts", f"those of {package.path.name}"))
    if removed:
        raise InputError("Nothing was written", removed)
    codings = _rest(interviews.codings, before.codings, list(CODING_COLUMNS))
    links = _rest(interviews.links, before.links, list(LINK_COLUMNS))
    if len(codings) == len(links) == 0 and len(before.codes) == len(interviews.codes):
        return {package.member: package.xml}
    root = parse_xml(package.xml, package.path.name)
    ids = _ids_of(root)
    listed = [s for s in children(child(root, "Sources"), *SOURCE_TAGS) if _is_plain(s)]
    holders = {str(source.get("name", "")): source for source in listed}
    _add(root, holders, ids, interviews, codings, links)
    return {package.member: _serialised(root)}


def _is_plain(source: Element) -> bool:
    return bool(source.get("plainTextPath")) or child(source, "PlainTextContent") is not None


def _rest(rows: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Rows that the other table does not have."""
    known = set(others[columns].itertuples(index=False, name=None))
    return rows[[row not in known for row in rows[columns].itertuples(index=False, name=None)]]


def _ids_of(root: Element) -> dict[str, str]:
    """Code -> its id, as it is written in the file."""
    listed = child(child(root, "CodeBook"), "Codes")
    written = {
        guid(e): str(e.get("guid")) for e in (listed.iter() if listed is not None else ()) if e.get("guid")
    }
    return {told: written[key] for key, told in labels(list(code_nodes(listed))).items()}


def _section(root: Element, name: str) -> Element:
    """Part of a project, made in its place when it is not there."""
    found = child(root, name)
    if found is not None:
        return found
    made = etree.Element(etree.QName(etree.QName(root).namespace, name))
    later = (*_ORDER[_ORDER.index(name) + 1 :], "Description", "NoteRef")
    place = next((k for k, element in enumerate(root) if local(element) in later), len(root))
    root.insert(place, made)
    return made


def _add(
    root: Element,
    holders: dict[str, Element],
    ids: dict[str, str],
    interviews: Interviews,
    codings: pd.DataFrame,
    links: pd.DataFrame,
) -> None:
    """Add codes, coders, codings and links to the XML."""
    quoted = links[(links["start"] >= 0) & (links["source"] != "")]
    arrows = quoted.assign(code=[_arrow(*row) for row in quoted[["cause", "effect", "polarity"]].to_numpy()])
    rows = pd.concat([codings, arrows[list(CODING_COLUMNS)]], ignore_index=True)
    _add_codes(child(child(root, "CodeBook"), "Codes"), interviews.codes, ids)
    named = [*links["cause"], *links["effect"], *rows["code"]]
    _add_loose(child(child(root, "CodeBook"), "Codes"), named, ids)
    users = _add_users(_section(root, "Users"), [*rows["coder"]])
    for (source, start, end, coder), own in rows.groupby(["source", "start", "end", "coder"], sort=True):
        _add_selection(
            holders[source], source, (start, end), users.get(coder, ""), [ids[c] for c in own["code"]]
        )
    _order_holders(holders.values())
    for row in links[(links["start"] < 0) | (links["source"] == "")].itertuples():
        name = "leidt tot" if row.polarity == "positive" else "remt"
        ends = {"originGUID": ids[row.cause], "targetGUID": ids[row.effect]}
        key = _id("link", row.cause, row.effect, row.polarity, row.source, row.coder)
        _sub(_section(root, "Links"), "Link", guid=key, name=name, direction="OneWay", **ends)


def _arrow(cause: str, effect: str, polarity: str) -> str:
    return f"{cause} {STRENGTHENS if polarity == 'positive' else WEAKENS} {effect}"


def _add_codes(parent: Element, codes: pd.DataFrame, ids: dict[str, str]) -> None:
    """Add the codes that have no id yet, parents first."""
    elements = {guid(e): e for e in parent.iter() if isinstance(e.tag, str) and e.get("guid")}
    for row in codes.itertuples():
        if row.code in ids:
            continue
        ids[row.code] = _id("code", row.code)
        above = elements.get(ids.get(row.parent, "").strip("{}").lower(), parent)
        name = row.code.removeprefix(f"{row.parent} / ") if row.parent else row.code
        made = _sub(above, "Code", guid=ids[row.code], name=name, isCodable="true")
        elements[ids[row.code]] = made
        if row.description:
            _sub(made, "Description", row.description)


def _add_loose(parent: Element, names: Iterable[str], ids: dict[str, str]) -> None:
    """Add what is named and is in no codebook: ends of links, and arrows."""
    for name in dict.fromkeys(names):
        if name not in ids:
            ids[name] = _id("code", name)
            _sub(parent, "Code", guid=ids[name], name=name, isCodable="true")


def _add_users(section: Element, coders: Sequence[str]) -> dict[str, str]:
    known = {str(user.get("name", "")): str(user.get("guid")) for user in children(section, "User")}
    for name in sorted(set(coders) - set(known) - {""}):
        known[name] = _id("user", name)
        _sub(section, "User", guid=known[name], name=name)
    return known


def _add_selection(
    holder: Element, source: str, ends: tuple[int, int], user: str, codes: Sequence[str]
) -> None:
    key = _id("selection", source, *ends, user, *codes)
    who = {"creatingUser": user} if user else {}
    places = {"startPosition": str(ends[0]), "endPosition": str(ends[1])}
    selection = _sub(holder, "PlainTextSelection", guid=key, name="", **places, **who)
    for code in codes:
        coding = _sub(selection, "Coding", guid=_id("coding", key, code), **who)
        _sub(coding, "CodeRef", targetGUID=code)


def _order_holders(holders: Iterable[Element]) -> None:
    """Put selections before what the schema wants after them."""
    for holder in holders:
        later = children(holder, "Coding", "NoteRef", "VariableValue")
        for element in later:
            holder.append(element)


def _add_groups(root: Element, interviews: Interviews, holders: dict[str, Element]) -> None:
    for name in interviews.groups.columns:
        key = _id("variable", name)
        _sub(_section(root, "Variables"), "Variable", guid=key, name=name, typeOfVariable="Text")
        for source, value in interviews.groups[name].items():
            if value and source in holders:
                made = _sub(holders[source], "VariableValue")
                _sub(made, "VariableRef", targetGUID=key)
                _sub(made, "TextValue", value)
