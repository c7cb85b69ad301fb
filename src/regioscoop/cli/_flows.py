"""``regioscoop functional-regions`` and ``daily-urban-systems``."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regioscoop.cli._output import DECIMALS, Format, check_file, emit_json, emit_table, progress, words
from regioscoop.cli._regions import EditionOption, OutOption, _named

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.regions import Regionalisation, TravelToWork
    from regioscoop.register import Edition

    Found = tuple[Regionalisation, pd.DataFrame, list[str]]


class Method(StrEnum):
    """How functional regions are made."""

    TTWA = "ttwa"
    LEIDEN = "leiden"


FlowsArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FLOWS.csv]", help="Home, work and number; default the commuting that ships."),
]
ColumnsOption = Annotated[
    str, typer.Option("--columns", help="Names of the columns of FLOWS.csv: home,work,number.")
]
MinWorkers = Annotated[float, typer.Option(help="Least working residents of an area.", min=0)]
TargetWorkers = Annotated[float, typer.Option(help="Size from which the least self-containment is enough.")]
MinContainment = Annotated[float, typer.Option(help="Least self-containment of a large area (0 to 1).")]
TargetContainment = Annotated[float, typer.Option(help="Self-containment of the smallest area (0 to 1).")]


def functional_regions(
    file: FlowsArgument = None,
    edition: EditionOption = "2016",
    method: Annotated[Method, typer.Option(help="ttwa (travel-to-work areas) or leiden.")] = Method.TTWA,
    min_workers: MinWorkers = 3_500,
    min_containment: MinContainment = 0.667,
    target_workers: TargetWorkers = 25_000,
    target_containment: TargetContainment = 0.75,
    columns: ColumnsOption = "from,to,value",
    any_place: Annotated[
        bool, typer.Option("--any-place", help="Places of FLOWS.csv need not be in the edition.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of leiden.", min=0)] = 2016,
    areas: Annotated[bool, typer.Option("--areas", help="One row for each region, not each place.")] = False,
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    out: OutOption = None,
) -> None:
    """Make functional regions from commuting: one row per municipality with its region.

    Examples: `regioscoop functional-regions --edition 2016`, `regioscoop functional-regions --areas`
    """
    from regioscoop.regions import TravelToWork
    from regioscoop.register import load_edition

    criteria = TravelToWork(min_workers, target_workers, min_containment, target_containment)
    check_file(out)
    known = load_edition(edition)
    flows = _flows(file, known, columns, any_place)
    names = known.municipalities["name"]
    made, table, left = (
        _leiden(flows, names, seed) if method is Method.LEIDEN else _areas(flows, names, criteria)
    )
    _say(table, left)
    places = made.labels.reset_index()
    places.insert(1, "municipality", [str(names.get(id_, id_)) for id_ in places["municipality_id"]])
    places["region"] = places["region_id"].map(made.names)
    if form is Format.JSON:
        parts = {"regions": table, "municipalities": places}
        emit_json({**{name: _records(part) for name, part in parts.items()}, "unassigned": left}, out)
    else:
        emit_table(table if areas else places, form, out)


def _areas(flows: pd.DataFrame, names: pd.Series, criteria: TravelToWork) -> Found:
    from regioscoop.regions import travel_to_work_areas

    with progress() as shown:
        found = travel_to_work_areas(flows, criteria, names=names, progress=shown)
    return found.regionalisation(), found.areas, found.unassigned


def _leiden(flows: pd.DataFrame, names: pd.Series, seed: int) -> Found:
    from regioscoop.regions import containment, flow_communities

    made = flow_communities(flows, names=names, seed=seed)
    table = containment(flows, made.labels).reset_index()
    table.insert(1, "region", table["region_id"].map(made.names))
    return made, table, []


def daily_urban_systems(
    file: FlowsArgument = None,
    edition: EditionOption = "2016",
    regions: Annotated[
        str, typer.Option(help="bre (default), province, study, a division, or a CSV file.")
    ] = "bre",
    columns: ColumnsOption = "from,to,value",
    leakage: Annotated[
        bool, typer.Option("--leakage", help="Where commuters go to and come from, not the regions.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    out: OutOption = None,
) -> None:
    """Hold regions against the daily urban system: self-containment, leakage, and how they lie to it.

    Examples: `regioscoop daily-urban-systems`, `regioscoop daily-urban-systems --regions province --leakage`
    """
    from regioscoop.measures import daily_urban_systems as hold
    from regioscoop.register import load_edition

    check_file(out)
    known = load_edition(edition)
    flows = _flows(file, known, columns)
    chosen = _named(regions, known)
    with progress() as shown:
        found = hold(chosen, flows, known.municipalities["name"], progress=shown)
    _say(found.functional.areas, found.functional.unassigned)
    words.print(
        f"agreement with the travel-to-work areas: AMI {found.agreement.ami:.3f}, "
        f"mean best-match Jaccard {found.agreement.mean_jaccard:.3f}"
    )
    if form is Format.JSON:
        parts = {"regions": found.regions, "leakage": found.leakage, "sensitivity": found.sensitivity}
        emit_json({"ami": found.agreement.ami, **{k: _records(part) for k, part in parts.items()}}, out)
    else:
        emit_table(found.leakage if leakage else found.regions, form, out)


def _flows(file: Path | None, edition: Edition, columns: str, any_place: bool = False) -> pd.DataFrame:
    """Flows of a file, or those that ship."""
    from regioscoop.context import flows, flows_caption, read_flows
    from regioscoop.errors import InputError, NotAvailableError, Problem

    named = [name.strip() for name in columns.split(",")]
    if len(set(named)) != 3:
        raise InputError(
            "The columns are not clear", [Problem("--columns", columns, "three names with commas between")]
        )
    if file is not None:
        return read_flows(file, None if any_place else edition.municipalities.index, named)
    found = flows(edition)
    if found.empty:
        raise NotAvailableError(
            f"No commuting ships for the municipalities of edition {edition.id}: name a file"
        )
    words.print(flows_caption(edition, "en"))
    return found


def _say(table: pd.DataFrame, left: list[str]) -> None:
    low, high = (
        f"{float(table[f'{side}_containment'].min()):.1%} to {float(table[f'{side}_containment'].max()):.1%}"
        for side in ("supply", "demand")
    )
    words.print(f"{len(table)} functional regions; self-containment {low} (residents), {high} (jobs)")
    if left:
        words.print(f"in no region, too few flows with others: {', '.join(left)}")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return json.loads(table.to_json(orient="records", force_ascii=False, double_precision=DECIMALS))
