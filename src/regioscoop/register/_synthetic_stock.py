"""Drawing the synthetic register: which arrangements there are, what they do and who takes part.

Each arrangement has a fixed order of the organisations that are near to it and takes part with the first so
many: one that goes on keeps its members, and municipalities that merge keep their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from regioscoop.register._synthetic_margins import (
    CLASSES,
    ENVIRONMENT,
    MARGINS,
    PARTNERS,
    STRATA,
    SYSTEMS,
    Margins,
)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

SETS: Final = tuple(MARGINS[0].fields)
"""The sets of fields, in the order in which a stock numbers them."""
MUNICIPALITIES: Final = 388
PROVINCES: Final = 12
WATER_BOARDS: Final = 21
_CODES: Final = sorted({code for names in SETS for code in names.split("+")})
_HAS: Final = np.array([[code in names.split("+") for code in _CODES] for names in SETS])
_MERGED: Final = (13, 14)
"""The environment services that merge in 2024; the new one gets the first number."""
_SPREAD: Final = {"safety": (1.6, 1.6, 1.6), "energy": (2.6, 0.8, 0.5)}
"""How much larger than others the new arrangements of each edition are in a field (published: safety is
larger, energy becomes smaller)."""

_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True)
class Towns:
    """The municipalities of an edition: original place of the first part (0 to 387) and id."""

    places: Ints
    ids: NDArray[np.str_]


@dataclass(frozen=True)
class Latent:
    """What never changes of an arrangement, one row for each that ever exists: smaller is nearer."""

    towns: Floats
    provinces: Floats
    water_boards: Floats
    partners: Floats
    luck: Floats


@dataclass(frozen=True)
class Stock:
    """The arrangements of one edition, one row each, in the order of ``serial``.

    Attributes
    ----------
    serial, legal, local, founded
        Number over all editions, place in `CLASSES`, whether a municipality takes part, year.
    system, region
        Place in `SYSTEMS` and region of it; -1 when it is none.
    fields
        Place in `SETS`.
    towns, provinces, water_boards
        Who takes part, shape (arrangements, organisations).
    """

    serial: Ints
    legal: Ints
    local: Bools
    founded: Ints
    system: Ints
    region: Ints
    fields: Ints
    towns: Bools
    provinces: Bools
    water_boards: Bools


def latent(rng: np.random.Generator) -> Latent:
    """Draw what never changes."""
    number = sum(sum(margins.new) for margins in MARGINS)
    centre = rng.random((number, 1))

    def near(places: int) -> Floats:
        middle = (np.arange(places) + 0.5) / places
        return np.abs(middle - centre) + rng.exponential(0.04, (number, places))

    partners = rng.random((number, sum(PARTNERS.values())))
    places = near(MUNICIPALITIES), near(PROVINCES), near(WATER_BOARDS)
    return Latent(*places, partners, rng.random((number, 4)))


def draw_stock(margins: Margins, before: Stock | None, starts: Ints, towns: Towns, known: Latent,
               rng: np.random.Generator) -> Stock:  # fmt: skip
    """Draw the arrangements of an edition.

    Parameters
    ----------
    margins
        What they add up to.
    before
        Those of the edition before, if any.
    starts
        Which municipalities of the edition before begin one of this edition: positions.
    towns
        The municipalities of this edition.
    known
        What never changes.
    rng
        The generator.

    Returns
    -------
    Stock
    """
    kept = np.empty(0, dtype=np.int64) if before is None else _kept(margins, before, starts, rng)
    first = 0 if before is None else int(before.serial.max()) + 1
    new = np.repeat(np.arange(len(STRATA)), margins.new)

    def joined(name: str, fresh: NDArray[_T]) -> NDArray[_T]:
        return fresh if before is None else np.concatenate([getattr(before, name)[kept], fresh])

    serial = joined("serial", first + np.arange(len(new)))
    legal, local = joined("legal", new // 2), joined("local", new % 2 == 0)
    system, region = _systems(margins, joined("system", -np.ones(len(new), int)),
                              joined("region", -np.ones(len(new), int)), legal, local)  # fmt: skip
    fields = _fields(margins, system, joined("fields", -np.ones(len(new), int)), rng)
    founded = joined("founded", _founded(margins, system[len(kept) :], rng))
    is_new = np.arange(len(serial)) >= len(kept)
    carried = None if before is None else _carried(before, starts).sum(axis=1)[kept]
    sizes = _town_sizes(margins, carried, local, system, fields, is_new, towns, rng)
    members = _first(np.minimum.reduceat(known.towns, towns.places, axis=1)[serial], sizes)
    members[system >= 0] = _regions(margins, system, region, towns)
    others = _others(margins, before, kept, local, is_new, known.luck[serial], rng)
    return Stock(serial, legal, local, founded, system, region, fields, members,
                 _first(known.provinces[serial], others[0]),
                 _first(known.water_boards[serial], others[1]))  # fmt: skip


def _carried(before: Stock, starts: Ints) -> Bools:
    """Members of the edition before, as the municipalities of this one."""
    return np.logical_or.reduceat(before.towns, starts, axis=1)


def _kept(margins: Margins, before: Stock, starts: Ints, rng: np.random.Generator) -> Ints:
    """Rows of the edition before that go on: systems first, what has too few governments last."""
    governments = (
        _carried(before, starts).sum(axis=1) + before.provinces.sum(axis=1) + before.water_boards.sum(axis=1)
    )
    order = rng.random(len(before.serial)) + (governments < margins.minimum) - 2 * (before.system >= 0)
    if margins.systems[ENVIRONMENT] < len(np.unique(before.region[before.system == ENVIRONMENT])):
        order[(before.system == ENVIRONMENT) & np.isin(before.region, _MERGED)] = 3
    rows = []
    for (_, local), number, legal in zip(STRATA, margins.kept, np.arange(len(STRATA)) // 2, strict=True):
        stratum = np.flatnonzero((before.legal == legal) & (before.local == local))
        rows.append(stratum[np.argsort(order[stratum])[:number]])
    return np.sort(np.concatenate(rows))


def _systems(margins: Margins, system: Ints, region: Ints, legal: Ints, local: Bools) -> tuple[Ints, Ints]:
    """Give every region of a nationwide system that has no arrangement yet a new one."""
    for k, number in enumerate(margins.systems):
        wanted = np.arange(number if k != ENVIRONMENT else 29)
        if k == ENVIRONMENT and number == 28:
            wanted = np.delete(wanted, _MERGED[1])
        missing = np.setdiff1d(wanted, region[system == k]) if number else wanted[:0]
        place = CLASSES.index(SYSTEMS[k].legal)
        # The last rows are the new ones.
        free = np.flatnonzero((system < 0) & (legal == place) & local)[::-1][: len(missing)]
        system[free], region[free] = k, missing
    return system, region


def _regions(margins: Margins, system: Ints, region: Ints, towns: Towns) -> Bools:
    """Members of the systems: each divides the country, a merged municipality goes with its first part."""
    rows = np.flatnonzero(system >= 0)
    out = np.zeros((len(rows), len(towns.places)), dtype=bool)
    for k, number in enumerate(margins.systems):
        parts = 29 if k == ENVIRONMENT else max(number, 1)
        own = towns.places * parts // MUNICIPALITIES
        if k == ENVIRONMENT and number == 28:
            own = np.where(own == _MERGED[1], _MERGED[0], own)
        chosen = system[rows] == k
        out[chosen] = own[None, :] == region[rows][chosen][:, None]
    return out


def _fields(margins: Margins, system: Ints, before: Ints, rng: np.random.Generator) -> Ints:
    """Sets of fields in the wanted numbers: what goes on keeps its own, or the most similar that is left."""
    left = np.array([margins.fields[names] for names in SETS])
    out = -np.ones(len(before), dtype=np.int64)
    for k, own in enumerate(SYSTEMS):
        out[system == k] = SETS.index(own.policy_field)
    np.subtract.at(left, out[out >= 0], 1)
    for code in range(len(SETS)):
        same = rng.permutation(np.flatnonzero((out < 0) & (before == code)))[: left[code]]
        out[same] = code
        left[code] -= len(same)
    slots = np.repeat(np.arange(len(SETS)), left)
    moved = np.flatnonzero((out < 0) & (before >= 0))
    differ = (_HAS[before[moved]][:, None, :] ^ _HAS[slots][None, :, :]).sum(axis=2)
    rows, columns = linear_sum_assignment(differ)
    out[moved[rows]] = slots[columns]
    out[out < 0] = rng.permutation(np.delete(slots, columns))
    return out


def _founded(margins: Margins, system: Ints, rng: np.random.Generator) -> Ints:
    """Years of founding of what is new in the edition; some of it only escaped the editions before."""
    first, last, share = margins.founded
    years = rng.integers(first, last + 1, len(system))
    older = (rng.random(len(system)) >= share) & (system < 0)
    years[older] = rng.integers(2000, MARGINS[0].year, int(older.sum()))
    years[system == len(SYSTEMS) - 1] = 2019
    return np.where(system == ENVIRONMENT, 2013 if margins.year < 2024 else 2024, years)


def _town_sizes(
    margins: Margins,
    carried: Ints | None,
    local: Bools,
    system: Ints,
    fields: Ints,
    is_new: Bools,
    towns: Towns,
    rng: np.random.Generator,
) -> Ints:
    """Numbers of municipalities that add up to the published mean; systems divide the country."""
    total = margins.places[0] - len(towns.places) * sum(number > 0 for number in margins.systems)
    free = local & (system < 0)
    sizes = np.where(free, margins.minimum, 0)
    old = np.flatnonzero(free & ~is_new)
    if carried is not None:
        churn = np.where(rng.random(len(old)) < 0.2, rng.integers(-1, 3, len(old)), 0)
        sizes[old] = np.maximum(carried[old] + churn, margins.minimum)
    new = np.flatnonzero(free & is_new)
    weight = rng.lognormal(0.0, 0.9, len(new)) * _spread(margins, fields[new])
    room = max(total - int(sizes.sum()), 0)
    sizes[new] += (weight / weight.sum() * room).astype(np.int64)
    low = np.where(free, margins.minimum, 0)
    return _fitted(sizes, low, len(towns.places), total, (free & is_new, free), rng)


def _spread(margins: Margins, fields: Ints) -> Floats:
    which = MARGINS.index(margins)
    out = np.ones(len(fields))
    for code, factors in _SPREAD.items():
        out[_HAS[fields, _CODES.index(code)]] *= factors[which]
    return out


def _fitted(sizes: Ints, low: Ints, high: int, total: int, pools: tuple[Bools, ...],
            rng: np.random.Generator) -> Ints:  # fmt: skip
    """Add or take one here and there until the sizes add up, in the first pool as long as that goes."""
    sizes = np.clip(sizes, low, high)
    for pool in pools:
        while gap := total - int(sizes.sum()):
            able = np.flatnonzero(pool & ((sizes < high) if gap > 0 else (sizes > low)))
            if not len(able):
                break
            sizes[rng.choice(able, min(abs(gap), len(able)), replace=False)] += np.sign(gap)
    return sizes


def _others(margins: Margins, before: Stock | None, kept: Ints, local: Bools, is_new: Bools,
            luck: Floats, rng: np.random.Generator) -> tuple[Ints, Ints]:  # fmt: skip
    """Numbers of provinces and of water boards in each arrangement."""
    had = [np.zeros(len(local), dtype=np.int64) for _ in range(2)]
    if before is not None:
        had[0][: len(kept)] = before.provinces[kept].sum(axis=1)
        had[1][: len(kept)] = before.water_boards[kept].sum(axis=1)
    # Without a municipality it is provinces, water boards or both that cooperate.
    must = (~local & (luck[:, 0] < 0.7), ~local & (luck[:, 0] > 0.5))
    has = [
        _taking_part((had[k] > 0) | must[k], margins.with_kind[k], is_new, local, rng)
        for k in range(2)
    ]  # fmt: skip
    alone = ~local & ~(has[0] & has[1])
    sizes = []
    for k, high in enumerate((PROVINCES, WATER_BOARDS)):
        low = np.where(has[k], np.where(alone, 2, 1), 0)
        pools = (has[k] & (is_new | (had[k] == 0)), has[k])
        sizes.append(_fitted(np.maximum(had[k], low), low, high, margins.places[1 + k], pools, rng))
    return sizes[0], sizes[1]


def _taking_part(already: Bools, total: int, is_new: Bools, local: Bools, rng: np.random.Generator) -> Bools:
    """Let more arrangements have a kind of government, new ones above all, until the number is right."""
    weight = np.where(is_new, 4.0, 1.0) * (~already & local)
    more = rng.choice(len(already), total - int(already.sum()), replace=False, p=weight / weight.sum())
    out = already.copy()
    out[more] = True
    return out


def _first(scores: Floats, sizes: Ints) -> Bools:
    """The nearest so many of each row."""
    return np.asarray(scores.argsort(axis=1).argsort(axis=1) < sizes[:, None])
