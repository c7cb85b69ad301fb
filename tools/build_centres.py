"""Compute the shipped centres and neighbours from the generalised boundaries of CBS and Kadaster.

Run with the data folder as the only argument, or with ``REGIOSCOOP_DATA`` set::

    python tools/build_centres.py ../shared/data

It rewrites ``centres.csv`` and ``contiguity.csv`` in ``src/regioscoop/places/data``; the same folder always
gives the same files.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from regioscoop.places import boundaries, contiguity

TARGET = Path(__file__).resolve().parent.parent / "src" / "regioscoop" / "places" / "data"
YEARS = {2016: "id", 2023: "code"}
HEADER = ("municipality_id", "name", "valid_year", "x_m", "y_m", "source")


def centre(geometry: shapely.Geometry) -> shapely.Point:
    """Return the centroid of the largest polygon, or a point inside it when the centroid falls outside."""
    largest = max(shapely.get_parts(geometry), key=lambda part: float(part.area))
    middle = shapely.centroid(largest)
    return middle if shapely.contains(largest, middle) else shapely.point_on_surface(largest)


def rows(folder: Path, year: int, id_column: str) -> list[tuple[str, str, int, int, int, str]]:
    """Return the rows of one year, ordered by municipality, coordinates in EPSG:28992 rounded to 100 m."""
    frame = gpd.read_file(folder / "boundaries" / f"municipalities_{year}.geojson").to_crs(28992)
    found = []
    for code, name, geometry in zip(frame[id_column], frame["name"], frame.geometry, strict=True):
        point = centre(geometry)
        x, y = (round(value / 100) * 100 for value in (point.x, point.y))
        found.append((str(code), str(name), year, x, y, f"cbs-kadaster-{year}"))
    return sorted(found)


def main() -> None:
    """Write the centres and the neighbours of every year in `YEARS`."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["REGIOSCOOP_DATA"])
    with (TARGET / "centres.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for year, id_column in YEARS.items():
            writer.writerows(rows(folder, year, id_column))
    touching = pd.concat(
        contiguity(boundaries(year, data_dir=folder).frame).assign(
            valid_year=year, source=f"cbs-kadaster-{year}"
        )
        for year in YEARS
    )
    columns = ["a", "b", "kind", "valid_year", "source"]
    touching[columns].to_csv(TARGET / "contiguity.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
