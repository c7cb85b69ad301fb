"""Delineations that were computed before: kept by what they were made from."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from platformdirs import user_cache_dir

from regioscoop.network import Incidence
from regioscoop.regions._delineation import Delineation, Level, Progress, delineate
from regioscoop.regions._settings import Settings

_VERSION = "4"
"""Raised when the method changes, so that no old result is taken for a new one."""


def load_delineation(
    incidence: Incidence,
    settings: Settings | None = None,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> Delineation:
    """Delineate, or take the result from the cache when the same was delineated before.

    Parameters
    ----------
    incidence, settings, progress
        See `delineate`.
    cache
        Folder of the cache; default the user's.

    Returns
    -------
    Delineation
    """
    settings = settings or Settings()
    folder = (cache or Path(user_cache_dir("regioscoop"))) / "delineations"
    path = folder / f"{_key(incidence, settings)}.json"
    if path.exists():
        return _read(path, incidence, settings)
    found = delineate(incidence, settings, progress)
    _write(path, found)
    return found


def _key(incidence: Incidence, settings: Settings) -> str:
    digest = hashlib.sha256(f"{_VERSION};{settings.key()}".encode())
    digest.update("\n".join(incidence.members).encode())
    digest.update(incidence.matrix.indptr.tobytes())
    digest.update(incidence.matrix.indices.tobytes())
    return digest.hexdigest()[:32]


def _write(path: Path, found: Delineation) -> None:
    data = {
        "best": found.best,
        "scan": found.scan.to_dict("list"),
        "levels": [
            {
                "number": level.number,
                "kind": level.kind,
                "resolution": level.resolution,
                "stability": level.stability,
                "standard_error": level.standard_error,
                "labels": level.labels.tolist(),
                "member_stability": level.member_stability.tolist(),
                "region_stability": level.region_stability.tolist(),
            }
            for level in found.levels
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(data, file)
    Path(temporary).replace(path)


def _read(path: Path, incidence: Incidence, settings: Settings) -> Delineation:
    data = json.loads(path.read_text(encoding="utf-8"))
    levels = tuple(
        Level(
            **{k: v for k, v in level.items() if k not in ("labels", "member_stability", "region_stability")},
            labels=np.asarray(level["labels"], dtype=np.int64),
            member_stability=np.asarray(level["member_stability"]),
            region_stability=np.asarray(level["region_stability"]),
        )
        for level in data["levels"]
    )
    return Delineation(incidence.members, settings, levels, data["best"], pd.DataFrame(data["scan"]))
