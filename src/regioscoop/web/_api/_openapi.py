"""The description of the API (OpenAPI 3.1), made from the same table that the server answers by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.json_schema import models_json_schema

from regioscoop.web._api import _models as models
from regioscoop.web._api._collections import COLLECTIONS, Collection
from regioscoop.web._api._questions import FILTERS, PAGING, Parameter, editions
from regioscoop.web._api._rows import ROOT
from regioscoop.web._atlases import Atlases
from regioscoop.web._changes_of_api import CHANGES
from regioscoop.web._problem import PROBLEM, VERSION
from regioscoop.web._publisher import Publisher

Node = dict[str, Any]
_REF: Final = "#/components/{kind}/{name}"
_ABOUT: Final = """\
Gegevens over regionale samenwerking van gemeenten, provincies en waterschappen in Nederland: wie met wie
samenwerkt, welke regio's daaruit volgen en hoe zeker dat is.

- Alles is open: geen sleutel nodig, alleen lezen (GET, HEAD, OPTIONS). Gegevens onder CC BY 4.0.
- Elk antwoord noemt `editie`, `peildatum`, `telregels`, `controlegetal` en `methode`: zo is elk getal na te
  rekenen.
- Wat niet bekend is, is `null` en nooit een gok. Maten hebben een onderkant (`laag`), een bovenkant (`hoog`)
  en wat toeval alleen zou geven (`toeval`).
- Fouten volgen RFC 9457 en noemen alles wat niet klopt in één keer.
- Een `ETag` bij elk antwoord: vraag opnieuw met `If-None-Match`.

In English: open data on cooperation between Dutch governments and the regions that follow from it. Names of
fields are Dutch; codes of code lists are those of the tables.

Wijzigingen per versie:
"""
_HEADERS: Final[dict[str, Node]] = {
    "API-Version": {
        "description": "Volledige versie van de API.",
        "required": True,
        "schema": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "example": VERSION,
    },
    "Access-Control-Allow-Origin": {
        "description": "De gegevens zijn open: elke site mag ze lezen.",
        "required": True,
        "schema": {"type": "string", "enum": ["*"]},
    },
    "ETag": {
        "description": "Kenmerk van de inhoud; geef het terug in `If-None-Match`.",
        "required": True,
        "schema": {"type": "string"},
        "example": 'W/"3f1c5e0a9d8b7c6f5a4e3d2c"',
    },
    "Cache-Control": {
        "description": "Bewaren mag; vraag met `If-None-Match` of het nog klopt.",
        "required": True,
        "schema": {"type": "string"},
        "example": "no-cache",
    },
    "Link": {
        "description": "De weg naar de eerste, vorige, volgende en laatste pagina (RFC 8288).",
        "required": True,
        "schema": {"type": "string"},
        "example": '</api/v1/gemeenten?pagina=2>; rel="next"',
    },
    "Content-Crs": {
        "description": "Coördinatenstelsel: lengte en breedte in WGS84.",
        "required": True,
        "schema": {"type": "string"},
        "example": "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>",
    },
    "Retry-After": {
        "description": "Over hoeveel seconden u het weer kunt vragen.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 20,
    },
    "Allow": {
        "description": "Wat hier wel mag.",
        "required": True,
        "schema": {"type": "string"},
        "example": "GET, HEAD, OPTIONS",
    },
}
_ALWAYS: Final = ("API-Version", "Access-Control-Allow-Origin")
_GOOD: Final = (*_ALWAYS, "ETag", "Cache-Control")
_PROBLEMS: Final = {
    "400": ("VraagKloptNiet", "De vraag klopt niet; `errors` noemt alles wat eraan schort.", _ALWAYS),
    "404": ("NietGevonden", "Dit bestaat niet; `nearest` noemt wat erop lijkt.", _ALWAYS),
    "405": ("NietToegestaan", "Alleen GET, HEAD en OPTIONS mogen.", (*_ALWAYS, "Allow")),
    "414": ("AdresTeLang", "Het adres is te lang.", _ALWAYS),
    "500": ("ServerFout", "Er ging iets mis op de server.", _ALWAYS),
    "503": ("NogNietKlaar", "De editie wordt nog berekend.", (*_ALWAYS, "Retry-After")),
}


def describe(atlases: Atlases) -> Node:
    """Describe the API.

    Parameters
    ----------
    atlases
        The editions, for the values of ``editie``.

    Returns
    -------
    dict
        An OpenAPI document; the address of the server is relative unless ``REGIOSCOOP_URL`` is set.
    """
    publisher = Publisher.of_settings()
    by_edition = editions(atlases.ids)
    paths = _edition_paths(atlases.default)
    for collection in COLLECTIONS:
        paths |= _paths(collection, by_edition)
    tags = [{"name": c.name, "description": f"{c.words} {c.english}"} for c in COLLECTIONS]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regioscoop",
            "summary": "Open atlas van regionale samenwerking",
            "description": _ABOUT + "\n".join(_changes()),
            "version": VERSION,
            "contact": {"name": publisher.name, "email": publisher.email, "url": f"{publisher.url}/data"},
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": _server(), "description": "Deze server."}],
        "externalDocs": {"description": "Gegevens en uitleg.", "url": f"{publisher.url}/data"},
        "tags": [{"name": "edities", "description": "Edities. Editions."}, *tags],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "parameters": _parameters(by_edition),
            "headers": _HEADERS,
            "responses": {name: _problem(told, headers) for name, told, headers in _PROBLEMS.values()},
        },
    }


def _server() -> str:
    """Address of the API: whole where one was set, else from the root of the server that is asked."""
    set_to = Publisher.of_settings("http://here.invalid").url
    return ROOT if set_to == "http://here.invalid" else set_to + ROOT


def _changes() -> Iterable[str]:
    for change in CHANGES:
        yield f"- {change.version}: {' '.join(change.words)}"


def _ref(kind: str, name: str) -> Node:
    return {"$ref": _REF.format(kind=kind, name=name)}


def _edition_paths(default: str) -> dict[str, Node]:
    one = {"name": "id", "in": "path", "required": True, "description": "Naam van de editie.",
           "schema": {"type": "string"}, "example": default}  # fmt: skip
    tag = ["edities"]
    return {
        "/edities": {"get": {
            "operationId": "edities", "tags": tag, "summary": "Alle edities",
            "description": "De edities, de standaardeditie eerst. The editions, the default one first.",
            "parameters": [_ref("parameters", to_pascal(p.name)) for p in PAGING],
            "responses": {"200": _good(_page_schema("Editie", traceable=False), paged=True), **_bad()},
        }},
        "/edities/{id}": {"get": {
            "operationId": "editie", "tags": tag, "summary": "Eén editie",
            "description": "Eén editie met wat er moet worden geweten om haar te gebruiken. One edition.",
            "parameters": [one],
            "responses": {"200": _good(_ref("schemas", "Editie")), **_bad()},
        }},
    }  # fmt: skip


def _paths(collection: Collection, by_edition: Parameter) -> dict[str, Node]:
    level = [FILTERS["niveau"]] if collection.by_level else []
    chosen = [FILTERS[name] for name in collection.filters]
    found = [FILTERS["q"]] if collection.found_in else []
    name = collection.model.__name__
    item = {"allOf": [_ref("schemas", "Herkomst"), _ref("schemas", name)]}
    one = {"name": "id", "in": "path", "required": True, "description": f"Id van een {collection.one}.",
           "schema": {"type": "string"}, "example": collection.example}  # fmt: skip
    out = {
        f"/{collection.name}": _operation(
            collection,
            collection.name,
            f"Lijst van {collection.name}",
            f"{collection.words} {collection.english}",
            _asked([by_edition, *level, *chosen, *found, *PAGING]),
            _good(_page_schema(name), paged=True),
        ),
        f"/{collection.name}/{{id}}": _operation(
            collection,
            collection.one,
            f"Eén {collection.one}",
            f"Eén {collection.one}, met waarmee elk getal na te rekenen is. One item.",
            [one, *_asked([by_edition, *level])],
            _good(item),
        ),
    }
    if collection.borders is not None:
        out[f"/{collection.name}/{{id}}/grens"] = _operation(
            collection,
            f"{collection.one}Grens",
            f"Grens van een {collection.one}",
            f"De grens van een {collection.one} als GeoJSON in WGS84, vereenvoudigd. Its border.",
            [one, *_asked([by_edition, *level])],
            _good(_ref("schemas", "Grens"), "application/geo+json", borders=True),
        )
    return out


def _operation(
    collection: Collection, name: str, summary: str, words: str, asked: Sequence[Node], good: Node
) -> Node:
    return {
        "get": {
            "operationId": name,
            "tags": [collection.name],
            "summary": summary,
            "description": words,
            "parameters": list(asked),
            "responses": {"200": good, **_bad()},
        }
    }


def _asked(parameters: Iterable[Parameter]) -> list[Node]:
    return [_ref("parameters", to_pascal(p.name)) for p in parameters]


def to_pascal(name: str) -> str:
    """Name of a parameter as the name of a component."""
    return name[0].upper() + name[1:]


def _good(
    schema: Node, media_type: str = "application/json", paged: bool = False, borders: bool = False
) -> Node:
    names = [*_GOOD, *(["Link"] if paged else []), *(["Content-Crs"] if borders else [])]
    return {
        "description": "Gelukt.",
        "headers": {name: _ref("headers", name) for name in names},
        "content": {media_type: {"schema": schema}},
    }


def _bad() -> dict[str, Node]:
    unchanged = {
        "description": "Er is niets veranderd sinds u het vroeg (`If-None-Match`).",
        "headers": {name: _ref("headers", name) for name in _GOOD},
    }
    return {"304": unchanged, **{code: _ref("responses", told[0]) for code, told in _PROBLEMS.items()}}


def _problem(words: str, headers: Iterable[str]) -> Node:
    return {
        "description": words,
        "headers": {name: _ref("headers", name) for name in headers},
        "content": {PROBLEM: {"schema": _ref("schemas", "Probleem")}},
    }


def _page_schema(item: str, traceable: bool = True) -> Node:
    """A page of items: what makes them traceable, the numbers of the page, and the items."""
    page: Node = {
        "type": "object",
        "required": ["totaal", "pagina", "paginaGrootte", "resultaten", "_links"],
        "properties": {
            "totaal": {"type": "integer", "minimum": 0, "description": "Aantal dat aan de vraag voldoet."},
            "pagina": {"type": "integer", "minimum": 1, "description": "Nummer van deze pagina."},
            "paginaGrootte": {"type": "integer", "minimum": 1, "description": "Aantal op een pagina."},
            "resultaten": {"type": "array", "items": _ref("schemas", item)},
            "_links": {
                "type": "object",
                "description": "De weg naar de andere pagina's en naar de pagina voor mensen.",
                "required": ["self", "first", "last"],
                "additionalProperties": _ref("schemas", "Link"),
            },
        },
    }
    return {"allOf": [_ref("schemas", "Herkomst"), page]} if traceable else page


def _parameters(by_edition: Parameter) -> dict[str, Node]:
    return {
        to_pascal(p.name): {
            "name": p.name,
            "in": "query",
            "description": p.words,
            "schema": dict(p.schema),
            "example": p.example,
        }
        for p in (by_edition, *FILTERS.values(), *PAGING)
    }


def _schemas() -> dict[str, Node]:
    used: list[type[BaseModel]] = [models.Herkomst, models.Editie, models.Grens, models.Probleem, models.Maat]
    used += [c.model for c in COLLECTIONS if c.model not in used]
    pairs = [(model, "serialization") for model in dict.fromkeys(used)]
    _, made = models_json_schema(pairs, ref_template=_REF.format(kind="schemas", name="{model}"))  # type: ignore[arg-type]
    schemas: dict[str, Node] = made["$defs"]
    schemas["Regio"]["properties"]["maten"] = _measures()
    for name in ("errors", "nearest"):
        schemas["Probleem"]["required"] = [n for n in schemas["Probleem"]["required"] if n != name]
    return {name: _plain(schema) for name, schema in schemas.items()}


def _measures() -> Node:
    """Every measure by name, with its meaning."""
    return {
        "type": "object",
        "description": "De maten van de regio.",
        "required": [to_camel(name) for name in models.MEASURES],
        "properties": {
            to_camel(name): {"description": told, "allOf": [_ref("schemas", "Maat")]}
            for name, told in models.MEASURES.items()
        },
    }


def _plain(schema: Mapping[str, Any]) -> Node:
    """A schema without the titles that pydantic makes of the names."""
    out = {key: value for key, value in schema.items() if key != "title"}
    if "properties" in out:
        out["properties"] = {
            name: {k: v for k, v in about.items() if k != "title"}
            for name, about in out["properties"].items()
        }
    return out
