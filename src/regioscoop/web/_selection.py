"""What is left of an edition under the filters of a view, with its lines and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from regioscoop.measures import SelectionTotals, choose, selection, selection_totals
from regioscoop.network import Incidence, project
from regioscoop.web._atlas import Atlas
from regioscoop.web._view import UNKNOWN, View


@dataclass(frozen=True)
class Chosen:
    """The arrangements of a view.

    Attributes
    ----------
    incidence
        Who takes part in them.
    lines
        Pairs of municipalities that share them: a, b, shared, kept (more than chance, in
        the whole edition).
    totals
        Arrangements, municipalities and pairs, as `regioscoop.measures.selection_totals` gives them.
    """

    incidence: Incidence
    lines: pd.DataFrame
    totals: SelectionTotals

    def regions(self, labels: pd.Series) -> pd.DataFrame:
        """Numbers of each region (see `regioscoop.measures.selection`)."""
        return selection(self.incidence, labels)


def chosen(atlas: Atlas, view: View) -> Chosen:
    """Choose the arrangements of a view; views with the same filters share the answer."""
    return _chosen(atlas, view.terrein, view.vorm, view.verplichting, view.deelnemer)


@lru_cache(maxsize=128)
def _chosen(atlas: Atlas, field: str, form: str, obligation: str, kind: str) -> Chosen:
    whole = atlas.found.projection.incidence
    wanted = choose(
        atlas.edition,
        fields=[field] if field else [],
        legal_class=["" if form == UNKNOWN else form] if form else [],
        obligation=[obligation] if obligation else [],
        kinds=[kind] if kind else [],
    )
    is_shared = whole.sizes >= 2  # an arrangement of one municipality is no cooperation between them
    part = whole.take(is_shared & np.isin(whole.arrangements, np.asarray(wanted, dtype=str)))
    made = project(part, "count").frame()
    kept = atlas.lines[["a", "b", "kept"]]
    lines = made.assign(shared=made["weight"].astype(int)).merge(kept, on=["a", "b"])
    return Chosen(part, lines[["a", "b", "shared", "kept"]], selection_totals(part))
