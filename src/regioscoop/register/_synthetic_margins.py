"""The margins that the synthetic register is made to: those published, and ours where nothing is.

Published: totals, numbers with a kind of government, means per government, shares by legal class, the numbers
of 2024 by field, with central government and with non-government parties, and the systems. Ours: how many
arrangements go on, fields in 2017 and 2020, and all that no source gives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

CLASSES: Final = ("wgr_body", "private_body", "no_body")
STRATA: Final = tuple((legal, local) for legal in CLASSES for local in (True, False))
"""Legal class, and whether a municipality takes part: the numbers below follow this order."""


@dataclass(frozen=True)
class System:
    """A nationwide system: its division in the register, legal class, obligation, policy field."""

    division: str
    name: str
    legal: str
    obligation: str
    policy_field: str


SYSTEMS: Final = (
    System("veiligheidsregios", "safety region", "wgr_body", "mandatory", "safety"),
    System("ggds", "public health region", "wgr_body", "mandatory", "safety"),
    System(
        "omgevingsdienstenregionaleuitvoeringsdiensten",
        "environment service",
        "wgr_body",
        "mandatory",
        "environment",
    ),
    System("veiligheidshuizen", "care-and-safety house", "no_body", "semi_mandatory", "safety"),
    System("arbeidsmarktregios", "labour-market region", "no_body", "semi_mandatory", "economy"),
    System("res", "RES region", "no_body", "semi_mandatory", "energy"),
)
PARTNERS: Final = {"company": 60, "education": 30, "civil_society": 60, "residents": 10}
"""Non-government organisations, by kind."""
ENVIRONMENT: Final = 2
"""Place of the environment services in `SYSTEMS`: two of them merge in 2024."""


@dataclass(frozen=True)
class Margins:
    """What one edition has to add up to.

    Attributes
    ----------
    year, reference_date, rule_set, budgets_read, answered, note
        For the table ``edition``.
    runs, dates
        How many municipalities each merger since the edition before joins, negative when it keeps the code
        of the first; dates on which the mergers may fall.
    kept, new
        Arrangements that go on from the edition before and that are new, in the order of `STRATA`.
    systems
        Regions of each of `SYSTEMS`; 0 when it does not exist yet.
    with_kind, places
        Arrangements with a province, with a water board; participations of municipalities, provinces, water
        boards.
    fields
        Arrangements by their set of fields: codes joined by ``+``, the main one first.
    more, one
        Arrangements with more than one, and with one non-government party.
    central
        Arrangements with a ministry; 0: not coded.
    founded
        Years in which a new arrangement that did not exist before was founded, and the share of those.
    """

    year: int
    reference_date: str
    rule_set: str
    budgets_read: str
    answered: str
    note: str
    runs: tuple[int, ...]
    dates: tuple[str, ...]
    kept: tuple[int, ...]
    new: tuple[int, ...]
    systems: tuple[int, ...]
    with_kind: tuple[int, int]
    places: tuple[int, int, int]
    more: int
    one: int
    central: int
    founded: tuple[int, int, float]
    fields: dict[str, int] = field(repr=False)

    @property
    def minimum(self) -> int:
        """Governments that an arrangement needs under the rule set."""
        return 2 if self.rule_set == "sotb-2025" else 1


MADE_UP: Final = "Made up: only the margins are those published; nothing here exists."
NOT_CODED: Final = " Participation of central government is not coded in this edition."

_FIELDS_2017: Final = {
    "spatial": 172, "economy": 90, "social": 200, "safety": 125, "energy": 55, "mobility": 66,
    "environment": 80, "administration": 65,
    "spatial+economy": 152, "spatial+social": 15, "spatial+mobility": 20, "social+safety": 15,
    "energy+environment": 20,
    "spatial+economy+social": 50, "economy+spatial+social+energy": 12,
    "spatial+social+economy+mobility+energy": 5, "social+spatial+economy+safety+mobility+administration": 2,
    "spatial+economy+social+energy+mobility+environment+safety+administration": 1,
    "spatial+economy+energy": 8, "spatial+social+safety": 5, "safety+social+administration": 10,
}  # fmt: skip
_FIELDS_2020: Final = {
    "spatial": 135, "economy": 80, "social": 225, "safety": 135, "energy": 95, "mobility": 76,
    "environment": 100, "administration": 85,
    "spatial+economy": 205, "spatial+social": 18, "spatial+mobility": 12, "social+safety": 12,
    "energy+environment": 15,
    "spatial+economy+social": 70, "economy+spatial+social+energy": 16,
    "spatial+social+economy+mobility+energy": 6, "social+spatial+economy+safety+mobility+administration": 3,
    "spatial+economy+social+energy+mobility+environment+safety+administration": 1,
    "spatial+economy+energy": 9, "spatial+social+safety": 5, "safety+social+administration": 8,
}  # fmt: skip
# 1,207 with one field (69%), 368 with two, 175 with three or more (10%). Spatial with economy in 490 (28%),
# with social in 198 (11.3%): of the 543 with several fields that leaves at least 145 with all three.
_FIELDS_2024: Final = {
    "spatial": 51, "economy": 75, "social": 320, "safety": 200, "energy": 140, "mobility": 120,
    "environment": 160, "administration": 141,
    "spatial+economy": 322, "spatial+social": 34, "spatial+mobility": 4, "social+safety": 4,
    "energy+environment": 4,
    "spatial+economy+social": 125, "economy+spatial+social+energy": 20,
    "spatial+social+economy+mobility+energy": 9, "social+spatial+economy+safety+mobility+administration": 4,
    "spatial+economy+social+energy+mobility+environment+safety+administration": 2,
    "spatial+economy+energy": 8, "spatial+social+safety": 4, "safety+social+administration": 3,
}  # fmt: skip

MARGINS: Final = (
    Margins(
        year=2017,
        reference_date="2017-01-01",
        rule_set="sotb-2017",
        budgets_read="municipalities (made up, as in the article)",
        answered="nobody was asked",
        note=MADE_UP + NOT_CODED,
        runs=(),
        dates=(),
        kept=(0, 0, 0, 0, 0, 0),
        new=(524, 17, 291, 40, 256, 40),
        systems=(25, 25, 29, 33, 16, 0),
        with_kind=(209, 112),
        places=(27 * 388, 27 * 12, 14 * 21),
        more=58,
        one=70,
        central=0,
        founded=(1970, 2016, 1.0),
        fields=_FIELDS_2017,
    ),
    Margins(
        year=2020,
        reference_date="2020-01-01",
        rule_set="sotb-2017",
        budgets_read="none (made up, as in the article, footnote 10)",
        answered="nobody was asked",
        note=MADE_UP + NOT_CODED + " The article does not give the 355 municipalities of this year.",
        runs=(*(2,) * 20, *(3,) * 5, *(-2,) * 3),
        dates=("2018-01-01", "2019-01-01"),
        kept=(412, 8, 253, 12, 225, 10),
        new=(30, 0, 25, 0, 330, 6),
        systems=(25, 25, 29, 33, 16, 30),
        with_kind=(379, 165),
        places=(29 * 355, 41 * 12, 13 * 21),
        more=66,
        one=79,
        central=0,
        founded=(2018, 2019, 0.8),
        fields=_FIELDS_2020,
    ),
    Margins(
        year=2024,
        reference_date="2024-12-31",
        rule_set="sotb-2025",
        budgets_read="municipalities, provinces and water boards (made up, as in the article)",
        answered="119 of 232 municipalities, 6 of 12 provinces, 16 of 21 water boards (as in the article)",
        note=MADE_UP,
        runs=(*(2,) * 8, 3, *(-2,) * 3),
        dates=("2021-01-01", "2022-01-01", "2023-01-01"),
        kept=(404, 6, 245, 10, 458, 12),
        new=(122, 5, 45, 15, 356, 72),
        systems=(25, 25, 28, 33, 16, 30),
        with_kind=(526, 341),
        places=(43 * 342, 67 * 12, 38 * 21),
        more=88,
        one=105,
        central=89,
        founded=(2021, 2024, 0.65),
        fields=_FIELDS_2024,
    ),
)
