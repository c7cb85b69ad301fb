"""The French bodies of communes with taxes of their own (EPCI), as Etalab publishes them in JSON.

The npm package ``@etalab/decoupage-administratif`` carries the list of the Direction générale des
collectivités locales (``data/epci.json``) and the communes of INSEE (``data/communes.json``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from regioscoop.errors import InputError, Problem

PACKAGE: Final = "@etalab/decoupage-administratif"
_EPCI: Final = ("code", "nom", "type", "modeFinancement", "membres")
_COMMUNE: Final = ("code", "nom", "type", "zone")

Entry = dict[str, Any]


def read_epci(path: Path) -> pd.DataFrame:
    """Read which commune is in which EPCI.

    Parameters
    ----------
    path
        JSON: a list of objects with code (SIREN), nom, type, modeFinancement and membres, itself a list of
        objects with code (INSEE) and nom.

    Returns
    -------
    DataFrame
        row (which entry of the list, from 1), epci, epci_name, type, financing, commune, commune_name; one
        row for each commune of each EPCI.

    Raises
    ------
    InputError
        When the file is not such a list, or a commune stands in it twice: everything that is wrong.
    """
    entries = _entries(path, _EPCI)
    rows = [
        (at, e["code"], e["nom"], e["type"], e["modeFinancement"], m.get("code", ""), m.get("nom", ""))
        for at, e in enumerate(entries, start=1)
        for m in e["membres"]
    ]
    columns = ["row", "epci", "epci_name", "type", "financing", "commune", "commune_name"]
    frame = pd.DataFrame(rows, columns=columns)
    _refuse(path, [*_wrong_codes(path, frame), *_twice(path, frame, "commune")])
    return frame


def read_communes(path: Path) -> pd.DataFrame:
    """Read the communes of a year, and the former communes that are part of one.

    Parameters
    ----------
    path
        JSON: a list of objects with code (INSEE), nom, type, zone and, where they apply, departement,
        chefLieu (of a former commune: the one it is part of) and anciensCodes (codes that went into it).

    Returns
    -------
    DataFrame
        row (which entry of the list, from 1), id, name, kind (``commune-actuelle``, ``commune-deleguee``,
        ``commune-associee``, ``arrondissement-municipal``), zone (``metro``, ``drom``, ``com``),
        departement, part_of, former (tuple of codes); "" for what is not given.

    Raises
    ------
    InputError
        When the file is not such a list, or a commune of today stands in it twice.
    """
    entries = _entries(path, _COMMUNE)
    rows = [
        (
            at,
            *(e[key] for key in _COMMUNE),
            e.get("departement") or "",
            e.get("chefLieu") or "",
            tuple(e.get("anciensCodes") or ()),
        )
        for at, e in enumerate(entries, start=1)
    ]
    columns = ["row", "id", "name", "kind", "zone", "departement", "part_of", "former"]
    frame = pd.DataFrame(rows, columns=columns)
    _refuse(path, list(_twice(path, frame[frame["kind"] == "commune-actuelle"], "id")))
    return frame


def read_package_version(path: Path) -> str:
    """Read the version of the npm package, which tells the year of its lists.

    Parameters
    ----------
    path
        The ``package.json`` of `PACKAGE`.

    Raises
    ------
    InputError
        When it is that of another package, or tells no version.
    """
    found = _json(path)
    name = found.get("name") if isinstance(found, dict) else None
    version = found.get("version") if isinstance(found, dict) else None
    if name != PACKAGE or not isinstance(version, str):
        _refuse(path, [Problem(path.name, f"name {name!r}, version {version!r}", f"those of {PACKAGE}")])
    return str(version)


def _entries(path: Path, keys: Sequence[str]) -> list[Entry]:
    found = _json(path)
    if not isinstance(found, list) or not found or not all(isinstance(e, dict) for e in found):
        _refuse(path, [Problem(path.name, "something else", "a list of objects, not empty")])
    absent = [key for key in keys if not any(key in entry for entry in found)]
    _refuse(path, [Problem(path.name, f"no {key} anywhere", ", ".join(keys)) for key in absent])
    problems = [
        Problem(
            f"{path.name}, entry {at}", f"no {key}", f"{key} as {'a list' if key == 'membres' else 'text'}"
        )
        for at, entry in enumerate(found, start=1)
        for key in keys
        if not _fits(entry.get(key), key)
    ]
    _refuse(path, problems)
    return found


def _fits(value: object, key: str) -> bool:
    if key == "membres":
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return isinstance(value, str) and value != ""


def _json(path: Path) -> Any:  # noqa: ANN401 - any JSON can stand in a file
    if not path.is_file():
        raise InputError("A source is missing", [Problem(str(path), "no such file", "a JSON file")])
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        problem = Problem(path.name, f"not JSON: {error}", "JSON in UTF-8")
        raise InputError(f"{path.name} cannot be read", [problem]) from error


def _wrong_codes(path: Path, frame: pd.DataFrame) -> Iterator[Problem]:
    for column, pattern, allowed in (
        ("epci", r"\d{9}", "a SIREN of nine digits"),
        ("commune", r"\d[\dAB]\d{3}", "an INSEE code of a commune"),
    ):
        wrong = frame[~frame[column].astype(str).str.fullmatch(pattern)].drop_duplicates(["row", column])
        for at, code in zip(wrong["row"], wrong[column], strict=True):
            yield Problem(f"{path.name}, entry {at}", repr(code), allowed)


def _twice(path: Path, frame: pd.DataFrame, column: str) -> Iterator[Problem]:
    again = frame[frame.duplicated(column) & (frame[column] != "")]
    for at, code in zip(again["row"], again[column], strict=True):
        yield Problem(f"{path.name}, entry {at}", f"commune {code} a second time", "each commune once")


def _refuse(path: Path, problems: list[Problem]) -> None:
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
