"""The Register van Overheidsorganisaties (KOOP), as it is exported every day: ``exportOO.xml``.

The schema changes every year or so: an export of 2019 (2.4) has ``gemeenschappelijkeRegeling`` with
``systemId`` as element, one of today (2.6) has ``regeling`` with ``systeemId`` as attribute and TOOI
identifiers. Both are read, by the local names of elements and attributes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.sources._candidates import as_candidates, join_cells
from regioscoop.register.sources._export_xml import read_records

ROOT: Final = "overheidsorganisaties"
SKIPPED: Final = frozenset({"functies", "organisaties", "clusterOnderdelen", "medewerkers"})
ARRANGEMENTS: Final = ("gemeenschappelijkeRegeling", "regeling")
ORGANISATION_COLUMNS: Final = ("line", "id", "name", "abbreviation", "type", "code", "start", "end")
ARRANGEMENT_COLUMNS: Final = (
    "line", "id", "name", "short_name", "legal_form", "purpose", "seat", "start", "end",
)  # fmt: skip
PARTICIPATION_COLUMNS: Final = ("line", "arrangement", "organisation", "name", "code", "joined", "left")
_TOOI: Final = re.compile(r"/tooi/id/(?:gemeente|provincie|waterschap)/((?:gm|ws)\d{4}|pv\d{2})$")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_STARTS: Final = ("datumInwerkingtreding", "startDatum")
_ENDS: Final = ("datumUitwerkingtreding", "datumOpheffing", "eindDatum")


@dataclass(frozen=True)
class OrganisationsRegister:
    """What an export says.

    Attributes
    ----------
    date
        Date of the export (YYYY-MM-DD); empty when it does not tell.
    organisations
        line, id, name, abbreviation, type, code (``GM0344``, ``PV26``, ``WS0646``; empty without a TOOI
        identifier), start, end.
    arrangements
        line, id, name, short_name, legal_form (in the words of the register), purpose, seat, start, end.
    participations
        line, arrangement, organisation (id), name, code, joined, left: one row per participant and
        arrangement.
    """

    date: str
    organisations: pd.DataFrame
    arrangements: pd.DataFrame
    participations: pd.DataFrame

    def candidates(self, date: str = "") -> pd.DataFrame:
        """The arrangements as a list to link.

        Parameters
        ----------
        date
            Only what was in force on this date (YYYY-MM-DD), with who took part then; default everything
            that ever was. A date that the register does not tell excludes nothing.

        Returns
        -------
        DataFrame
            See `regioscoop.register.sources.CANDIDATE_COLUMNS`; participants are codes, or names where the
            register has no code.
        """
        arrangements = self.arrangements[_in_force(self.arrangements, "start", "end", date)]
        parts = self.participations[_in_force(self.participations, "joined", "left", date)]
        cells = parts["code"].where(parts["code"] != "", parts["name"])
        members = cells.groupby(parts["arrangement"]).agg(join_cells)
        return as_candidates(
            pd.DataFrame(
                {
                    "id": "roo-" + arrangements["id"],
                    "name": arrangements["name"],
                    "aliases": arrangements["short_name"],
                    "participants": arrangements["id"].map(members).fillna(""),
                    "seat": arrangements["seat"],
                    "legal_form": arrangements["legal_form"],
                    "founded": arrangements["start"],
                    "dissolved": arrangements["end"],
                    "source": "organisations-register",
                    "place": arrangements["line"].map("line {}".format),
                }
            )
        )


def read_organisations_register(path: Path) -> OrganisationsRegister:
    """Read an export of the Register van Overheidsorganisaties.

    Parameters
    ----------
    path
        ``exportOO.xml``. Units, offices and staff inside an organisation are left out.

    Returns
    -------
    OrganisationsRegister

    Raises
    ------
    InputError
        Everything that is wrong: not such an export, an organisation without id or name, an id that stands
        twice, a date that is none, a participant that is not named.
    """
    organisations: list[tuple[object, ...]] = []
    arrangements: list[tuple[object, ...]] = []
    participations: list[tuple[object, ...]] = []
    date = ""
    for attributes, line, _, record in read_records(path, ROOT, SKIPPED):
        date = attributes.get("timestamp", "")[:10]
        if record.tag in ARRANGEMENTS:
            arrangements.append(_arrangement(line, record))
            participations += _participations(line, record)
        else:
            organisations.append(_organisation(line, record))
    found = OrganisationsRegister(
        date if _DATE.fullmatch(date) else "",
        pd.DataFrame(organisations, columns=list(ORGANISATION_COLUMNS), dtype="object"),
        pd.DataFrame(arrangements, columns=list(ARRANGEMENT_COLUMNS), dtype="object"),
        _with_codes(participations, organisations),
    )
    problems = _problems(path, found)
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    return found


def _organisation(line: int, record: Element) -> tuple[object, ...]:
    return (
        line,
        _id(record),
        _text(record, "naam"),
        _text(record, "afkorting"),
        "|".join(_clean(e.text) for e in record.findall("types/type") if _clean(e.text)),
        _code(record),
        _first(record, _STARTS),
        _first(record, _ENDS),
    )


def _arrangement(line: int, record: Element) -> tuple[object, ...]:
    form = record.find("samenwerkingsvorm")
    words = "" if form is None else form.get("samenwerkingsvormNaam") or _clean(form.text)
    return (
        line,
        _id(record),
        _text(record, "titel") or _text(record, "naam"),
        _text(record, "citeertitel"),
        words.strip("'"),
        _text(record, "doel"),
        _seat(record),
        _first(record, _STARTS),
        _first(record, _ENDS),
    )


def _participations(line: int, record: Element) -> list[tuple[object, ...]]:
    parent = record.find("deelnemendeOrganisaties")
    return [
        (
            line,
            _id(record),
            _id(child),
            _text(child, "naam") or child.get("naam", "") or _clean(child.text),
            _code(child),
            _text(child, "toetredingsDatum"),
            _text(child, "uittredingsDatum"),
        )
        for child in (parent if parent is not None else ())
    ]


def _with_codes(rows: list[tuple[object, ...]], organisations: list[tuple[object, ...]]) -> pd.DataFrame:
    """Give a participant that has no code of its own the code of the organisation it points at."""
    frame = pd.DataFrame(rows, columns=list(PARTICIPATION_COLUMNS), dtype="object")
    known = {row[1]: row[5] for row in organisations if row[5]}
    frame["code"] = frame["code"].where(
        frame["code"] != "", frame["organisation"].map(lambda id_: known.get(id_, ""))
    )
    return frame


def _seat(record: Element) -> str:
    """Place of the visiting address, or of the first address that names one."""
    old = record.find("contact/bezoekAdres/adres/plaats")
    if old is not None:
        return _clean(old.text)
    places = [(_text(a, "adresType"), _text(a, "woonplaats")) for a in record.findall("adressen/adres")]
    named = [(kind.lower() != "bezoekadres", place) for kind, place in places if place]
    return min(named, key=lambda pair: pair[0], default=(True, ""))[1]


def _id(record: Element) -> str:
    for attribute in ("systeemId", "systemId"):
        if record.get(attribute):
            return str(record.get(attribute)).strip()
    return _text(record, "systemId/systemId") or _text(record, "organisatieId") or _text(record, "systemId")


def _code(record: Element) -> str:
    hit = _TOOI.search((record.get("resourceIdentifierTOOI") or "").strip().lower())
    return hit.group(1).upper() if hit else ""


def _first(record: Element, names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := _text(record, name))), "")


def _text(record: Element, path: str) -> str:
    found = record.find(path)
    return "" if found is None else _clean(found.text)


def _clean(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def _in_force(frame: pd.DataFrame, start: str, end: str, date: str) -> pd.Series:
    begun = (frame[start] == "") | (frame[start] <= date)
    over = (frame[end] != "") & (frame[end] <= date)
    return (begun & ~over) if date else pd.Series(data=True, index=frame.index)


def _problems(path: Path, found: OrganisationsRegister) -> list[Problem]:
    both = (found.organisations, found.arrangements)
    problems = [
        Problem(f"{path.name}, line {line}", f"no {what}", f"a {what}")
        for frame in both
        for what in ("id", "name")
        for line in frame.loc[frame[what] == "", "line"]
    ]
    every = pd.concat([frame[["line", "id"]] for frame in both])
    twice = every[every.duplicated("id") & (every["id"] != "")]
    problems += [
        Problem(f"{path.name}, line {line}", f"id {id_} a second time", "each id once")
        for line, id_ in zip(twice["line"], twice["id"], strict=True)
    ]
    parts = found.participations
    nameless = parts[(parts["name"] == "") & (parts["code"] == "")]
    problems += [
        Problem(f"{path.name}, line {line}", "a participant without a name", "who takes part")
        for line in nameless["line"]
    ]
    dated = [(frame, column) for frame in both for column in ("start", "end")]
    dated += [(parts, column) for column in ("joined", "left")]
    problems += [
        Problem(f"{path.name}, line {line}", repr(date), "a date YYYY-MM-DD", column=column)
        for frame, column in dated
        for line, date in zip(frame["line"], frame[column], strict=True)
        if date and not _DATE.fullmatch(date)
    ]
    if found.organisations.empty and found.arrangements.empty:
        problems.append(Problem(path.name, "no organisations and no arrangements", "at least one"))
    return problems
