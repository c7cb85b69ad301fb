"""What the API answers with: the schemas of its description. Names as in the answers, in Dutch."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from regioscoop.register import codes
from regioscoop.register.codes import CodeList
from regioscoop.web._measure_list import BY_KEY

_DATE: Final = r"^\d{4}(-\d{2}(-\d{2})?)?$"
MEASURES: Final[dict[str, str]] = {
    **{key: f"{measure.name}. {measure.meaning}" for key, measure in BY_KEY.items()},
    "c1_count": "Geslotenheid (C1) waarbij elk gedeeld verband even zwaar telt.",
    "c3": "Welk deel van hun verbanden hebben twee leden gemiddeld gemeen? (C3)",
    "three_or_more_share": "Welk deel van de verbanden gaat over drie of meer beleidsterreinen?",
    "mean_fields": "Het gemiddelde aantal beleidsterreinen van een verband.",
    "entropy": "Hoe gelijk de verbanden over de beleidsterreinen zijn verdeeld (Shannon, in bits).",
    "legal_unsure_share": "Van welk deel van de verbanden is de rechtsvorm niet zeker?",
    "arrangements_per_municipality": "Het gemiddelde aantal verbanden van een gemeente in de regio.",
    "municipalities_per_arrangement": "Het gemiddelde aantal gemeenten in een verband.",
    "province_share": "In welk deel van de verbanden doet een provincie mee?",
    "water_board_share": "In welk deel van de verbanden doet een waterschap mee?",
    "contiguous_parts": "Uit hoeveel losse stukken de regio bestaat.",
}
"""Meaning of every measure, by its column."""


def listed(known: CodeList) -> str:
    """The codes of a list with their Dutch labels, for a description."""
    return "; ".join(f"`{code.code}`: {code.nl}" for code in known.entries)


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Link(_Model):
    """Een verwijzing."""

    href: str = Field(
        description="Adres, vanaf de wortel van deze server.", examples=["/api/v1/gemeenten/GM0363"]
    )


class Herkomst(_Model):
    """Waarmee elk getal na te rekenen is."""

    editie: str = Field(description="Naam van de editie.", examples=["2016"])
    peildatum: str = Field(
        description="Datum die de editie beschrijft.",
        examples=["2016-01-01"],
        json_schema_extra={"format": "date"},
    )
    telregels: str = Field(
        description="Regels voor wat meetelt als samenwerkingsverband.", examples=["wgr-and-divisions-2016"]
    )
    controlegetal: str = Field(
        description="SHA-256 over alle tabellen van de editie.", pattern="^[0-9a-f]{64}$",
        examples=["a8718f7097181d0758818a060baba29689ecb9c46535937a8f0c51c7a1a5b9e0"],
    )  # fmt: skip
    methode: str = Field(
        description="Versie van het programma en instellingen van de afbakening.",
        examples=["regioscoop 0.1.0; weight=newman;seed=2016;draws=200"],
    )


class Editie(Herkomst):
    """Een editie: de feiten van één peildatum."""

    id: str = Field(description="Naam van de editie.", examples=["2016"])
    titel: str = Field(examples=["Samenwerkingsverbanden in Nederland, 2016"])
    is_standaard: bool = Field(description="Of dit de editie is die u krijgt als u er geen noemt.")
    gemeenten: int = Field(description="Aantal gemeenten.", ge=0)
    samenwerkingsverbanden: int = Field(description="Aantal samenwerkingsverbanden.", ge=0)
    deelnames: int = Field(description="Aantal deelnames dat meetelt.", ge=0)
    deelnames_overgenomen: int = Field(
        description="Hoeveel daarvan zijn overgenomen uit een eerdere editie.", ge=0
    )
    deelnames_betwist: int = Field(
        description="Deelnames die een bron tegenspreekt en die niet meetellen.", ge=0
    )
    toelichting: str | None = Field(description="Wat een gebruiker moet weten.")
    links: dict[str, Link] = Field(alias="_links")


class Gemeente(_Model):
    """Een gemeente met haar eerste en tweede regio."""

    id: str = Field(description="CBS-code met GM ervoor.", pattern=r"^GM\d{4}$", examples=["GM0363"])
    naam: str = Field(examples=["Amsterdam"])
    tooi: str | None = Field(
        description="URI in TOOI.", examples=["https://identifier.overheid.nl/tooi/id/gemeente/gm0363"],
        json_schema_extra={"format": "uri"},
    )  # fmt: skip
    provincie: str = Field(description="CBS-code van de provincie.", examples=["PV27"])
    niveau: int = Field(description="Niveau waarop de regio's staan.", ge=1)
    regio: str = Field(description="Regio waar de gemeente bij hoort.", examples=["groot-amsterdam"])
    lidmaatschap: float | None = Field(
        description="Deel van de samenwerking van de gemeente dat binnen die regio blijft, 0 tot 1."
    )
    tweede_regio: str | None = Field(description="Regio waar daarna het grootste deel heen gaat.")
    tweede_lidmaatschap: float | None = Field(description="Dat deel, 0 tot 1.")
    stabiliteit: float | None = Field(
        description="Deel van de nieuwe trekkingen waarin de gemeente bij haar regio blijft, 0 tot 1."
    )
    samenwerkingsverbanden: int = Field(description="Aantal verbanden waar de gemeente aan meedoet.", ge=0)
    links: dict[str, Link] = Field(alias="_links")


class Overheid(_Model):
    """Een provincie of waterschap."""

    id: str = Field(
        description="CBS-code waar die er is, anders de naam in kleine letters.", examples=["PV20"]
    )
    naam: str = Field(examples=["Provincie Groningen"])
    tooi: str | None = Field(
        description="URI in TOOI; leeg waar die niet bekend is.",
        examples=["https://identifier.overheid.nl/tooi/id/provincie/pv20"],
        json_schema_extra={"format": "uri"},
    )  # fmt: skip
    gemeenten: list[str] = Field(description="Gemeenten in de provincie; van een waterschap niet bekend.")
    samenwerkingsverbanden: int = Field(description="Aantal verbanden waar deze overheid aan meedoet.", ge=0)
    links: dict[str, Link] = Field(alias="_links")


class Maat(_Model):
    """Een maat van een regio, met wat erbij hoort om hem te wegen. Wat niet bekend is, is null."""

    waarde: float | None = Field(description="De uitkomst.")
    laag: float | None = Field(description="Onderkant van het 95%-interval of de grens van wat zeker is.")
    hoog: float | None = Field(description="Bovenkant daarvan.")
    toeval: float | None = Field(description="Wat toeval alleen zou geven (het nulmodel).")
    zonder_verplicht: float | None = Field(description="De uitkomst zonder verbanden die het rijk oplegt.")
    verschuiving: float | None = Field(
        description="Hoe ver fouten in de indeling de uitkomst gemiddeld verschuiven."
    )


class Regio(_Model):
    """Een bestuurlijk-regionaal ecosysteem: gemeenten die vooral met elkaar samenwerken."""

    id: str = Field(description="Naam in kleine letters, uniek binnen het niveau.", examples=["twente"])
    naam: str = Field(examples=["Twente"])
    niveau: int = Field(ge=1)
    gemeenten: list[str] = Field(description="Codes van de gemeenten.", examples=[["GM0141", "GM0153"]])
    provincies: list[str] = Field(description="Provincies waar die gemeenten in liggen.", examples=[["PV23"]])
    stabiliteit: float | None = Field(description="Hoe zeker de regio is, 0 tot 1.")
    vernoemd_naar: int = Field(description="Aantal verbanden dat de regio haar naam gaf.", ge=0)
    samenwerkingsverbanden: int = Field(
        description="Verbanden met minstens twee gemeenten uit de regio.", ge=0
    )
    maten: dict[str, Maat] = Field(description="De maten van de regio.")
    links: dict[str, Link] = Field(alias="_links")


class Samenwerkingsverband(_Model):
    """Een samenwerkingsverband met wie eraan meedoet. Wat niet bekend is, is null."""

    id: str = Field(examples=["regio-achterhoek-ra"])
    naam: str = Field(examples=["Regio Achterhoek"])
    andere_namen: list[str] = Field(description="Andere namen in de bronnen.")
    beleidsterreinen: list[str] = Field(
        description=f"Het belangrijkste eerst. {listed(codes.POLICY_FIELDS)}.", examples=[["social"]]
    )
    rechtsvormklasse: str | None = Field(description=f"{listed(codes.LEGAL_CLASSES)}.", examples=["wgr_body"])
    rechtsvorm: str | None = Field(description=f"{listed(codes.LEGAL_FORMS)}.", examples=["openbaar_lichaam"])
    rechtsvorm_zekerheid: str | None = Field(description=f"{listed(codes.CERTAINTIES)}.")
    verplichting: str | None = Field(description=f"{listed(codes.OBLIGATIONS)}.", examples=["voluntary"])
    doel: str | None = Field(description=f"Alleen van een vrijwillig verband. {listed(codes.GOALS)}.")
    vestigingsplaats: str | None
    omschrijving: str | None = Field(description="Het doel zoals een bron het zegt.")
    opgericht: str | None = Field(description="JJJJ, JJJJ-MM of JJJJ-MM-DD.", pattern=_DATE)
    opgeheven: str | None = Field(description="JJJJ, JJJJ-MM of JJJJ-MM-DD.", pattern=_DATE)
    status_indeling: str | None = Field(description=f"{listed(codes.CODING_STATUSES)}.", examples=["rule"])
    zekerheid_indeling: str | None = Field(description=f"{listed(codes.CERTAINTIES)}.")
    ingedeeld_door: str | None = Field(description="Wie of wat de indeling maakte.")
    gemeenten: int = Field(description="Aantal gemeenten dat meedoet.", ge=0)
    deelnemers: list[str] = Field(description="Ids van iedereen die meedoet.", examples=[["GM0222"]])
    bron: str = Field(description="Id van de bron.")
    links: dict[str, Link] = Field(alias="_links")


class Deelname(_Model):
    """Eén deelnemer aan één samenwerkingsverband, zoals die meetelt."""

    id: str = Field(
        description="Verband en deelnemer met een punt ertussen.", examples=["regio-achterhoek-ra.GM0222"]
    )
    samenwerkingsverband: str
    samenwerkingsverband_naam: str
    deelnemer: str
    deelnemer_naam: str
    soort: str = Field(description=f"{listed(codes.ORGANISATION_KINDS)}.", examples=["municipality"])
    status: str = Field(description=f"{listed(codes.PARTICIPATION_STATUSES)}.", examples=["confirmed"])
    rol: str | None
    vanaf: str | None = Field(pattern=_DATE)
    tot: str | None = Field(pattern=_DATE)
    bronnen: list[str] = Field(description="Ids van de bronnen die dit zeggen.")
    links: dict[str, Link] = Field(alias="_links")


class Niveau(_Model):
    """Een niveau van de indeling in regio's, van grof naar fijn."""

    id: str = Field(description="1 is het grofste.", pattern=r"^\d+$", examples=["2"])
    is_beste: bool = Field(
        description="Of dit het best passende niveau is; dat krijgt u als u er geen noemt."
    )
    soort: str = Field(
        description="`peak`: hier is de indeling het stabielst; `lasting`: deze blijft het langst staan."
    )
    resolutie: float = Field(description="Resolutie van de modulariteit.")
    stabiliteit: float = Field(description="Gemiddelde overeenkomst (AMI) van nieuwe trekkingen, 0 tot 1.")
    standaardfout: float = Field(description="Standaardfout van de stabiliteit.")
    regios: int = Field(description="Aantal regio's.", ge=1)
    links: dict[str, Link] = Field(alias="_links")


class IndelingRegio(_Model):
    """Een regio van een officiële indeling."""

    id: str
    naam: str
    gemeenten: list[str]


class Indeling(_Model):
    """Een officiële indeling van gemeenten, zoals de veiligheidsregio's."""

    id: str = Field(examples=["safety-regions"])
    naam: str = Field(examples=["Veiligheidsregio's"])
    gemeenten: int = Field(description="Aantal gemeenten dat in een regio van de indeling ligt.", ge=0)
    overeenkomst: float | None = Field(
        description="Overeenkomst (AMI) met de regio's van het beste niveau: 1 is gelijk, 0 is toeval."
    )
    regios: list[IndelingRegio]
    links: dict[str, Link] = Field(alias="_links")


class Geometrie(BaseModel):
    """Een vlak in GeoJSON (RFC 7946)."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any] = Field(description="Lengte en breedte in graden, WGS84.")


class GrensEigenschappen(Herkomst):
    """Wat bij een grens hoort."""

    id: str
    naam: str
    grenzen: Literal["boundary", "schematic"] = Field(description="Echte grenzen of de schematische kaart.")
    bron: str = Field(description="Bron van de grenzen.")


class Grens(BaseModel):
    """De grens van een gemeente of regio als GeoJSON in WGS84."""

    type: Literal["Feature"]
    id: str = Field(examples=["GM0363"])
    properties: GrensEigenschappen
    geometry: Geometrie


class Plaats(BaseModel):
    """Waar een fout staat."""

    name: str = Field(description="Naam van de parameter.")


class Fout(BaseModel):
    """Eén ding dat niet klopt in de vraag."""

    place: Literal["query", "path"] = Field(alias="in")
    location: Plaats
    code: str = Field(description="Soort fout, voor programma's.", examples=["buitenBereik"])
    detail: str = Field(description="De fout in woorden, met wat wel goed is.")


class Probleem(BaseModel):
    """Een probleem volgens RFC 9457; `errors` noemt alles wat niet klopt."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    errors: list[Fout] = Field(default=[], description="Alles wat niet klopt in de vraag.")
    nearest: list[str] = Field(
        default=[], description="Wat waarschijnlijk is bedoeld.", examples=[["twente"]]
    )
