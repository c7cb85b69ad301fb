"""Reader for tables of CBS StatLine, through its OData v4 service.

Of a table the service gives ``Properties`` (title), ``Dimensions`` (Identifier, Kind: GeoDimension,
TimeDimension ...), ``MeasureCodes`` (Identifier, Title, Unit) and ``Observations`` (Measure, Value,
ValueAttribute, and one column per dimension), in pages that name the next one in ``@odata.nextLink``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urljoin

import httpx
import pandas as pd

from regioscoop.context._indicators._description import Description, source_id
from regioscoop.context._indicators._reading import CODE, Reading, area_problems, long_rows
from regioscoop.errors import InputError, NotAvailableError, Problem

SERVICE: Final = "https://datasets.cbs.nl/odata/v1/CBS"
TIMEOUT_S: Final = 60.0
MOST_PAGES: Final = 1_000
PERIOD: Final = re.compile(r"(\d{4})JJ00")
WHOLE_YEAR: Final = "a whole year, such as 2023JJ00"
NO_ATTRIBUTE: Final = ("", "None")

Row = dict[str, Any]


def read_statline(
    description: Description, *, today: date | None = None, timeout: float = TIMEOUT_S
) -> Reading:
    """Read a table of StatLine, live.

    Parameters
    ----------
    description
        As `read_description` returns, with a ``table``.
    today
        Date of reading, for the source; default the date of the machine.
    timeout
        Seconds to wait for an answer.

    Returns
    -------
    Reading
        The figures of municipalities in whole years; other areas and periods are left out, and said. A figure
        that the service withholds (secret, not yet known) is unknown.

    Raises
    ------
    NotAvailableError
        When the service cannot be reached, answers with an error, or with something else than a table.
    InputError
        With everything that the description and the table do not agree on.
    """
    given = description.given
    address = f"{str(given.get('service', SERVICE)).rstrip('/')}/{given['table']}"
    with httpx.Client(timeout=timeout, follow_redirects=True) as client:
        stated = _answer(client, f"{address}/Properties")
        dimensions = {
            str(row.get("Identifier")): str(row.get("Kind")) for row in _rows(client, f"{address}/Dimensions")
        }
        measures = {str(row.get("Identifier")) for row in _rows(client, f"{address}/MeasureCodes")}
        area, period = _roles(description, dimensions, measures)
        observations = list(_rows(client, f"{address}/Observations", _filter(description, area)))
    frame = _observed(observations, [area, *([period] if period else []), *given.get("where", {})], address)
    frame, skipped = _wanted(frame, description, area, period)
    rows = _as_rows(frame, description)
    source = {
        "id": source_id(given),
        "publisher": "Statistics Netherlands (CBS)",
        "title": str(stated.get("Title") or given["title"]),
        "url": address,
        "licence": "CC-BY-4.0",
        "accessed": (today or date.today()).isoformat(),
        "checksum": sha256(json.dumps(observations, sort_keys=True).encode()).hexdigest(),
    }
    tables = {"sources": pd.DataFrame([source]), "indicators": rows, "indicator_list": description.own}
    return Reading(description.name, description.title, tables, skipped)


def _roles(
    description: Description, dimensions: dict[str, str], measures: set[str]
) -> tuple[str, str | None]:
    """The dimensions of area and period; every other one must be fixed by the description."""
    given, file = description.given, description.path.name
    area = [name for name, kind in dimensions.items() if kind.startswith("Geo")]
    period = [name for name, kind in dimensions.items() if kind == "TimeDimension"]
    fixed = given.get("where", {})
    others = [name for name in dimensions if name not in (*area[:1], *period[:1])]
    problems = [
        Problem(file, f"dimension {name} is not fixed", f"where: {{{name}: CODE}}")
        for name in others
        if name not in fixed
    ]
    known = ", ".join(others) or "none: the table has no other dimension"
    problems += [Problem(file, f"where: {name}", known) for name in fixed if name not in others]
    if not area:
        problems.append(Problem(file, "a table without areas", "a table with a geographical dimension"))
    if not period and "year" not in given:
        problems.append(Problem(file, "a table without periods", "year: the year of its figures"))
    if period and "year" in given:
        problems.append(Problem(file, f"year: {given['year']}", f"no year: the table has {period[0]}"))
    codes = ", ".join(sorted(measures)[:12]) + (" ..." if len(measures) > 12 else "")
    problems += [
        Problem(file, f"measure {picked.name} of {name}", f"a measure of the table: {codes}")
        for name, picked in description.picked.items()
        if picked.name not in measures
    ]
    if problems:
        raise InputError(f"{file} does not fit table {given['table']} ({len(problems)} problems)", problems)
    return area[0], period[0] if period else None


def _filter(description: Description, area: str) -> str:
    """Ask for municipalities, the measures and the fixed codes only."""
    codes = sorted({picked.name for picked in description.picked.values()})
    parts = ["(" + " or ".join(f"Measure eq {_quoted(code)}" for code in codes) + ")"]
    parts.append(f"startswith({area},'GM')")
    parts += [
        f"{name} eq {_quoted(code)}" for name, code in sorted(description.given.get("where", {}).items())
    ]
    return " and ".join(parts)


def _quoted(code: str) -> str:
    return "'" + code.replace("'", "''") + "'"


def _rows(client: httpx.Client, url: str, wanted: str | None = None) -> Iterator[Row]:
    """Yield the rows of every page."""
    seen: set[str] = set()
    parameters = {"$filter": wanted} if wanted else None
    following: str | None = url
    while following is not None:
        if following in seen or len(seen) >= MOST_PAGES:
            raise NotAvailableError(f"StatLine keeps referring to more pages; stopped at {following}.")
        seen.add(following)
        page = _answer(client, following, parameters)
        rows = page.get("value")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise NotAvailableError(f"StatLine answered without a list of rows at {following}.")
        yield from rows
        link = page.get("@odata.nextLink")
        # The link holds the question already; asking it again would be another question.
        parameters, following = None, urljoin(following, link) if isinstance(link, str) and link else None


def _answer(client: httpx.Client, url: str, parameters: dict[str, str] | None = None) -> Row:
    """Return one answer; whatever goes wrong becomes a sentence."""
    try:
        response = client.get(url, params=parameters, headers={"Accept": "application/json"})
        response.raise_for_status()
        page = response.json()
    except httpx.HTTPStatusError as error:
        status = f"{error.response.status_code} {error.response.reason_phrase}".strip()
        hint = "Is the code of the table right?" if error.response.status_code == 404 else "Try again later."
        raise NotAvailableError(f"StatLine answered {status} to {url}. {hint}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise NotAvailableError(f"StatLine cannot be reached at {url}: {reason}.") from error
    except ValueError as error:
        raise NotAvailableError(f"StatLine answered without readable JSON at {url}: {error}.") from error
    if not isinstance(page, dict):
        raise NotAvailableError(f"StatLine answered without a table at {url}.")
    return page


def _observed(rows: list[Row], dimensions: list[str], address: str) -> pd.DataFrame:
    """Observations as a frame; the value is unknown where an attribute says why it is absent."""
    columns = ["Measure", "Value", *dimensions]
    lacking = sorted({name for row in rows for name in columns if name not in row})
    if lacking or not rows:
        found = f"without {', '.join(lacking)}" if lacking else "without observations"
        raise NotAvailableError(f"StatLine answered {found} ({address}/Observations).")
    frame = pd.DataFrame(rows)
    strange = [
        v for v in frame["Value"] if v is not None and (isinstance(v, bool) or not isinstance(v, int | float))
    ]
    if strange:
        raise NotAvailableError(
            f"StatLine answered with the value {strange[0]!r}, which is no number ({address})."
        )
    frame["Value"] = pd.to_numeric(frame["Value"]).astype("float64")
    attribute = (
        frame["ValueAttribute"].fillna("") if "ValueAttribute" in frame else pd.Series("", frame.index)
    )
    frame.loc[~attribute.isin(NO_ATTRIBUTE), "Value"] = float("nan")
    text = [name for name in columns if name != "Value"]
    frame[text] = frame[text].astype(str).apply(lambda column: column.str.strip())
    return frame[columns]


def _wanted(
    frame: pd.DataFrame, description: Description, area: str, period: str | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Municipalities in whole years, with area, year and valid_year; and what was left out, in words."""
    given, skipped = description.given, []
    is_municipality = frame[area].map(lambda code: CODE.fullmatch(code) is not None)
    if (~is_municipality).any():
        skipped.append(f"{frame.loc[~is_municipality, area].nunique()} areas that are no municipality")
    frame = frame[is_municipality]
    year = pd.Series(given.get("year"), index=frame.index)
    if period is not None:
        year = frame[period].map(lambda code: int(m[1]) if (m := PERIOD.fullmatch(code)) else None)
        if year.isna().any():
            skipped.append(f"{frame.loc[year.isna(), period].nunique()} periods that are no whole year")
    frame = frame.assign(area=frame[area], year=year)[year.notna()].astype({"year": "int64"})
    frame["valid_year"] = frame["year"] if given["valid_year"] == "year" else given["valid_year"]
    if frame.empty:
        found = f"no municipality in {WHOLE_YEAR}"
        raise InputError("Nothing was read", [Problem(given["table"], found, "figures of municipalities")])
    return frame, tuple(skipped)


def _as_rows(frame: pd.DataFrame, description: Description) -> pd.DataFrame:
    """The indicator table, one row for each municipality, year and indicator."""
    table, keys = description.given["table"], ["area", "valid_year", "year"]
    once = frame.drop_duplicates(keys)
    problems = area_problems(once["area"], pd.Series(0, once.index), once["valid_year"], table, "area")
    twice = frame[frame.duplicated([*keys, "Measure"])]
    problems += [
        Problem(table, f"{row.Measure} of {row.area} in {row.year} twice", "one observation")
        for row in twice.itertuples()
    ]
    if problems:
        # Rows of a service have no number that a user could look up.
        problems = [Problem(p.where, p.found, p.allowed) for p in problems]
        raise InputError(f"table {table} cannot be used ({len(problems)} problems)", problems)
    # A pivot table would drop the municipalities of which everything is unknown.
    wide = frame.pivot(index=keys, columns="Measure", values="Value")  # noqa: PD010
    values = {
        name: (wide[picked.name] * picked.factor).round(9).reset_index(drop=True)
        for name, picked in description.picked.items()
        if picked.name in wide
    }
    return long_rows(
        wide.index.to_frame(index=False), values, description.units, source_id(description.given)
    )
