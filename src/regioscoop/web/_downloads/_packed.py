"""Whole editions in one file: the data package, Parquet and Popolo. The same edition gives the same bytes."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from regioscoop.register import write_package
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads._columns import about
from regioscoop.web._downloads._participations import participations
from regioscoop.web._downloads._tables import TABLES, DataTable
from regioscoop.web._tooi import tooi

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Every file in a zip has this date, so that the bytes do not depend on when it was made."""


def package(atlas: Atlas) -> bytes:
    """Write the edition as a Frictionless data package in a zip."""
    edition = atlas.edition
    name = f"regioscoop-{edition.id}"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / name
        write_package(edition.tables, root, name, edition.title)
        return _zip({f"{name}/{file.name}": file.read_bytes() for file in sorted(root.iterdir())})


def parquet(atlas: Atlas) -> bytes:
    """Write every table as Parquet, in a zip."""
    root = f"regioscoop-{atlas.edition.id}-parquet"
    return _zip({f"{root}/{table.name}.parquet": _parquet(atlas, table) for table in TABLES})


def _parquet(atlas: Atlas, table: DataTable) -> bytes:
    frame = table.make(atlas)
    arrays = [_array(frame[name]) for name in frame.columns]
    fields = [
        pa.field(str(name), array.type, metadata=_meaning(str(name), table))
        for name, array in zip(frame.columns, arrays, strict=True)
    ]
    edition = atlas.edition
    told = {"edition": edition.id, "rule_set": edition.rule_set, "checksum": edition.checksum,
            "title": table.words, "licence": "CC-BY-4.0"}  # fmt: skip
    schema = pa.schema(fields, metadata=told)
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()


def _array(values: pd.Series) -> pa.Array:
    """A column; an empty cell is null, for it means unknown."""
    if values.dtype == object or isinstance(values.dtype, pd.StringDtype):
        return pa.array([v if isinstance(v, str) and v else None for v in values], pa.string())
    return pa.Array.from_pandas(values)


def _meaning(column: str, table: DataTable) -> dict[str, str] | None:
    told = about(column, table.register)
    return {"description": told} if told else None


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def popolo(atlas: Atlas) -> bytes:
    """Write who takes part in what in the shape of Popolo: organizations and memberships.

    Returns
    -------
    bytes
        JSON. An arrangement is an organization too; ``status`` is ours, for Popolo has no word for a
        membership that was carried from an earlier edition.
    """
    edition = atlas.edition
    sources = {row["id"]: _source(row) for row in edition["sources"].to_dict("records")}
    taking_part = set(edition.members["organisation"])
    organisations = edition["organisations"].sort_values("id").to_dict("records")
    arrangements = edition.arrangements.reset_index().to_dict("records")
    data = {
        "meta": {
            "edition": edition.id,
            "reference_date": edition.reference_date,
            "rule_set": edition.rule_set,
            "checksum": edition.checksum,
            "license": "CC-BY-4.0",
            "sources": edition["sources"].to_dict("records"),
        },
        "organizations": [
            *(_organization(row, sources, taking_part) for row in organisations if row["id"] in taking_part),
            *(_arrangement(row, sources) for row in arrangements),
        ],
        "memberships": _memberships(atlas, sources),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _source(row: dict[str, Any]) -> dict[str, str]:
    return _known({"url": row["url"], "note": row["id"]})


def _organization(row: dict[str, Any], sources: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    identifiers = [{"scheme": "CBS", "identifier": row["id"]}] if row["id"][:2] in ("GM", "PV") else []
    uri = tooi(row["id"])
    if uri:
        identifiers.append({"scheme": "TOOI", "identifier": uri})
    return _known({
        "id": f"organisatie/{row['id']}",
        "name": row["name"],
        "classification": row["kind"],
        "identifiers": identifiers,
        "parent_id": f"organisatie/{row['province']}" if row["province"] in known else "",
        "founding_date": row["valid_from"],
        "dissolution_date": row["valid_to"],
        "sources": [sources[row["source"]]],
    })  # fmt: skip


def _arrangement(row: dict[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    return _known({
        "id": f"samenwerkingsverband/{row['id']}",
        "name": row["name"],
        "other_names": [{"name": name} for name in row["aliases"].split("|") if name],
        "classification": "arrangement",
        "abstract": row["purpose"],
        "founding_date": row["founded"],
        "dissolution_date": row["dissolved"],
        "sources": [sources[row["source"]]],
    })  # fmt: skip


def _memberships(atlas: Atlas, sources: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = atlas.organisations["name"].to_dict()
    return [
        _known({
            "id": f"deelname/{one.arrangement}.{one.organisation}",
            "member": {"id": f"organisatie/{one.organisation}", "name": names[one.organisation]},
            "organization_id": f"samenwerkingsverband/{one.arrangement}",
            "role": one.role,
            "start_date": one.valid_from,
            "end_date": one.valid_to,
            "status": one.status,
            "sources": [sources[i] for i in one.sources],
        })
        for one in participations(atlas.edition)
    ]  # fmt: skip


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """The same without what is unknown."""
    return {key: value for key, value in row.items() if value not in ("", [], None)}
