"""A description file: what a CSV file or a StatLine table holds, and which indicator each column is.

A CSV file (`regioscoop context load figures.yml`)::

    name: my-figures                 # name of the package
    title: Figures of our own
    file: figures.csv                # beside the description
    area: gemeente                   # column with the code: GM0014, 0014 or 14
    year: 2023                       # or {column: jaar}
    valid_year: 2023                 # year of the borders; "year": each figure in those of its own year
    separator: ";"                   # default ,
    decimal: ","                     # default .
    skip: [GM0998]                   # codes that are no municipality
    columns:
      volunteers_percent: vrijwilligers          # indicator: column
      area_km2: {column: hectare, factor: 0.01}
    indicators:                      # only for what the list of indicators does not have
      - {id: bridges, words_nl: bruggen, words_en: bridges, unit: bridges, groups: geography, weight: sum,
         higher_is_more_welfare: "none", definition: Bridges over water}
    source: {id: province-count, publisher: A province, title: Count of bridges, licence: CC0-1.0}

A table of StatLine, read live: ``table: 85984NED`` instead of ``file``, ``measures`` (indicator: code)
instead of ``columns``, ``where`` (dimension: code) for every dimension that is neither area nor period, and
``year`` only where the table has no period. The source is StatLine itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import yaml

from regioscoop.context._indicators._schema import ID_PATTERN, INDICATOR_LIST
from regioscoop.context._tables import shipped_table
from regioscoop.errors import InputError, Problem
from regioscoop.register.loaded import NAME_PATTERN, SOURCES

SUFFIXES: Final = (".yml", ".yaml", ".json")
OF_SOURCE: Final = ("publisher", "title", "licence")
OF_INDICATOR: Final = tuple(name for name in INDICATOR_LIST.names if name != "source")


@dataclass(frozen=True)
class Picked:
    """Where an indicator is found: a column or a measure, and what its value is multiplied with."""

    name: str
    factor: float = 1.0


@dataclass(frozen=True)
class Description:
    """A description file that was read and is sound.

    Attributes
    ----------
    path
        The file itself.
    name, title
        Name and title of the package.
    given
        Everything that stands in it.
    picked
        Indicator -> where it is found.
    own
        Indicators that the list does not have, as rows of ``indicator_list``.
    units
        Indicator -> unit.
    """

    path: Path
    name: str
    title: str
    given: dict[str, Any]
    picked: dict[str, Picked]
    own: pd.DataFrame
    units: dict[str, str]

    @property
    def is_statline(self) -> bool:
        """Whether it describes a table of StatLine and not a file."""
        return "table" in self.given


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999


def _is_picked(value: object) -> bool:
    if isinstance(value, dict):
        factor = value.get("factor", 1)
        is_number = isinstance(factor, int | float) and not isinstance(factor, bool)
        named = [key for key in ("column", "measure") if _is_text(value.get(key))]
        return set(value) <= {"column", "measure", "factor"} and len(named) == 1 and is_number
    return _is_text(value)


def _are_picked(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(_is_picked(v) for v in value.values())


Rule = tuple[Callable[[Any], bool], str, bool]

_COMMON: Final[dict[str, Rule]] = {
    "name": (
        lambda v: _is_text(v) and re.fullmatch(NAME_PATTERN, v) is not None,
        f"a name of the form {NAME_PATTERN}",
        True,
    ),
    "title": (_is_text, "text", True),
    "valid_year": (lambda v: v == "year" or _is_year(v), 'the year of the borders, or "year"', True),
    "indicators": (
        lambda v: isinstance(v, list) and all(isinstance(i, dict) for i in v),
        "a list of indicators of its own",
        False,
    ),
}
_OF_FILE: Final[dict[str, Rule]] = {
    "file": (_is_text, "the name of a CSV file beside the description", True),
    "area": (_is_text, "the column with the code of the municipality", True),
    "year": (
        lambda v: _is_year(v) or (isinstance(v, dict) and set(v) == {"column"} and _is_text(v["column"])),
        "a year, or {column: NAME}",
        True,
    ),
    "columns": (_are_picked, "indicator: column, or indicator: {column: NAME, factor: NUMBER}", True),
    "source": (
        lambda v: isinstance(v, dict) and all(_is_text(v.get(key)) for key in ("id", *OF_SOURCE)),
        "id, " + ", ".join(OF_SOURCE),
        True,
    ),
    "separator": (lambda v: isinstance(v, str) and len(v) == 1, "one character", False),
    "decimal": (lambda v: v in (".", ","), '"." or ","', False),
    "skip": (
        lambda v: isinstance(v, list) and all(isinstance(i, str | int) for i in v),
        "a list of codes",
        False,
    ),
}
_OF_TABLE: Final[dict[str, Rule]] = {
    "table": (
        lambda v: _is_text(v) and re.fullmatch(r"[A-Za-z0-9]+", v) is not None,
        "the code of a table, such as 85984NED",
        True,
    ),
    "measures": (_are_picked, "indicator: code, or indicator: {measure: CODE, factor: NUMBER}", True),
    "where": (
        lambda v: isinstance(v, dict) and all(_is_text(i) for i in v.values()),
        "dimension: code",
        False,
    ),
    "year": (_is_year, "a year, where the table has no period", False),
    "service": (_is_text, "the address of the service", False),
}


def read_description(path: Path) -> Description:
    """Read a description file.

    Raises
    ------
    InputError
        With everything that is wrong in it.
    """
    given = _parsed(path)
    rules = _COMMON | (_OF_TABLE if "table" in given else _OF_FILE)
    problems = [
        Problem(path.name, f"unknown key {key}", ", ".join(sorted(rules)))
        for key in given
        if key not in rules
    ]
    for key, (is_good, allowed, needed) in rules.items():
        if key not in given:
            problems += [Problem(path.name, f"no {key}", allowed)] if needed else []
        elif not is_good(given[key]):
            problems.append(Problem(path.name, f"{key}: {given[key]!r}", allowed))
    if problems:
        raise _refused(path, problems)
    own, problems = _own(path, given)
    units = pd.concat([shipped_table("indicator_list"), own]).drop_duplicates("id").set_index("id")["unit"]
    picked = {name: _picked(value) for name, value in given[_field(given)].items()}
    allowed = "an id of the list of indicators, or one under indicators"
    problems += [Problem(path.name, name, allowed) for name in picked if name not in units.index]
    problems += _source_problems(path, given)
    if problems:
        raise _refused(path, problems)
    return Description(path, given["name"], given["title"], given, picked, own, dict(units[list(picked)]))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        given = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise _refused(path, [Problem(str(path), str(error.strerror), "a file that can be read")]) from error
    except (ValueError, yaml.YAMLError) as error:
        found = " ".join(str(error).split())
        raise _refused(path, [Problem(path.name, found, "YAML or JSON")]) from error
    if not isinstance(given, dict):
        raise _refused(path, [Problem(path.name, f"a {type(given).__name__}", "keys with values")])
    return {str(key): value for key, value in given.items()}


def _own(path: Path, given: dict[str, Any]) -> tuple[pd.DataFrame, list[Problem]]:
    """The indicators that the description brings itself."""
    problems = []
    rows = given.get("indicators", [])
    for number, row in enumerate(rows, start=1):
        where = f"{path.name}, indicator {number}"
        wrong = [name for name in OF_INDICATOR if not _is_text(row.get(name))]
        problems += [Problem(where, f"{name}: {row.get(name)!r}", "text") for name in wrong]
        problems += [
            Problem(where, f"unknown key {key}", ", ".join(OF_INDICATOR))
            for key in row
            if key not in OF_INDICATOR
        ]
        if "id" not in wrong and re.fullmatch(ID_PATTERN, row["id"]) is None:
            problems.append(Problem(where, row["id"], f"an id of the form {ID_PATTERN}"))
    frame = pd.DataFrame(rows, columns=list(OF_INDICATOR), dtype="object")
    return frame.assign(source=source_id(given)), problems


def source_id(given: dict[str, Any]) -> str:
    """Id of the source of every row of a description."""
    return f"statline-{given['table']}".lower() if "table" in given else str(given["source"]["id"])


def _source_problems(path: Path, given: dict[str, Any]) -> list[Problem]:
    stated = given.get("source", {})
    allowed = ", ".join(SOURCES.names)
    return [Problem(path.name, f"source: unknown key {k}", allowed) for k in stated if k not in SOURCES.names]


def _field(given: dict[str, Any]) -> str:
    return "measures" if "table" in given else "columns"


def _picked(value: str | dict[str, Any]) -> Picked:
    if isinstance(value, str):
        return Picked(value)
    return Picked(str(value.get("column") or value.get("measure")), float(value.get("factor", 1)))


def _refused(path: Path, problems: list[Problem]) -> InputError:
    return InputError(f"{path.name} is no description ({len(problems)} problems)", problems)
