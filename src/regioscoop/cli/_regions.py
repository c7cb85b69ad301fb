"""``regioscoop regions``, ``compare-regions`` and ``measures``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import Format, MapFormat, check_file, emit, emit_table, progress, words

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.regions import Ecosystems, Regionalisation
    from regioscoop.register import Edition

EditionOption = Annotated[str, typer.Option("--edition", help="Id of an edition, or a data package.")]
CarriedOption = Annotated[
    bool, typer.Option("--without-carried", help="Leave out what is only carried from an earlier edition.")
]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")]


def regions(
    edition: EditionOption = "2016",
    weight: Annotated[str, typer.Option(help="newman or count.")] = "newman",
    level: Annotated[str, typer.Option(help="best, all, or the number of a level.")] = "best",
    part: Annotated[str, typer.Option(help="all, registers or divisions: what is delineated.")] = "all",
    seed: Annotated[int, typer.Option(help="Seed of every random number.", min=0)] = 2016,
    form: Annotated[MapFormat, typer.Option("--format", help="csv, json or geojson.")] = MapFormat.CSV,
    out: OutOption = None,
    without_carried: CarriedOption = False,
) -> None:
    """Delineate the ecosystems: one row per municipality with its first and second region.

    Examples: `regioscoop regions --edition 2016`, `regioscoop regions --level all --format json`
    """
    import pandas as pd

    from regioscoop.errors import UnknownNameError
    from regioscoop.network import WEIGHTS
    from regioscoop.regions import Settings, ecosystems
    from regioscoop.register import load_edition

    if weight not in WEIGHTS:
        raise UnknownNameError("weight", weight, WEIGHTS)
    if level not in ("best", "all") and not level.isdigit():
        raise UnknownNameError("level", level, ["best", "all", "1", "2", "3"])
    check_file(out)
    found = load_edition(edition).select(carried=not without_carried)
    with progress() as shown:
        made = ecosystems(found, Settings(weight=weight, seed=seed), shown, part)
    numbers = made.numbers(level)
    frame = pd.concat([made.frame(number) for number in numbers], ignore_index=True)
    _say_levels(made)
    if form is MapFormat.GEOJSON:
        emit(_geojson(found, frame), out)
    else:
        emit_table(frame, form, out)


def _say_levels(made: Ecosystems) -> None:
    for level in made.delineation.levels:
        best = ", best" if level.number == made.delineation.best else ""
        words.print(
            f"level {level.number}: {level.regions} regions, stability {level.stability:.3f} "
            f"± {level.standard_error:.3f} ({level.kind}{best})"
        )


def _geojson(edition: Edition, frame: pd.DataFrame) -> str:
    """Municipalities with their region, on real or schematic boundaries."""
    from regioscoop.places import boundaries, to_wgs84

    drawn = boundaries(edition.year)
    shapes = to_wgs84(drawn.frame[["geometry"]])
    data = json.loads(shapes.join(frame.set_index("municipality_id"), how="inner").to_json())
    for feature in data["features"]:
        feature["properties"]["municipality_id"] = feature["id"]
    data |= {"name": f"ecosystems-{edition.id}", "boundaries": drawn.kind, "source": drawn.source}
    return json.dumps(data, ensure_ascii=False)


def _named(name: str, edition: Edition) -> Regionalisation:
    """Find a regionalisation: a CSV file, ``bre``, ``study``, or an official division."""
    from regioscoop.context import official_divisions
    from regioscoop.errors import UnknownNameError
    from regioscoop.measures import study_regions
    from regioscoop.regions import ecosystems, official_regions, read_regionalisation

    if name.endswith(".csv") or Path(name).is_file():
        return read_regionalisation(Path(name), edition)
    if name == "study":
        return study_regions(edition)
    if name == "bre":
        with progress() as shown:
            return ecosystems(edition, progress=shown).regionalisation()
    # Of a division that the edition itself holds, its own regions come first: they are arrangements.
    others = official_divisions(edition)
    wanted = {"province": "provinces"}.get(name, name)
    try:
        return official_regions(edition, wanted)
    except UnknownNameError:
        if wanted in others:
            return others[wanted]
        known = [*others, *sorted(set(edition["arrangement_divisions"]["division"]))]
        raise UnknownNameError("division", name, known) from None


def compare_regions(
    first: Annotated[str, typer.Argument(metavar="A", help="CSV file, bre, safety-regions, corop ...")],
    second: Annotated[str, typer.Argument(metavar="B", help="The same.")],
    edition: EditionOption = "2016",
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    out: OutOption = None,
    without_carried: CarriedOption = False,
) -> None:
    """Compare two regionalisations: AMI, and for each region of A its best match in B.

    Examples: `regioscoop compare-regions safety-regions bre`, `regioscoop compare-regions mine.csv bre`
    """
    from regioscoop.regions import compare
    from regioscoop.register import load_edition

    check_file(out)
    known = load_edition(edition).select(carried=not without_carried)
    found = compare(_named(first, known), _named(second, known))
    words.print(
        f"{found.municipalities} municipalities, AMI {found.ami:.3f}, "
        f"mean best-match Jaccard {found.mean_jaccard:.3f}"
    )
    if found.only_in_one:
        words.print(f"left out, in one of the two only: {', '.join(found.only_in_one)}")
    if form is Format.JSON:
        rows = json.loads(found.regions.to_json(orient="records"))
        emit(
            json.dumps({"ami": found.ami, "mean_jaccard": found.mean_jaccard, "regions": rows}, indent=1), out
        )
    else:
        emit_table(found.regions, form, out)


def measures(
    edition: EditionOption = "2016",
    regions: Annotated[
        str | None, typer.Option(help="bre (default), province, study, a division, or a CSV file.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    out: OutOption = None,
    ranks: Annotated[bool, typer.Option("--ranks", help="Hold the study's cases against the study.")] = False,
    without_carried: CarriedOption = False,
) -> None:
    """Measure regions: congruence, integrality, legal form and participation, with intervals.

    Examples: `regioscoop measures --edition 2016`, `regioscoop measures --regions study --ranks`
    """
    from regioscoop.errors import InputError, Problem
    from regioscoop.measures import measure_regions, study_ranks
    from regioscoop.register import load_edition

    found = load_edition(edition).select(carried=not without_carried)
    check_file(out)
    if ranks and regions not in (None, "study"):
        problem = Problem("--ranks", f"--regions {regions}", "--regions study, or none")
        raise InputError("Only the study's cases can be held against the study", [problem])
    chosen = _named("study" if ranks else regions or "bre", found)
    with progress() as shown:
        table = measure_regions(found, chosen, progress=shown)
    emit_table(study_ranks(table) if ranks else table, form, out)
