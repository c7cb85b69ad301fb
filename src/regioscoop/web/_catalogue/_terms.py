"""Terms of the vocabularies that DCAT-AP-NL 3 asks for."""

from __future__ import annotations

from typing import Any, Final

Node = dict[str, Any]
PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU: Final = "http://publications.europa.eu/resource/authority"
_IANA: Final = "https://www.iana.org/assignments/media-types"

DUTCH: Final = f"{_EU}/language/NLD"
NETHERLANDS: Final = f"{_EU}/country/NLD"
PUBLIC: Final = f"{_EU}/access-right/PUBLIC"
IRREGULAR: Final = f"{_EU}/frequency/IRREG"
THEMES: Final = (f"{_EU}/data-theme/GOVE", f"{_EU}/data-theme/REGI")
ALL_THEMES: Final = f"{_EU}/data-theme"
COMPLETED: Final = f"{_EU}/distribution-status/COMPLETED"
STABLE: Final = f"{_EU}/planned-availability/STABLE"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
OPENAPI: Final = "https://spec.openapis.org/oas/v3.1.0"
RD: Final = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
STANDARDS: Final = {
    "Data Package": "https://specs.frictionlessdata.io/data-package/",
    "Popolo": "http://www.popoloproject.com/specs/",
    "CSVW": "https://www.w3.org/TR/tabular-metadata/",
    "GeoPackage": RD,
    "GeoJSON": CRS84,
}
"""What the files of a format keep to."""
FILE_TYPES: Final = {
    "Data Package": "ZIP",
    "Parquet": "PARQUET",
    "Popolo": "JSON",
    "CSV": "CSV",
    "CSVW": "JSON_LD",
    "GeoPackage": "GPKG",
    "GeoJSON": "GEOJSON",
    "JSON": "JSON",
}
"""Format of a download -> its name in the list of file types of the EU."""


def file_type(form: str) -> str:
    """IRI of a format in the list of file types."""
    return f"{_EU}/file-type/{FILE_TYPES[form]}"


def media_type(name: str) -> str:
    """IRI of a media type."""
    return f"{_IANA}/{name.partition(';')[0]}"


def iri(address: str) -> Node:
    """Something that is named by an address."""
    return {"@id": address}


def text(words: str, language: str = "nl") -> Node:
    """Words in a language."""
    return {"@value": words, "@language": language}


def typed(value: str, kind: str) -> Node:
    """A value with a datatype."""
    return {"@value": value, "@type": kind}


KINDS: Final = {
    DUTCH: "dct:LinguisticSystem",
    NETHERLANDS: "dct:Location",
    PUBLIC: "dct:RightsStatement",
    IRREGULAR: "dct:Frequency",
    LICENCE: "dct:LicenseDocument",
    ALL_THEMES: "skos:ConceptScheme",
    COMPLETED: "skos:Concept",
    STABLE: "skos:Concept",
    SHA256: "spdx:ChecksumAlgorithm",
    OPENAPI: "dct:Standard",
    **dict.fromkeys(THEMES, "skos:Concept"),
    **dict.fromkeys(STANDARDS.values(), "dct:Standard"),
}
"""What each term is: a checker that knows no vocabularies needs that said."""
