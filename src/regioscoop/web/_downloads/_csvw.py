"""CSV on the Web: metadata that says what stands in each column of each CSV file."""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd
from pandas.api import types

from regioscoop.register.schema import TABLES as REGISTER
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads._columns import about
from regioscoop.web._downloads._tables import BY_NAME, TABLES, DataTable

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


def csvw(atlas: Atlas, asked: str = "") -> bytes:
    """Write the metadata of all CSV files of an edition.

    Parameters
    ----------
    atlas
        The edition.
    asked
        What stands behind the name of a file in its address, such as ``?editie=2024``.

    Returns
    -------
    bytes
        A table group after the W3C recommendation, as JSON-LD.
    """
    edition = atlas.edition
    data = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nl"}],
        "dc:title": edition.title,
        "dc:license": {"@id": LICENCE},
        "dc:identifier": edition.checksum,
        "dc:date": {"@value": edition.reference_date, "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tables": [_table(table, table.make(atlas), asked) for table in TABLES],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _table(table: DataTable, frame: pd.DataFrame, asked: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(str(name), frame[name], table) for name in frame.columns],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = [
        {
            "columnReference": column,
            "reference": {"resource": f"{other}.csv{asked}", "columnReference": field},
        }
        for column, other, field in table.refers
        if BY_NAME[other].key == (field,)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {"url": f"{table.name}.csv{asked}", "dc:title": table.words, "tableSchema": schema}


def _column(name: str, values: pd.Series, table: DataTable) -> dict[str, Any]:
    told = about(name, table.register)
    out: dict[str, Any] = {"name": name, "titles": name, "datatype": _datatype(values)}
    if told:
        out["dc:description"] = {"@value": told, "@language": "en"}
    known = REGISTER[table.register].columns if table.register in REGISTER else ()
    if name in table.key or any(c.name == name and c.required for c in known):
        out["required"] = True
    return out


def _datatype(values: pd.Series) -> str | dict[str, str]:
    if types.is_bool_dtype(values):
        return {"base": "boolean", "format": "True|False"}
    if types.is_integer_dtype(values):
        return "integer"
    return "number" if types.is_float_dtype(values) else "string"
