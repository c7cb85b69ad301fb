"""What the script of the map needs, in columns: no geometry, for that stands in the page."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from regioscoop.context import division_name
from regioscoop.figures import line_class, name_layers
from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._pages._map import agreement_words
from regioscoop.web._view import UNKNOWN

DECIMALS = 3


def map_data(atlas: Atlas, language: str) -> bytes:
    """Write the data of the map as JSON.

    Parameters
    ----------
    atlas
        What it shows.
    language
        Language of the words.

    Returns
    -------
    bytes
        Objects of columns; municipalities are numbered by their place in ``municipalities``.
    """
    ids = list(atlas.edition.municipalities.index)
    place = {i: k for k, i in enumerate(ids)}
    data = {
        "edition": atlas.edition.id,
        "language": language,
        "municipalities": {"id": ids, "name": atlas.edition.municipalities["name"].tolist()},
        "levels": [_level(atlas, k.number, ids) for k in atlas.levels],
        "divisions": [_division(atlas, i, ids, language) for i in atlas.beside],
        "lines": _lines(atlas, place),
        **_arrangements(atlas, place),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _level(atlas: Atlas, number: int, ids: list[str]) -> dict[str, Any]:
    members = atlas.members(number).loc[ids]
    regions = atlas.regions(number)
    place = {r: k for k, r in enumerate(regions.index)}
    return {
        "number": number,
        "is_best": number == atlas.best,
        "regions": {
            "id": list(regions.index),
            "name": regions["region"].tolist(),
            "hue": [atlas.hues[number][r] for r in regions.index],
        },
        "region": [place[r] for r in members["region_id"]],
        "second": [place.get(r, -1) for r in members["second_region_id"]],
        "membership": _shares(members["membership"]),
        "second_membership": _shares(members["second_membership"]),
        "stability": _shares(members["stability"]),
        "labels": "".join(name_layers(atlas.ground, members["region_id"], regions["region"])),
    }


def _shares(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(v) else round(float(v), DECIMALS) for v in values]


def _division(atlas: Atlas, division: str, ids: list[str], language: str) -> dict[str, Any]:
    found = atlas.beside[division]
    names = found.names.loc[sorted(set(found.labels))]
    place = {r: k for k, r in enumerate(names.index)}
    return {
        "id": division,
        "name": division_name(division, language),
        "regions": {"id": list(names.index), "name": names.tolist()},
        "region": [place.get(r, -1) for r in found.labels.reindex(ids)],
        "agreement": [agreement_words(atlas, division, k.number, language) for k in atlas.levels],
    }


def _lines(atlas: Atlas, place: dict[str, int]) -> dict[str, list[int]]:
    """Every line that is drawn when nothing is filtered, and all that are more than chance (``sure``)."""
    drawn = atlas.lines[(line_class(atlas.lines["shared"].to_numpy()) >= 0) | atlas.lines["kept"]]
    return {
        "source": [place[a] for a in drawn["a"]],
        "target": [place[b] for b in drawn["b"]],
        "weight": drawn["shared"].astype(int).tolist(),
        "sure": drawn["kept"].astype(int).tolist(),
    }


def _arrangements(atlas: Atlas, place: dict[str, int]) -> dict[str, Any]:
    """Arrangements with two municipalities or more, with what they can be chosen by."""
    members = atlas.edition.members
    towns = members[members["kind"] == "municipality"]
    counted = towns.groupby("arrangement").size()
    frame = atlas.edition.arrangements.loc[counted.index[counted >= 2]]
    lists = {
        "field": codes.POLICY_FIELDS.codes,
        "legal_class": [*codes.LEGAL_CLASSES.codes, UNKNOWN],
        "obligation": [*codes.OBLIGATIONS.codes, UNKNOWN],
        "kind": codes.ORGANISATION_KINDS.codes,
    }
    number = {name: {code: k for k, code in enumerate(known)} for name, known in lists.items()}
    kinds = members["kind"].map(number["kind"]).groupby(members["arrangement"]).agg(lambda k: sorted(set(k)))
    inside = towns["organisation"].map(place).groupby(towns["arrangement"]).agg(sorted)
    chosen = [inside[i] for i in frame.index]
    return {
        "codes": lists,
        "arrangements": {
            "fields": [[number["field"][f] for f in row] for row in frame["fields"]],
            "legal_class": [number["legal_class"][c or UNKNOWN] for c in frame["legal_class"]],
            "obligation": [number["obligation"][c or UNKNOWN] for c in frame["obligation"]],
            "kinds": [kinds[i] for i in frame.index],
            "start": np.concatenate([[0], np.cumsum([len(c) for c in chosen])]).astype(int).tolist(),
            "members": [k for row in chosen for k in row],
        },
    }
