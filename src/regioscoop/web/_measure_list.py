"""The measures that the pages show: which column, in what words, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from regioscoop.web._language import later as _


@dataclass(frozen=True)
class Measure:
    """A measure of a region.

    Attributes
    ----------
    key
        Column of `regioscoop.measures.measure_regions`; with ``_low`` and ``_high`` its interval, and with
        ``_null`` what chance alone would give.
    short
        Head of a column.
    name
        Name in words.
    meaning
        One sentence that a council member understands.
    formula
        The definition.
    source
        Whose definition it is.
    is_share
        Whether it is written as a percentage.
    top
        Upper end of the axis.
    interval
        Where the interval comes from, or nothing when there is none.
    """

    key: str
    short: str
    name: str
    meaning: str
    formula: str
    source: str
    is_share: bool = True
    top: float = 1.0
    interval: str = ""


_RESAMPLED: Final = _(
    "95%-interval: zo ver loopt de uitkomst uiteen bij nieuwe trekkingen van samenwerkingsverbanden."
)
_CODING: Final = _(
    "95%-interval: zo ver loopt de uitkomst uiteen als 5 tot 8% van de beleidsterreinen fout is ingedeeld "
    "en 2 tot 3% van de samenwerkingsverbanden dubbel staat."
)
_SURE: Final = _("De grenzen: van wat zeker zo is ingedeeld tot alles wat zo zou kunnen zijn.")
OWN: Final = _("eigen definitie")

MEASURES: Final = (
    Measure(
        "c1_newman",
        _("C1 geslotenheid"),
        _("Geslotenheid (C1)"),
        _("Van alle paren die samenwerken, met minstens één gemeente van hier: welk deel ligt er geheel in?"),
        _(
            "C1 = W binnen / (W binnen + W over de grens). Elk paar gemeenten dat samen in een verband zit, "
            "telt één keer, voor 1/(aantal gemeenten in dat verband − 1). Zo overstemt een groot verband een "
            "klein niet. Kijkt men vanuit de gemeenten, dan telt een paar binnen de regio voor allebei; het "
            "deel dat zij binnen de regio houden is daarom hoger: 2 × C1 / (1 + C1)."
        ),
        _("eigen definitie, bij de eerste maat van de studie: ‘kiest vooral elkaar’"),
        interval=_RESAMPLED,
    ),
    Measure(
        "c2",
        _("C2 allemaal samen"),
        _("Volledigheid (C2)"),
        _("In welk deel van de samenwerkingsverbanden doen álle gemeenten van de regio mee?"),
        _(
            "C2 = aantal verbanden waarin alle gemeenten van de regio zitten / aantal verbanden met minstens "
            "twee gemeenten uit de regio. In een grote regio is dit vanzelf lager."
        ),
        _("studie, tweede maat; de noemer is van ons"),
        interval=_RESAMPLED,
    ),
    Measure(
        "c2_exact",
        _("C2= precies wij"),
        _("Precies de regio (C2=)"),
        _("Welk deel van de samenwerkingsverbanden bestaat precies uit de gemeenten van de regio?"),
        _("C2= is als C2, maar het verband mag geen gemeente van buiten de regio hebben."),
        OWN,
        interval=_RESAMPLED,
    ),
    Measure(
        "c4",
        _("C4 overlap"),
        _("Overlap (C4)"),
        _("Hoe sterk lijkt een samenwerkingsverband gemiddeld op de regio? 1 is precies gelijk."),
        _(
            "C4 = gemiddelde van (gemeenten in verband én regio) / (gemeenten in verband of regio), over "
            "alle verbanden met minstens twee gemeenten uit de regio."
        ),
        OWN,
        is_share=False,
        interval=_RESAMPLED,
    ),
    Measure(
        "two_or_more_share",
        _("Meer terreinen"),
        _("Meer dan één beleidsterrein"),
        _("Welk deel van de samenwerkingsverbanden gaat over twee of meer beleidsterreinen?"),
        _(
            "Aantal verbanden met minstens twee beleidsterreinen / aantal verbanden met minstens twee "
            "gemeenten uit de regio."
        ),
        _("studie: functionele integraliteit"),
        interval=_CODING,
    ),
    Measure(
        "wgr_body_share",
        _("Wgr-lichaam"),
        _("Zelfstandig lichaam volgens de Wgr"),
        _(
            "Welk deel van de samenwerkingsverbanden is een zelfstandig lichaam volgens de Wet "
            "gemeenschappelijke regelingen?"
        ),
        _(
            "Aandeel van de rechtsvorm. Van veel verbanden is de vorm niet zeker; daarom staan er ver uiteen "
            "liggende grenzen bij."
        ),
        _("studie: drie klassen van rechtsvorm"),
        interval=_SURE,
    ),
    Measure(
        "private_body_share",
        _("Privaat lichaam"),
        _("Zelfstandig lichaam, privaatrechtelijk"),
        _("Welk deel is een stichting, vereniging, coöperatie, nv of bv?"),
        _("Aandeel van de rechtsvorm, zie hierboven."),
        _("studie: drie klassen van rechtsvorm"),
        interval=_SURE,
    ),
    Measure(
        "no_body_share",
        _("Geen rechts­persoon"),
        _("Geen rechtspersoonlijkheid"),
        _(
            "Welk deel heeft geen eigen rechtspersoonlijkheid, zoals een netwerk, convenant of "
            "centrumregeling?"
        ),
        _("Aandeel van de rechtsvorm, zie hierboven."),
        _("studie: drie klassen van rechtsvorm"),
        interval=_SURE,
    ),
)
BY_KEY: Final = {measure.key: measure for measure in MEASURES}
