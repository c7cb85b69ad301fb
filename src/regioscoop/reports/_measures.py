"""The measures of a region that reports show, in words."""

from __future__ import annotations

from typing import Final

from regioscoop.reports._words import Pair

MEASURES: Final[dict[str, tuple[Pair, str]]] = {
    "c1_newman": (("Geslotenheid (C1)", "Closure (C1)"), "share"),
    "c2": (("Volledigheid (C2)", "Completeness (C2)"), "share"),
    "c2_exact": (("Precies de regio (C2=)", "Exactly the region (C2=)"), "share"),
    "c4": (("Overlap (C4)", "Overlap (C4)"), "share"),
    "two_or_more_share": (("Meer dan één beleidsterrein", "More than one policy field"), "share"),
    "wgr_body_share": (("Zelfstandig lichaam volgens de Wgr", "Independent body under the Wgr"), "share"),
    "no_body_share": (("Geen rechtspersoonlijkheid", "No legal personality"), "share"),
}
"""Measure -> its words, and the unit it is written in."""
