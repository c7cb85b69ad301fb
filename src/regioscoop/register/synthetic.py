"""A made-up register on which every published margin comes out, to check figures against.

Nothing in it exists: each name says synthetic, no id is one of a real organisation. How the numbers were
chosen stands in `regioscoop.register._synthetic_margins`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.register._synthetic_margins import CLASSES, MARGINS, PARTNERS, SYSTEMS, Margins
from regioscoop.register._synthetic_stock import (
    MUNICIPALITIES,
    PROVINCES,
    SETS,
    WATER_BOARDS,
    Bools,
    Floats,
    Ints,
    Latent,
    Stock,
    Towns,
    draw_stock,
    latent,
)
from regioscoop.register.edition import Edition
from regioscoop.register.schema import TABLES

TITLE: Final = "Synthetic register with the published margins"
SOURCE: Final = "synthetic"
_MINISTRIES: Final = ("bzk", "ez", "ienw", "jenv", "lvvn", "ocw", "szw", "vws")
"""The first two take part most often: published, without numbers."""
_FORMS: Final = {
    "wgr_body": ("openbaar_lichaam", "bedrijfsvoeringsorganisatie"),
    "private_body": ("stichting", "bv", "nv", "cooperatie"),
    "no_body": ("network", "convenant", "bestuursovereenkomst", "gemeenschappelijk_orgaan"),
}
_GOALS: Final = ("operational", "tactical", "strategic")


def synthetic_editions(seed: int = 2016) -> dict[str, Edition]:
    """Make up a register of 2017, 2020 and 2024 with the margins of the national article.

    Published numbers come out as they are, published shares and means to their rounding. Arrangements that
    go on keep their id; municipalities merge from 388 to 355 and 342; some of what is new in an edition
    was founded long before; some of what is gone has no recorded end. Who takes part, with whom and where
    is drawn at random.

    Parameters
    ----------
    seed
        Of the generator; the same seed gives the same register.

    Returns
    -------
    dict of Edition
        ``2017``, ``2020`` and ``2024``; the editions are named ``synthetic-2017`` and so on.
    """
    rng = np.random.default_rng(seed)
    known = latent(rng)
    names = np.array([f"GM{9001 + place}" for place in range(MUNICIPALITIES)])
    towns = Towns(np.arange(MUNICIPALITIES), names)
    before: Stock | None = None
    out: dict[str, Edition] = {}
    for margins in MARGINS:
        towns, starts, mergers = _merged(margins, towns, rng)
        stock = draw_stock(margins, before, starts, towns, known, rng)
        out[str(margins.year)] = Edition(_tables(margins, stock, before, towns, mergers, known, rng))
        before = stock
    return out


def _merged(margins: Margins, towns: Towns, rng: np.random.Generator) -> tuple[Towns, Ints, pd.DataFrame]:
    """Neighbours in one province that become one municipality; with the rows of ``mergers``."""
    province = _province(towns.places)
    goes_on = np.ones(len(towns.places), dtype=bool)
    taken = np.zeros(len(towns.places), dtype=bool)
    ids, rows = towns.ids.copy(), []
    for number, run in enumerate(margins.runs):
        size = abs(run)
        free = [i for i in range(len(taken) - size) if province[i] == province[i + size - 1]
                and not taken[i : i + size].any()]  # fmt: skip
        start = int(rng.choice(free))
        taken[start : start + size] = True
        goes_on[start + 1 : start + size] = False
        old = towns.ids[start : start + size]
        ids[start] = old[0] if run < 0 else f"GM{9400 + 10 * (margins.year - 2017) + number}"
        date = margins.dates[number % len(margins.dates)]
        rows += [(i, ids[start], date, 1.0, SOURCE) for i in old if i != ids[start]]
    mergers = pd.DataFrame(rows, columns=TABLES["mergers"].names)
    starts = np.flatnonzero(goes_on)
    return Towns(towns.places[starts], ids[starts]), starts, mergers


def _province(places: Ints) -> Ints:
    return places * PROVINCES // MUNICIPALITIES


def _ids(stock: Stock) -> NDArray[np.str_]:
    return np.array([f"synthetic-arrangement-{serial + 1:04d}" for serial in stock.serial])


def _names(stock: Stock) -> NDArray[np.str_]:
    return np.array([f"Synthetic arrangement {serial + 1:04d}" for serial in stock.serial])


def _tables(
    margins: Margins,
    stock: Stock,
    before: Stock | None,
    towns: Towns,
    mergers: pd.DataFrame,
    known: Latent,
    rng: np.random.Generator,
) -> dict[str, pd.DataFrame]:
    """Every table of an edition."""
    partners, ministries = _partners(margins, stock, known), _ministries(margins, stock, rng)
    made = {
        "edition": _edition(margins),
        "sources": _sources(),
        "organisations": _organisations(towns, mergers, margins),
        "arrangements": _arrangements(stock, before, known),
        "arrangement_fields": _fields(stock),
        "participations": _participations(stock, towns, partners, ministries),
        "arrangement_divisions": _divisions_of(stock),
        "divisions": _divisions(margins),
        "mergers": mergers,
        "criteria": _criteria(margins, stock),
        "import_log": _log(margins, stock, before, known),
    }
    return {name: _complete(made.get(name, pd.DataFrame()), name) for name in TABLES}


def _complete(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """All columns of a table, in order; what was not made is empty."""
    table = TABLES[name]
    out = frame.assign(source=SOURCE) if "source" in table.names and len(frame) else frame
    out = out.reindex(columns=table.names).astype("object")
    for column in table.columns:
        if column.kind == "integer":
            out[column.name] = pd.to_numeric(out[column.name]).astype("Int64")
        elif column.kind == "number":
            out[column.name] = pd.to_numeric(out[column.name])
        else:
            out[column.name] = out[column.name].fillna("")
    return out.reset_index(drop=True)


def _edition(margins: Margins) -> pd.DataFrame:
    read = [own.division for own, number in zip(SYSTEMS, margins.systems, strict=True) if number]
    row = {
        "id": f"synthetic-{margins.year}",
        "reference_date": margins.reference_date,
        "rule_set": margins.rule_set,
        "title": TITLE,
        "divisions_read": "|".join(read),
        "budgets_read": margins.budgets_read,
        "answered": margins.answered,
        "note": margins.note,
    }
    return pd.DataFrame([row])


def _sources() -> pd.DataFrame:
    title = "Made-up register: published margins, everything else drawn at random; nothing in it exists"
    return pd.DataFrame([{"id": SOURCE, "publisher": "Regioscoop", "title": title, "licence": "CC0-1.0"}])


def _organisations(towns: Towns, mergers: pd.DataFrame, margins: Margins) -> pd.DataFrame:
    since = mergers.drop_duplicates("new").set_index("new")["date"]
    born = [i if int(i[2:]) >= 9400 else "" for i in towns.ids]
    frames = [
        pd.DataFrame(
            {
                "id": towns.ids,
                "name": [f"Synthetic municipality {i[2:]}" for i in towns.ids],
                "kind": "municipality",
                "province": [f"PV{901 + province}" for province in _province(towns.places)],
                "valid_from": [since.get(i, "") for i in born],
            }
        ),
        _numbered("PV", PROVINCES, "province"),
        _numbered("WS", WATER_BOARDS, "water_board"),
        *(_numbered(f"synthetic-{kind.replace('_', '-')}-", n, kind) for kind, n in PARTNERS.items()),
    ]
    if margins.central:
        ids = [f"synthetic-ministry-{code}" for code in _MINISTRIES]
        names = [f"Synthetic ministry {code.upper()}" for code in _MINISTRIES]
        frames.append(pd.DataFrame({"id": ids, "name": names, "kind": "ministry"}))
    return pd.concat(frames, ignore_index=True)


def _numbered(prefix: str, number: int, kind: str) -> pd.DataFrame:
    start = {"PV": 901, "WS": 9001}.get(prefix, 1)
    numbers = range(start, start + number)
    word = kind.replace("_", " ")
    return pd.DataFrame(
        {
            "id": [f"{prefix}{i}" for i in numbers],
            "name": [f"Synthetic {word} {i}" for i in numbers],
            "kind": kind,
        }
    )


def _arrangements(stock: Stock, before: Stock | None, known: Latent) -> pd.DataFrame:
    luck = known.luck[stock.serial]
    forms = [_FORMS[CLASSES[legal]] for legal in stock.legal]
    named = [
        "openbaar_lichaam" if k in (0, 1, 2) else own[int(x * len(own))]
        for k, own, x in zip(stock.system, forms, luck[:, 1], strict=True)
    ]
    duty = np.array([SYSTEMS[k].obligation if k >= 0 else "voluntary" for k in stock.system])
    goals = np.array(_GOALS)[(luck[:, 2] * len(_GOALS)).astype(int)]
    return pd.DataFrame(
        {
            "id": _ids(stock),
            "name": _names(stock),
            "aliases": _aliases(stock, before),
            "legal_class": np.array(CLASSES)[stock.legal],
            "legal_form": named,
            "legal_certainty": "sure",
            "obligation": duty,
            "goal": np.where(duty == "voluntary", goals, ""),
            "purpose": "made up",
            "founded": stock.founded.astype(str),
            "coded_by": "made up",
            "coding_status": "rule",
            "coding_certainty": "sure",
        }
    )


def _aliases(stock: Stock, before: Stock | None) -> list[str]:
    """Names of the regions of a system that went into a new one."""
    out = [""] * len(stock.serial)
    if before is None:
        return out
    gone = np.flatnonzero((before.system >= 0) & ~np.isin(before.serial, stock.serial))
    for row in np.flatnonzero((stock.system >= 0) & (stock.serial > before.serial.max())):
        own = [_names(before)[i] for i in gone if before.system[i] == stock.system[row]]
        out[row] = "|".join(own)
    return out


def _fields(stock: Stock) -> pd.DataFrame:
    sets = [SETS[code].split("+") for code in stock.fields]
    frame = pd.DataFrame({"arrangement": _ids(stock), "policy_field": sets}).explode("policy_field")
    return frame.assign(rank=frame.groupby("arrangement").cumcount() + 1)


def _partners(margins: Margins, stock: Stock, known: Latent) -> Bools:
    """Non-government parties: none in a body under the Wgr; more than one is a triple helix in half."""
    kinds = np.repeat(list(PARTNERS), list(PARTNERS.values()))
    draws = known.partners[stock.serial]
    order = np.where(stock.legal > 0, known.luck[stock.serial, 3], 2.0).argsort().argsort()
    helix = known.luck[stock.serial, 2] < 0.5
    for kind in ("company", "education"):
        own = np.flatnonzero(kinds == kind)
        nearest = own[draws[:, own].argmin(axis=1)]
        draws[helix, nearest[helix]] -= 1
    several = 2 + (known.luck[stock.serial, 1] * 3).astype(int)
    sizes = np.select([order < margins.more, order < margins.more + margins.one], [several, 1], 0)
    return np.asarray(draws.argsort(axis=1).argsort(axis=1) < sizes[:, None])


def _ministries(margins: Margins, stock: Stock, rng: np.random.Generator) -> Bools:
    """Ministries, in the published number of arrangements; not in a body under the Wgr."""
    out = np.zeros((len(stock.serial), len(_MINISTRIES)), dtype=bool)
    weight = np.where(stock.legal == CLASSES.index("no_body"), 3.0, 1.0) * (stock.legal > 0)
    rows = rng.choice(len(out), margins.central, replace=False, p=weight / weight.sum())
    chance: Floats = np.array([0.6, 0.5] + [0.12] * (len(_MINISTRIES) - 2))
    out[rows] = rng.random((margins.central, len(_MINISTRIES))) < chance
    alone = rows[~out[rows].any(axis=1)]
    out[alone, rng.integers(0, 2, len(alone))] = True
    return out


def _participations(stock: Stock, towns: Towns, partners: Bools, ministries: Bools) -> pd.DataFrame:
    ids = _ids(stock)
    other = [f"synthetic-{kind.replace('_', '-')}-{i + 1}" for kind, n in PARTNERS.items() for i in range(n)]
    sides = (
        (stock.towns, towns.ids),
        (stock.provinces, np.array([f"PV{901 + i}" for i in range(PROVINCES)])),
        (stock.water_boards, np.array([f"WS{9001 + i}" for i in range(WATER_BOARDS)])),
        (partners, np.array(other)),
        (ministries, np.array([f"synthetic-ministry-{code}" for code in _MINISTRIES])),
    )
    frames = []
    for matrix, organisations in sides:
        row, column = np.nonzero(matrix)
        frames.append(pd.DataFrame({"arrangement": ids[row], "organisation": organisations[column]}))
    frame = pd.concat(frames).assign(status="confirmed")
    central = frame["organisation"].str.startswith("synthetic-ministry")
    frame["recognised"] = np.where(central, "yes", "")
    return frame.sort_values(["arrangement", "organisation"])


def _divisions_of(stock: Stock) -> pd.DataFrame:
    rows = np.flatnonzero(stock.system >= 0)
    own = [SYSTEMS[k] for k in stock.system[rows]]
    regions = [f"Synthetic {s.name} {r + 1:02d}" for s, r in zip(own, stock.region[rows], strict=True)]
    return pd.DataFrame(
        {"arrangement": _ids(stock)[rows], "division": [s.division for s in own], "region": regions}
    )


def _divisions(margins: Margins) -> pd.DataFrame:
    rows = [
        {
            "id": own.division,
            "name": f"Synthetic division: {own.name}",
            "regions": number,
            "counted": "yes",
            "why": "made up, with the published number of regions",
        }
        for own, number in zip(SYSTEMS, margins.systems, strict=True)
        if number
    ]
    return pd.DataFrame(rows)


def _criteria(margins: Margins, stock: Stock) -> pd.DataFrame:
    """What the register itself cannot show of the rule set: made up as met."""
    names = {"sotb-2017": ("in_a_budget",), "sotb-2025": ("fixed_interaction", "not_denied")}
    ids = _ids(stock)
    frames = [
        pd.DataFrame({"arrangement": ids, "criterion": name, "met": "met", "evidence": "made up"})
        for name in names[margins.rule_set]
    ]
    return pd.concat(frames)


def _log(margins: Margins, stock: Stock, before: Stock | None, known: Latent) -> pd.DataFrame:
    """Why what stood in the edition before is gone; of one in six nobody says."""
    if before is None:
        return pd.DataFrame()
    gone = ~np.isin(before.serial, stock.serial) & (before.system < 0)
    governments = before.towns.sum(axis=1) + before.provinces.sum(axis=1) + before.water_boards.sum(axis=1)
    few = governments[gone] < margins.minimum
    told = few | (known.luck[before.serial[gone], 3] < 5 / 6)
    frame = pd.DataFrame(
        {
            "arrangement_name": _names(before)[gone],
            "found": "gone since the edition before",
            "action": np.where(few, "left_out", "dissolved"),
            "why": np.where(few, "one government only: the rule set asks for two", "made up"),
        }
    )
    return frame[told]
