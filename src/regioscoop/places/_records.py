"""From features of any of the publishers' files to one clean frame of municipalities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import geopandas as gpd
import shapely

from regioscoop.errors import InputError, Problem
from regioscoop.places._centres import shipped_table
from regioscoop.places._geometry import RD, polygonal

ID_NAMES = ("id", "code", "statcode", "gemcode")
NAME_NAMES = ("name", "statnaam", "gemnaam")
MUNICIPALITY_ID = re.compile(r"GM\d{4}")
# The Netherlands in Europe with a wide margin: catches degrees read as metres and swapped axes.
EXTENT_M = (-20_000.0, 280_000.0, 310_000.0, 660_000.0)

Feature = tuple[Mapping[str, Any], Any]
"""Properties and geometry (a shapely geometry, or None where it is missing)."""


def municipality_frame(features: Iterable[Feature], crs: str, where: str) -> gpd.GeoDataFrame:
    """Check features and make the frame of municipalities from them.

    Parameters
    ----------
    features
        Properties and geometry of each municipality, in the order of the file.
    crs
        Coordinate system of the geometries.
    where
        What the features were read from, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``municipality_id``, sorted; columns ``name``, ``geometry`` (polygons, EPSG:28992).

    Raises
    ------
    InputError
        With everything that is wrong: missing or double ids, missing or unusable geometry, a place far from
        the Netherlands.
    """
    rows = [(code_of(given), next(_texts(given, NAME_NAMES), None), shape) for given, shape in features]
    problems = [p for number, row in enumerate(rows, 1) for p in _row_problems(row, number, where)]
    problems += _double_ids([code for code, _, _ in rows], where)
    if not rows:
        problems.append(Problem(where, "no municipalities", "at least one feature"))
    if problems:
        raise unreadable(*problems)
    frame = _assemble(rows, crs)
    _refuse_far_away(frame, where)
    return _repaired(frame, where)


def unreadable(*problems: Problem) -> InputError:
    """Return the error for a source of boundaries that cannot be used."""
    return InputError("Boundaries cannot be read", problems)


def code_of(given: Mapping[str, Any]) -> str | None:
    """Return the municipality code among the properties, else what stands in its place, else None."""
    texts = list(_texts(given, ID_NAMES))
    codes = [text for text in texts if MUNICIPALITY_ID.fullmatch(text)]
    return next(iter(codes or texts), None)


def _texts(given: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    values = (given.get(name) for name in names)
    return (value.strip() for value in values if isinstance(value, str) and value.strip())


def _row_problems(row: tuple[str | None, str | None, Any], number: int, where: str) -> list[Problem]:
    code, _, shape = row
    place = f"{where}, feature {number}" + (f" ({code})" if code else "")
    problems = []
    if code is None:
        allowed = f"one of the properties {', '.join(ID_NAMES)}"
        problems.append(Problem(place, "no municipality code", allowed))
    elif not MUNICIPALITY_ID.fullmatch(code):
        problems.append(Problem(place, repr(code), "a code such as GM0014"))
    if shape is None or shapely.is_empty(shape):
        problems.append(Problem(place, "no geometry", "a Polygon or MultiPolygon"))
    elif shape.geom_type not in ("Polygon", "MultiPolygon"):
        problems.append(Problem(place, f"a {shape.geom_type}", "a Polygon or MultiPolygon"))
    return problems


def _double_ids(codes: list[str | None], where: str) -> list[Problem]:
    double = sorted(code for code, count in Counter(codes).items() if code and count > 1)
    return [Problem(where, f"{code} more than once", "every municipality once") for code in double]


def _assemble(rows: list[tuple[str | None, str | None, Any]], crs: str) -> gpd.GeoDataFrame:
    codes, names, shapes = zip(*rows, strict=True)
    known = _known_names()
    titles = [name or known.get(str(code), code) for code, name in zip(codes, names, strict=True)]
    columns = {"municipality_id": codes, "name": titles}
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_crs(RD)
    return frame.set_index("municipality_id").sort_index()


def _known_names() -> dict[str, str]:
    """Return names by id from the shipped centres, for files that carry codes only (the newest name wins)."""
    table = shipped_table("centres").sort_values("valid_year")
    return dict(zip(table["municipality_id"], table["name"], strict=True))


def _refuse_far_away(frame: gpd.GeoDataFrame, where: str) -> None:
    low_x, low_y, high_x, high_y = EXTENT_M
    box = frame.geometry.bounds
    inside = (box["minx"] > low_x) & (box["miny"] > low_y) & (box["maxx"] < high_x) & (box["maxy"] < high_y)
    found, allowed = "coordinates far from the Netherlands", "WGS84, or a file that names its crs"
    problems = [Problem(f"{where} ({code})", found, allowed) for code in frame.index[~inside]]
    if problems:
        raise unreadable(*problems)


def _repaired(frame: gpd.GeoDataFrame, where: str) -> gpd.GeoDataFrame:
    repaired = frame.set_geometry([polygonal(shape) for shape in frame.geometry], crs=RD)
    empty = frame.index[repaired.geometry.is_empty]
    problems = [Problem(f"{where} ({code})", "no area", "a polygon") for code in empty]
    if problems:
        raise unreadable(*problems)
    return repaired
