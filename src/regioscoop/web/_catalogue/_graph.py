"""What stands in the catalogue: a catalogue, a dataset an edition, its files, and the API."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

from regioscoop.register import Edition
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._catalogue import _terms as terms
from regioscoop.web._catalogue._terms import Node, iri, text, typed
from regioscoop.web._downloads import CSVW, DOWNLOADS, Download, Facts, facts
from regioscoop.web._links import EDITION, Links, Page
from regioscoop.web._problem import VERSION
from regioscoop.web._publisher import Publisher

DOCUMENT: Final = "data/catalogus.ttl"
"""Things that have no address of their own are named as parts of this file."""
KEYWORDS: Final = (
    "regionale samenwerking", "gemeenschappelijke regelingen", "samenwerkingsverbanden", "gemeenten",
    "regio's", "netwerkanalyse",
)  # fmt: skip
_URL: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_ABOUT: Final = (
    "Wie met wie samenwerkt: gemeenten, provincies en waterschappen in hun samenwerkingsverbanden op "
    "{date}, met de regio's die daaruit volgen, hoe zeker die zijn, en maten van elke regio."
)


def graph(atlases: Atlases, links: Links, publisher: Publisher) -> list[Node]:
    """Describe everything that can be had.

    Parameters
    ----------
    atlases
        The editions.
    links
        How addresses are written; on a server the API is described too.
    publisher
        Who publishes it.

    Returns
    -------
    list of dict
        Nodes of JSON-LD with prefixed names; addresses are relative to the base of the site.
    """
    made = _Catalogue(atlases, links, publisher)
    return made.nodes()


def _part(name: str) -> str:
    return f"{DOCUMENT}#{quote(name)}"


class _Catalogue:
    def __init__(self, atlases: Atlases, links: Links, publisher: Publisher) -> None:
        self.atlases = atlases
        self.links = links
        self.publisher = publisher
        self.kinds: dict[str, str] = dict(terms.KINDS)

    def nodes(self) -> list[Node]:
        """Every node: the things themselves first, then what the terms are."""
        out = [self._catalogue(), *self._agents()]
        for edition in self.atlases.ids:
            atlas = self.atlases.get(edition)
            out += [self._dataset(atlas), *self._distributions(atlas)]
        if self.links.dynamic:
            out.append(self._service())
        return out + [{"@id": i, "@type": kind} for i, kind in sorted(self.kinds.items())]

    def _address(self, written: str) -> Node:
        """An address of the site, relative to its base."""
        return iri(written.lstrip("/"))

    def _document(self, page: Page) -> Node:
        node = self._address(self.links.to(page))
        self.kinds[node["@id"]] = "foaf:Document"
        return node

    def _shared(self) -> Node:
        return {
            "dct:publisher": iri(_part("uitgever")),
            "dct:creator": iri(_part("uitgever")),
            "dcat:contactPoint": iri(_part("contact")),
            "dct:language": iri(terms.DUTCH),
        }

    def _agents(self) -> list[Node]:
        publisher = self.publisher
        home = self._document(Page("kaart"))
        return [
            {
                "@id": _part("uitgever"),
                "@type": "foaf:Agent",
                "foaf:name": text(publisher.name),
                "foaf:homepage": home,
            },
            {
                "@id": _part("contact"),
                "@type": "vcard:Kind",
                "vcard:fn": text(publisher.name),
                "vcard:hasEmail": iri(f"mailto:{publisher.email}"),
                "vcard:hasURL": self._document(Page("data")),
            },
        ]

    def _catalogue(self) -> Node:
        node = {
            "@id": _part("catalogus"),
            "@type": "dcat:Catalog",
            "dct:title": [text("Regioscoop: open data"), text("Regioscoop: open data", "en")],
            "dct:description": text(
                "Alle edities van Regioscoop, de open atlas van regionale samenwerking in Nederland."
            ),
            **self._shared(),
            "dct:license": iri(terms.LICENCE),
            "dct:spatial": iri(terms.NETHERLANDS),
            "dct:modified": typed(max(map(_changed, self._editions())), "xsd:date"),
            "foaf:homepage": self._document(Page("kaart")),
            "dcat:themeTaxonomy": iri(terms.ALL_THEMES),
            "dcat:dataset": [iri(_part(f"editie-{i}")) for i in self.atlases.ids],
        }
        return node | ({"dcat:service": iri(_part("api"))} if self.links.dynamic else {})

    def _editions(self) -> list[Edition]:
        return [self.atlases.edition(i) for i in self.atlases.ids]

    def _dataset(self, atlas: Atlas) -> Node:
        edition = atlas.edition
        shown = self.atlases.canonical(edition.id)
        names = [*(d.name for d in DOWNLOADS), *(["api"] if self.links.dynamic else [])]
        sources = edition["sources"].to_dict("records")
        return {
            "@id": _part(f"editie-{edition.id}"),
            "@type": "dcat:Dataset",
            "dct:identifier": f"regioscoop-editie-{edition.id}",
            "dct:title": text(edition.title),
            "dct:description": text(_ABOUT.format(date=edition.reference_date)),
            **self._shared(),
            "dct:accessRights": iri(terms.PUBLIC),
            "dcat:theme": [iri(theme) for theme in terms.THEMES],
            "dcat:keyword": [text(word) for word in KEYWORDS],
            "dct:spatial": iri(terms.NETHERLANDS),
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": typed(edition.reference_date, "xsd:date"),
                "dcat:endDate": typed(edition.reference_date, "xsd:date"),
            },
            "dct:modified": typed(_changed(edition), "xsd:date"),
            "dct:accrualPeriodicity": iri(terms.IRREGULAR),
            "dcat:version": f"{edition.id}-{edition.checksum[:10]}",
            "dct:conformsTo": iri(terms.STANDARDS["Data Package"]),
            "dct:provenance": [_provenance(row) for row in sources],
            "dct:source": [
                iri(url) for url in sorted({row["url"] for row in sources}) if _URL.fullmatch(url)
            ],
            "dcat:landingPage": self._document(Page("data", edition=shown)),
            "foaf:page": self._document(Page("uitleg", edition=shown)),
            "dcat:distribution": [iri(_part(f"editie-{edition.id}-{name}")) for name in names],
            **_notes(str(edition["edition"]["note"].iloc[0])),
        }

    def _distributions(self, atlas: Atlas) -> list[Node]:
        shown = self.atlases.canonical(atlas.edition.id)
        known = facts(atlas, asked_of(self.links, shown))
        out = [self._distribution(atlas, shown, found, known[found.name]) for found in DOWNLOADS]
        return out + ([self._by_api(atlas)] if self.links.dynamic else [])

    def _distribution(self, atlas: Atlas, shown: str, found: Download, known: Facts) -> Node:
        standard = terms.STANDARDS.get(found.format)
        described = self._address(self.links.download(CSVW, shown)) if found.format == "CSV" else None
        if described:
            self.kinds[described["@id"]] = "dct:Standard"
        media, kind = terms.media_type(found.media_type), terms.file_type(found.format)
        self.kinds |= {media: "dct:MediaType", kind: "dct:MediaTypeOrExtent"}
        node: Node = {
            "@id": _part(f"editie-{atlas.edition.id}-{found.name}"),
            "@type": "dcat:Distribution",
            "dct:title": text(found.name),
            "dct:description": text(found.words[:1].upper() + found.words[1:]),
            "dcat:accessURL": self._document(Page("data", edition=shown)),
            "dcat:downloadURL": self._address(self.links.download(found.name, shown)),
            "dcat:mediaType": iri(media),
            "dct:format": iri(kind),
            "dct:license": iri(terms.LICENCE),
            "dct:language": iri(terms.DUTCH),
            "dcat:byteSize": typed(str(known.size), "xsd:nonNegativeInteger"),
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": iri(terms.SHA256),
                "spdx:checksumValue": typed(known.sha256, "xsd:hexBinary"),
            },
            "dct:modified": typed(_changed(atlas.edition), "xsd:date"),
            "adms:status": iri(terms.COMPLETED),
            "dcatap:availability": iri(terms.STABLE),
        }
        if described or standard:
            node["dct:conformsTo"] = described or iri(str(standard))
        return node

    def _by_api(self, atlas: Atlas) -> Node:
        kind = terms.file_type("JSON")
        self.kinds[kind] = "dct:MediaTypeOrExtent"
        return {
            "@id": _part(f"editie-{atlas.edition.id}-api"),
            "@type": "dcat:Distribution",
            "dct:title": text("API"),
            "dct:description": text("De editie per vraag, als JSON en GeoJSON"),
            "dcat:accessURL": self._address(self.links.api(f"edities/{quote(atlas.edition.id)}")),
            "dcat:accessService": iri(_part("api")),
            "dct:format": iri(kind),
            "dct:license": iri(terms.LICENCE),
            "dct:language": iri(terms.DUTCH),
            "dct:conformsTo": iri(terms.OPENAPI),
            "adms:status": iri(terms.COMPLETED),
            "dcatap:availability": iri(terms.STABLE),
        }

    def _service(self) -> Node:
        return {
            "@id": _part("api"),
            "@type": "dcat:DataService",
            "dct:identifier": "regioscoop-api",
            "dct:title": text("API van Regioscoop"),
            "dct:description": text(
                "Gemeenten, regio's, samenwerkingsverbanden en deelnames van elke editie, als JSON."
            ),
            **self._shared(),
            "dct:accessRights": iri(terms.PUBLIC),
            "dct:license": iri(terms.LICENCE),
            "dcat:theme": [iri(theme) for theme in terms.THEMES],
            "dcat:keyword": [text(word) for word in KEYWORDS],
            "dcat:endpointURL": self._address(self.links.api("").rstrip("/")),
            "dcat:endpointDescription": self._address(self.links.api("openapi.json")),
            "dct:conformsTo": iri(terms.OPENAPI),
            "dcat:version": VERSION,
            "dcat:landingPage": self._document(Page("data")),
            "dcat:servesDataset": [iri(_part(f"editie-{i}")) for i in self.atlases.ids],
        }


def asked_of(links: Links, shown: str) -> str:
    """What stands behind the name of a file in the address of a download of an edition."""
    return f"?{EDITION}={quote(shown)}" if links.dynamic and shown else ""


def _changed(edition: Edition) -> str:
    """Day on which the last source was read; the reference date where no source says when."""
    days = [day for day in edition["sources"]["accessed"] if len(day) == len("2016-01-01")]
    return str(max(days, default=edition.reference_date))


def _notes(note: str) -> Node:
    return {"adms:versionNotes": text(note, "en")} if note else {}


def _provenance(row: dict[str, Any]) -> Node:
    told = f"{row['publisher']}: {row['title']} ({row['licence']})"
    return {"@type": "dct:ProvenanceStatement", "rdfs:label": text(told, "en")}
