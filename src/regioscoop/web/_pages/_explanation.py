"""The method in plain words with pictures, the glossary, and the draft accessibility statement."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from regioscoop.figures import Caption, toy_network
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._language import later as _
from regioscoop.web._language import words
from regioscoop.web._links import Page
from regioscoop.web._pages._types import Content
from regioscoop.web._render import drawing
from regioscoop.web._source_words import source_rows

GLOSSARY: Final = (
    (_("bestuurlijk ecosysteem"), _("De schaal waarop gemeenten vooral samenwerken.")),
    (
        _("congruentie"),
        _("Hoe goed verbanden op elkaar passen: steeds dezelfde gemeenten, of telkens andere."),
    ),
    (_("deelname"), _("Het feit dat een organisatie meedoet aan een samenwerkingsverband.")),
    (_("editie"), _("Alle gegevens van één peildatum, verzameld met één stel telregels.")),
    (_("geslotenheid"), _("Het deel van de samenwerkende paren van een regio dat er helemaal in ligt (C1).")),
    (_("herindeling"), _("Gemeenten gaan samen of worden verdeeld. Oude gemeenten krijgen dan opvolgers.")),
    (_("indeling"), _("Een kaart die elke gemeente bij één gebied zet, bijvoorbeeld de veiligheidsregio's.")),
    (_("integraliteit"), _("Hoe vaak een samenwerkingsverband over meer dan één beleidsterrein gaat.")),
    (_("lidmaatschap"), _("Het deel van de samenwerking van een gemeente dat naar een regio gaat.")),
    (_("marge"), _("Zo ver kan een uitkomst uiteenlopen als het register net iets anders was geweest.")),
    (_("meer dan toeval"), _("Twee gemeenten delen meer verbanden dan bij loting te verwachten is.")),
    (_("niveau"), _("Een mate van fijnheid waarop de indeling in regio's standhoudt. Er zijn er meer.")),
    (_("verplicht"), _("De wet legt taak, vorm en partners op. Voorbeeld: de veiligheidsregio.")),
    (_("half verplicht"), _("De wet legt alleen de taak op. Met wie en hoe, dat kiezen overheden zelf.")),
    (_("overgenomen"), _("Een deelname uit een eerdere editie die daarna niet opnieuw is bevestigd.")),
    (_("samenwerkingsverband"), _("Een vaste vorm van samenwerking waarin minstens twee overheden meedoen.")),
    (_("telregels"), _("De regels die bepalen wat als samenwerkingsverband telt.")),
    (_("toevalswaarde"), _("Wat een maat zou zijn als alle deelnames geloot waren.")),
    (_("Wgr"), _("De Wet gemeenschappelijke regelingen: hoe overheden samen een lichaam oprichten.")),
    (_("zekerheid"), _("Hoe vaak een gemeente bij haar regio blijft als we het register opnieuw trekken.")),
    (_("zienswijze"), _("De mening van de raad, zoals over een begroting. Het bestuur weegt die mee.")),
)  # fmt: skip
DOTS: Final = {
    "A": (60.0, 50.0), "B": (45.0, 120.0), "C": (115.0, 95.0),
    "D": (175.0, 70.0), "E": (240.0, 50.0), "F": (235.0, 125.0),
}  # fmt: skip
TIES: Final = (
    ("A", "B", 2), ("A", "C", 1), ("B", "C", 1), ("C", "D", 1), ("D", "E", 1), ("D", "F", 1), ("E", "F", 2),
)  # fmt: skip
SHOWN: Final[tuple[tuple[tuple[tuple[str, str, int], ...], tuple[str, ...], str], ...]] = (
    ((), ("ABC", "AB", "CD", "DEF", "EF"), ""),
    (TIES, (), ""),
    (TIES, ("ABC", "DEF"), "D"),
)
"""Lines, rings and unsure dots of the three pictures."""


def explanation(atlases: Atlases, page: Page) -> Content:
    """The method in plain words."""
    atlas = atlases.get(page.edition)
    return "explanation", {
        "divisions": atlas.edition["divisions"].to_dict("records"),
        "settings": atlas.found.delineation.settings,
        "note": atlas.edition["edition"]["note"].iloc[0],
        "glossary": GLOSSARY,
        "pictures": pictures(page.language),
        "sources": source_rows(atlas.edition["sources"], page.language),
        **_alone(atlas),
    }


def _alone(atlas: Atlas) -> dict[str, Any]:
    """Arrangements with fewer than two governments: a source counts them, the rules do not."""
    members = atlas.edition.members
    governments = members[members["kind"].isin(GOVERNMENTS)].groupby("arrangement").size()
    frame = atlas.edition.arrangements
    names = frame["name"][governments.reindex(frame.index, fill_value=0) < 2]
    return {"alone": len(names), "alone_names": ", ".join(names)}


def accessibility(atlases: Atlases, page: Page) -> Content:
    """The draft accessibility statement."""
    return "accessibility", {}


@lru_cache(maxsize=4)
def pictures(language: str) -> dict[str, Markup]:
    """Three drawings of one made-up network: arrangements, lines, regions."""
    _ = words(language)
    made_up = _("Een verzonnen voorbeeld met zes gemeenten.")
    told = (
        (
            "arrangements",
            _("Vijf samenwerkingsverbanden als kringen"),
            _("De kringen zijn om A, B en C; om A en B; om C en D; om D, E en F; en om E en F."),
        ),
        (
            "lines",
            _("De lijnen die dat geeft"),
            _("A en B delen twee verbanden: een dikke lijn. C en D delen er één: een dunne lijn."),
        ),
        (
            "regions",
            _("De regio's die daaruit volgen"),
            _("A, B en C vormen een regio, D, E en F een andere. D is onzeker: een open stip."),
        ),
    )
    out = {}
    for (name, title, said), (ties, rings, unsure) in zip(told, SHOWN, strict=True):
        caption = Caption(title, f"{said} {made_up}", language)
        out[name] = drawing(toy_network(DOTS, ties, rings, caption, name, unsure).svg)
    return out
