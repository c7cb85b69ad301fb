"""Naming regions after what their members share.

No name is given by hand: each arrangement that nearly coincides with a region votes for the place in its
own name, and the place with most votes names the region.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy import sparse

from regioscoop.network import Incidence
from regioscoop.regions._leiden import Labels
from regioscoop.register import Edition
from regioscoop.register.importing import slugify

LEAST_JACCARD = 0.5
"""Least Jaccard of an arrangement with a region to have a vote."""


def name_regions(edition: Edition, incidence: Incidence, labels: Labels) -> pd.DataFrame:
    """Name every region, without two of one name.

    An arrangement votes for the place in its name (what is left without words for the kind of body),
    with weight Jaccard(s, R)^2. The region with the clearest choice chooses first; one that nobody
    names takes the name of the member with most arrangements (own method).

    Parameters
    ----------
    edition
        Where the names of arrangements come from.
    incidence
        The network that was delineated.
    labels
        Region number of each member, shape (N,).

    Returns
    -------
    DataFrame
        Index region number; ``region_id`` (slug), ``region`` (name), ``votes`` (weight of the name),
        ``named_after`` (number of arrangements that voted for it).
    """
    votes = _votes(edition, incidence, labels)
    names = edition["organisations"].set_index("id")["name"]
    taken: dict[str, int] = {}
    chosen: dict[int, tuple[str, float, int]] = {}
    order = sorted(votes, key=lambda r: (-max((v[0] for v in votes[r].values()), default=0.0), r))
    for region in order:
        ranked = sorted(votes[region].items(), key=lambda item: (-item[1][0], item[0]))
        free = [(label, value) for label, value in ranked if slugify(label) not in taken]
        if free:
            label, (weight, count) = free[0]
        else:
            label, weight, count = _busiest(incidence, labels, region, names), 0.0, 0
        taken[slugify(label)] = region
        chosen[region] = (label, weight, count)
    rows = [(r, slugify(chosen[r][0]), *chosen[r]) for r in sorted(chosen)]
    frame = pd.DataFrame(rows, columns=["number", "region_id", "region", "votes", "named_after"])
    return frame.set_index("number")


def _votes(edition: Edition, incidence: Incidence, labels: Labels) -> dict[int, dict[str, tuple[float, int]]]:
    """For each region: label -> (weight, number of arrangements); spellings of one place vote together."""
    jaccard = _jaccard(incidence, labels)
    spoken = _spoken(edition)
    out: dict[int, dict[str, tuple[float, int]]] = {}
    for region in range(int(labels.max()) + 1):
        weight: dict[str, float] = defaultdict(float)
        forms: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        count: dict[str, int] = defaultdict(int)
        here = slice(jaccard.indptr[region], jaccard.indptr[region + 1])
        for column, likeness in zip(jaccard.indices[here], jaccard.data[here], strict=True):
            value = float(likeness) ** 2
            for label in spoken.get(str(incidence.arrangements[column]), []):
                key = slugify(label)
                weight[key] += value
                count[key] += 1
                forms[key][label] += value
        out[region] = {
            max(sorted(forms[key]), key=lambda form, key=key: forms[key][form]): (weight[key], count[key])  # type: ignore[misc]
            for key in weight
        }
    return out


def _jaccard(incidence: Incidence, labels: Labels) -> sparse.csr_array:
    """Jaccard of regions with arrangements where it is at least `LEAST_JACCARD`, regions x S (sparse)."""
    n, regions = len(labels), int(labels.max()) + 1
    belongs = sparse.coo_array((np.ones(n), (labels, np.arange(n))), shape=(regions, n)).tocsr()
    shared = (belongs @ incidence.matrix).tocoo()
    row, column = shared.coords
    value = shared.data / (np.bincount(labels)[row] + incidence.sizes[column] - shared.data)
    kept = value >= LEAST_JACCARD
    near = sparse.coo_array((value[kept], (row[kept], column[kept])), shape=shared.shape).tocsr()
    near.sort_indices()
    return near


def _spoken(edition: Edition) -> dict[str, list[str]]:
    """Arrangement -> the places its names speak of, each once."""
    regions = edition["arrangement_divisions"].groupby("arrangement")["region"].agg(list).to_dict()
    out = {}
    for id_, name, aliases in edition["arrangements"][["id", "name", "aliases"]].itertuples(index=False):
        said = regions.get(id_, []) or [name, *(a for a in aliases.split("|") if a)]
        places = {slugify(p): p for p in map(place_in, said) if p}
        out[id_] = [places[key] for key in sorted(places)]
    return out


def place_in(name: str) -> str:
    """What is left of a name without words for a kind of body, brackets and abbreviations.

    Examples
    --------
    >>> place_in("Veiligheidsregio Noord- en Oost-Gelderland (VNOG)")
    'Noord- en Oost-Gelderland'
    """
    text = re.sub(r"\(.*?\)", " ", name)
    text = _type_words().sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(" -–,")


@cache
def _type_words() -> re.Pattern[str]:
    text = files("regioscoop.regions").joinpath("data/type_words.csv").read_text(encoding="utf-8")
    words = [line.split(",")[0] for line in text.splitlines()[1:]]
    parts = sorted((re.escape(w) for w in words), key=len, reverse=True)
    return re.compile(r"(?<![\w])(" + "|".join(parts) + r")(?![\w-])", flags=re.IGNORECASE)


def _busiest(incidence: Incidence, labels: Labels, region: int, names: pd.Series) -> str:
    rows = np.flatnonzero(labels == region)
    busiest = rows[np.argmax(incidence.degrees[rows])]
    return str(names.get(incidence.members[busiest], incidence.members[busiest]))
