"""A municipality beside the others of its size: a description, not a ranking."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.errors import InputError, Problem, UnknownNameError

MIN_PEERS: Final = 5
"""With fewer peers the class is widened, and after that nothing is said of them."""


@dataclass(frozen=True)
class SizeClass:
    """Municipalities from ``lower`` to below ``upper`` inhabitants.

    Attributes
    ----------
    lower
        Fewest inhabitants.
    upper
        First number that no longer belongs to it; None when there is none.
    """

    lower: int
    upper: int | None

    def __contains__(self, inhabitants: float) -> bool:
        return self.lower <= inhabitants < (math.inf if self.upper is None else self.upper)

    def label(self, language: str = "nl") -> str:
        """Name of the class in ``nl`` or ``en``."""
        english = language == "en"
        low, high = (
            f"{n or 0:,}" if english else f"{n or 0:,}".replace(",", ".") for n in (self.lower, self.upper)
        )
        if self.upper is None:
            return f"{low} inhabitants or more" if english else f"{low} inwoners of meer"
        if self.lower == 0:
            return f"fewer than {high} inhabitants" if english else f"minder dan {high} inwoners"
        return f"{low} to {high} inhabitants" if english else f"{low} tot {high} inwoners"


_BOUNDS: Final = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 250_000)
SIZE_CLASSES: Final = (
    *(SizeClass(low, high) for low, high in pairwise(_BOUNDS)),
    SizeClass(_BOUNDS[-1], None),
)
"""The size classes of municipalities that CBS uses, smallest first."""


@dataclass(frozen=True)
class PeerComparison:
    """A value of one municipality beside those of the municipalities of its size.

    Attributes
    ----------
    municipality_id
        The municipality.
    own_class
        Its size class; None when its inhabitants are unknown, and then nothing is compared.
    compared_class
        The class it is compared with: ``own_class``, or that and a neighbouring class in one.
    peers
        Number of other municipalities in ``compared_class`` with a known value.
    value
        The municipality's own value; None when unknown.
    q25, median, q75
        Quantiles of the peers' values (linear between two values); None with fewer than `MIN_PEERS` peers.
    lower_share
        Share of the peers (0 to 1) with a lower value, a peer with the same value counted half; None when
        the own value is unknown or there are fewer than `MIN_PEERS` peers.
    """

    municipality_id: str
    own_class: SizeClass | None
    compared_class: SizeClass | None
    peers: int
    value: float | None
    q25: float | None
    median: float | None
    q75: float | None
    lower_share: float | None

    @property
    def is_widened(self) -> bool:
        """Whether the own class had too few peers and a neighbouring class was added."""
        return self.own_class != self.compared_class


def size_class(inhabitants: float) -> SizeClass | None:
    """Size class of a municipality; None when its inhabitants are unknown (NaN or NA).

    Parameters
    ----------
    inhabitants
        Persons.

    Raises
    ------
    InputError
        When the number is below zero.
    """
    if pd.isna(inhabitants):
        return None
    if inhabitants < 0:
        problem = Problem("inhabitants", str(inhabitants), "a number of persons, 0 or more")
        raise InputError("There is no such size", [problem])
    return next(known for known in SIZE_CLASSES if inhabitants in known)


def of_its_size(values: pd.Series, inhabitants: pd.Series, municipality_id: str) -> PeerComparison:
    """Put a municipality beside the others of its size class.

    With fewer than `MIN_PEERS` peers in its class, the class is widened once, with the neighbouring class
    whose bound is nearest to its inhabitants (as a ratio; of equal ones the class of smaller
    municipalities).

    Parameters
    ----------
    values
        A number for each municipality, index municipality id; missing or infinite is unknown.
    inhabitants
        Persons, index municipality id, such as ``inhabitants(edition)["inhabitants"]``.
    municipality_id
        The municipality.

    Returns
    -------
    PeerComparison
        The municipality itself is not among its peers.

    Raises
    ------
    UnknownNameError
        When ``inhabitants`` has no such municipality.
    InputError
        When a municipality stands twice.

    Examples
    --------
    >>> import pandas as pd
    >>> persons = pd.Series([6000, 7000, 8000, 9000, 9500, 9900], index=list("abcdef"))
    >>> found = of_its_size(pd.Series(range(6), index=persons.index), persons, "c")
    >>> found.peers, found.median, found.lower_share
    (5, 3.0, 0.4)
    """
    _refuse_doubles(values, inhabitants)
    if municipality_id not in inhabitants.index:
        raise UnknownNameError("municipality", municipality_id, [str(i) for i in inhabitants.index])
    persons = _numbers(inhabitants)
    known = _numbers(values.reindex(inhabitants.index))
    at = int(inhabitants.index.get_loc(municipality_id))
    value = float(known[at]) if np.isfinite(known[at]) else None
    own = size_class(float(persons[at]))
    if own is None:
        return PeerComparison(municipality_id, None, None, 0, value, None, None, None, None)
    known[at] = np.nan
    compared = own
    peers = _peers(own, persons, known)
    if len(peers) < MIN_PEERS:
        compared = _widened(own, float(persons[at]))
        peers = _peers(compared, persons, known)
    low, middle, high, share = _described(peers, value)
    return PeerComparison(municipality_id, own, compared, len(peers), value, low, middle, high, share)


def _refuse_doubles(values: pd.Series, inhabitants: pd.Series) -> None:
    problems = [
        Problem(where, f"{code} more than once", "every municipality once")
        for where, series in (("values", values), ("inhabitants", inhabitants))
        for code in series.index[series.index.duplicated()].unique()
    ]
    if problems:
        raise InputError("Municipalities cannot be compared", problems)


def _numbers(series: pd.Series) -> NDArray[np.float64]:
    """A new array, unknown as NaN."""
    return np.array(series.to_numpy(dtype=np.float64, na_value=np.nan))


def _peers(
    of_class: SizeClass, persons: NDArray[np.float64], known: NDArray[np.float64]
) -> NDArray[np.float64]:
    inside = (persons >= of_class.lower) & (persons < (np.inf if of_class.upper is None else of_class.upper))
    return known[inside & np.isfinite(known)]


def _widened(own: SizeClass, persons: float) -> SizeClass:
    """The class and its nearest neighbour in one."""
    place = SIZE_CLASSES.index(own)
    to_lower = persons / own.lower if own.lower else math.inf
    to_upper = own.upper / persons if own.upper is not None and persons else math.inf
    if own.upper is None or (own.lower and to_lower <= to_upper):
        return SizeClass(SIZE_CLASSES[place - 1].lower, own.upper)
    return SizeClass(own.lower, SIZE_CLASSES[place + 1].upper)


def _described(
    peers: NDArray[np.float64], value: float | None
) -> tuple[float | None, float | None, float | None, float | None]:
    """25%, 50% and 75% quantile, and the share of peers that is lower than the value."""
    if len(peers) < MIN_PEERS:
        return None, None, None, None
    low, middle, high = (float(q) for q in np.quantile(peers, [0.25, 0.5, 0.75]))
    if value is None:
        return low, middle, high, None
    return low, middle, high, float(np.mean((peers < value) + 0.5 * (peers == value)))
