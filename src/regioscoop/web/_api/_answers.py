"""What is answered to each question: the rows that were asked, with what makes them traceable."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from regioscoop.web._api._collections import REFERS, Collection
from regioscoop.web._api._prepared import Prepared, Table
from regioscoop.web._api._questions import FILTERS, PAGING, Asked, Parameter, editions, nearest, read
from regioscoop.web._api._rows import Row, edition_row
from regioscoop.web._links import EDITION, LEVEL
from regioscoop.web._problem import Wrong

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
CRS: Final = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
"""Longitude and latitude, as GeoJSON wants them."""
Made = tuple[bytes, str, dict[str, str]]
"""What is answered: the body, what it is, and headers of its own."""
Make = Callable[[Request], Made]
_T = TypeVar("_T")


class QuestionError(Exception):
    """A question that cannot be answered as it stands.

    Parameters
    ----------
    status
        400 where the question itself is wrong, 404 where it is right but asks what does not exist.
    wrong
        Everything that is wrong.
    """

    def __init__(self, status: int, wrong: Sequence[Wrong]) -> None:
        self.status = status
        self.wrong = tuple(wrong)
        self.detail = "; ".join(one.detail for one in wrong)
        super().__init__(self.detail)


class Answers:
    """Makes the answers.

    Parameters
    ----------
    prepared
        The rows.
    """

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.by_edition = editions(prepared.atlases.ids)

    def editions(self, request: Request) -> Made:
        """Every edition."""
        asked = _read(request, {p.name: p for p in PAGING})
        _refuse(asked.wrong)
        table = self._editions
        return _page(request, asked, table, range(len(table.rows)), {}, {"html": "/data"})

    def edition(self, request: Request) -> Made:
        """One edition."""
        asked = _read(request, {})
        table = self._editions
        row = _found(request, asked, table.place, {row["id"]: row["titel"] for row in table.rows}, "editie")
        return table.texts[row].encode("utf-8"), JSON, {}

    @cached_property
    def _editions(self) -> Table:
        atlases = self.prepared.atlases
        shown = [atlases.canonical(i) for i in atlases.ids]
        return Table([edition_row(self.prepared.edition(i), i) for i in shown])

    def list_of(self, collection: Collection) -> Make:
        """Answer with a page of a collection."""
        names = [*([LEVEL] if collection.by_level else []), *collection.filters]
        names += ["q"] if collection.found_in else []
        allowed = {p.name: p for p in (self.by_edition, *(FILTERS[name] for name in names), *PAGING)}

        def make(request: Request) -> Made:
            asked = _read(request, allowed)
            edition, level = self._where(asked, collection)
            missing = self._missing(asked, edition, level)
            _refuse(asked.wrong, missing)
            table = self.prepared.table(collection.name, edition, level)
            wanted = {f: asked.values[name] for name, f in collection.filters.items() if name in asked.values}
            chosen = table.chosen(wanted, asked.values.get("q", ""))
            links = {"html": self._html(collection, edition)}
            return _page(request, asked, table, chosen, self.prepared.origin(edition), links)

        return make

    def one_of(self, collection: Collection) -> Make:
        """Answer with an item of a collection."""
        return self._item(collection, "")

    def border_of(self, collection: Collection) -> Make:
        """Answer with the border of an item, as GeoJSON."""
        return self._item(collection, "/grens")

    def _item(self, collection: Collection, part: str) -> Make:
        names = [LEVEL] if collection.by_level else []
        allowed = {p.name: p for p in (self.by_edition, *(FILTERS[name] for name in names))}

        def make(request: Request) -> Made:
            asked = _read(request, allowed)
            edition, level = self._where(asked, collection)
            table = self.prepared.table(collection.name, edition, level)
            row = _found(request, asked, table.place, table.names, collection.one)
            if not part:
                return _json({**self.prepared.origin(edition), **table.rows[row]}), JSON, {}
            borders = self.prepared.table(collection.name + part, edition, level)
            place = _found(request, asked, borders.place, borders.names, f"grens van {collection.one}")
            return borders.texts[place].encode("utf-8"), GEOJSON, {"Content-Crs": CRS}

        return make

    def _where(self, asked: Asked, collection: Collection) -> tuple[str, int]:
        """Edition and level that are asked; what does not exist is told, and the default taken for it."""
        edition = self.prepared.atlases.canonical(asked.values.get(EDITION, ""))
        if not collection.by_level:
            return edition, 0
        known = self.prepared.levels(edition)
        level = asked.values.get(LEVEL, "")
        if level and str(int(level)) not in known:
            told = f"niveau {level} bestaat niet in deze editie; wel: {', '.join(known)}"
            asked.wrong.append(Wrong("query", LEVEL, "bestaatNiet", told, list(known)[-1:]))
            level = ""
        return edition, int(level) if level else self.prepared.best(edition)

    def _missing(self, asked: Asked, edition: str, level: int) -> list[Wrong]:
        """What is asked for by an id that does not exist."""
        out = []
        for name, kind in REFERS.items():
            value = asked.values.get(name)
            if value is not None:
                known = self._known(name, edition, level)
                if value not in known:
                    told = f"{kind} ‘{value}’ bestaat niet in deze editie"
                    out.append(Wrong("query", name, "bestaatNiet", told, nearest(value, known)))
        return out

    def _known(self, name: str, edition: str, level: int) -> Mapping[str, str]:
        if name == "deelnemer":
            found = self.prepared.edition(edition)["organisations"]
            return dict(zip(found["id"], found["name"], strict=True))
        if name == "regio":
            return self.prepared.table("regios", edition, level).names
        return dict(self.prepared.edition(edition).arrangements["name"])

    def _html(self, collection: Collection, edition: str) -> str:
        page = {"regios": "kaart", "niveaus": "kaart", "indelingen": "kaart", "deelnames": "data"}
        path = page.get(collection.name, collection.name)
        return f"/{path}" + (f"?{EDITION}={edition}" if edition else "")


def _read(request: Request, allowed: Mapping[str, Parameter]) -> Asked:
    return read(parse_qsl(request.url.query, keep_blank_values=True), allowed)


def _refuse(wrong: Sequence[Wrong], missing: Sequence[Wrong] = ()) -> None:
    """Refuse a question with everything that is wrong: 404 where all that is wrong is that it does not exist.

    Raises
    ------
    QuestionError
        When anything is wrong.
    """
    if wrong or missing:
        is_bad = any(one.code != "bestaatNiet" for one in wrong)
        raise QuestionError(400 if is_bad else 404, [*wrong, *missing])


def _found(
    request: Request, asked: Asked, known: Mapping[str, _T], names: Mapping[str, str], kind: str
) -> _T:
    """What has the id of the address, or everything that is wrong with the question."""
    i = request.path_params["id"]
    missing = []
    if i not in known:
        told = f"{kind} ‘{i[:80]}’ bestaat niet in deze editie"
        missing = [Wrong("path", "id", "bestaatNiet", told, nearest(i, names))]
    _refuse(asked.wrong, missing)
    return known[i]


def _page(
    request: Request,
    asked: Asked,
    table: Table,
    chosen: Sequence[int],
    origin: Row,
    links: Mapping[str, str],
) -> Made:
    """Write a page of rows, with the way to the others in the body and in the ``Link`` header."""
    page, size = asked.number("pagina", 1), asked.number("paginaGrootte", 100)
    last = max(-(-len(chosen) // size), 1)
    around = {"self": page, "first": 1, "prev": min(page - 1, last), "next": page + 1, "last": last}
    ways = {
        name: _address(request, asked, number)
        for name, number in around.items()
        if name == "self" or 1 <= number <= last
    }
    head = {
        **origin,
        "totaal": len(chosen),
        "pagina": page,
        "paginaGrootte": size,
        "_links": {name: {"href": href} for name, href in {**ways, **links}.items()},
    }
    rows = ",".join(table.texts[k] for k in chosen[(page - 1) * size : page * size])
    text = f'{_text(head)[:-1]},"resultaten":[{rows}]}}'
    header = ", ".join(f'<{href}>; rel="{name}"' for name, href in ways.items() if name != "self")
    return text.encode("utf-8"), JSON, {"Link": header}


def _address(request: Request, asked: Asked, page: int) -> str:
    path = request.url.path
    values = {**asked.values, "pagina": str(page)}
    if page == 1:
        del values["pagina"]
    return f"{path}?{urlencode(values)}" if values else path


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(value: object) -> bytes:
    return _text(value).encode("utf-8")
