"""The API, after the NLgov REST API Design Rules: plural nouns, camelCase, problems as RFC 9457."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Final, Generic, TypeVar

import pandas as pd
from fastapi import APIRouter, FastAPI, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from regioscoop.errors import UnknownNameError
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases

VERSION: Final = "1.0.0"
HEADERS: Final = {"API-Version": VERSION, "Access-Control-Allow-Origin": "*"}
_T = TypeVar("_T")


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Gemeente(_Model):
    """A municipality with its first and second region at the best level."""

    id: str
    naam: str
    provincie: str
    regio: str
    lidmaatschap: float | None
    tweede_regio: str | None
    tweede_lidmaatschap: float | None
    stabiliteit: float


class Regio(_Model):
    """A region of the best level."""

    id: str
    naam: str
    gemeenten: list[str]
    stabiliteit: float
    samenwerkingsverbanden: int
    maten: dict[str, float | None]


class Samenwerkingsverband(_Model):
    """An arrangement with who takes part."""

    id: str
    naam: str
    beleidsterreinen: list[str]
    rechtsvormklasse: str
    rechtsvorm: str
    verplichting: str
    status_indeling: str
    deelnemers: list[str]


class Lijst(_Model, Generic[_T]):
    """A page of a list."""

    totaal: int
    pagina: int
    pagina_grootte: int
    resultaten: list[_T]


def problem(
    status: int, title: str, detail: str, wrong: Sequence[str] = (), near: Sequence[str] = ()
) -> JSONResponse:
    """Answer with a problem (RFC 9457): all that is wrong, and the nearest names where one is unknown."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": list(wrong)}
    if near:
        body["nearest"] = list(near)
    return JSONResponse(body, status, headers=HEADERS, media_type="application/problem+json")


def _cut(rows: list[_T], page: int, size: int) -> Lijst[_T]:
    start = (page - 1) * size
    return Lijst(totaal=len(rows), pagina=page, pagina_grootte=size, resultaten=rows[start : start + size])


def _known(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 6)


class _Rows:
    """Everything the API gives, made once."""

    def __init__(self, atlas: Atlas) -> None:
        self.gemeenten = {g.id: g for g in _gemeenten(atlas)}
        self.regios = {r.id: r for r in _regios(atlas)}
        self.verbanden = {s.id: s for s in _verbanden(atlas)}


def _gemeenten(atlas: Atlas) -> list[Gemeente]:
    provinces = atlas.edition.municipalities["province"]
    return [
        Gemeente(
            id=str(i),
            naam=row["municipality"],
            provincie=provinces[i],
            regio=row["region_id"],
            lidmaatschap=_known(row["membership"]),
            tweede_regio=row["second_region_id"] or None,
            tweede_lidmaatschap=_known(row["second_membership"]),
            stabiliteit=round(float(row["stability"]), 6),
        )
        for i, row in atlas.members(atlas.best).iterrows()
    ]


def _regios(atlas: Atlas) -> list[Regio]:
    table = atlas.regions(atlas.best)
    labels = atlas.regionalisation(atlas.best)
    measured = [c for c in table.columns if c not in ("region", "members", "stability", "arrangements")]
    return [
        Regio(
            id=str(i),
            naam=row["region"],
            gemeenten=labels.members(str(i)),
            stabiliteit=round(float(row["stability"]), 6),
            samenwerkingsverbanden=int(row["arrangements"]),
            maten={to_camel(c): _known(row[c]) for c in measured},
        )
        for i, row in table.iterrows()
    ]


def _verbanden(atlas: Atlas) -> list[Samenwerkingsverband]:
    who = atlas.edition.members.groupby("arrangement")["organisation"].agg(list)
    return [
        Samenwerkingsverband(
            id=str(i),
            naam=row["name"],
            beleidsterreinen=list(row["fields"]),
            rechtsvormklasse=row["legal_class"],
            rechtsvorm=row["legal_form"],
            verplichting=row["obligation"],
            status_indeling=row["coding_status"],
            deelnemers=sorted(who.get(i, [])),
        )
        for i, row in atlas.edition.arrangements.iterrows()
    ]


Number = Annotated[int, Query(ge=1, description="Number of the page.")]
Size = Annotated[int, Query(ge=1, le=1000, alias="paginaGrootte", description="Rows on a page.")]


def api(atlases: Atlases) -> APIRouter:
    """Make the routes of the API.

    Parameters
    ----------
    atlases
        What it gives.
    """
    router = APIRouter()

    @lru_cache(maxsize=1)
    def rows() -> _Rows:
        return _Rows(atlases.get())

    def versioned(response: Response) -> None:
        response.headers.update(HEADERS)

    @router.get("/gemeenten", operation_id="gemeenten")
    def gemeenten(response: Response, pagina: Number = 1, size: Size = 100) -> Lijst[Gemeente]:
        """Municipalities, ordered by code."""
        versioned(response)
        return _cut(list(rows().gemeenten.values()), pagina, size)

    @router.get("/gemeenten/{id}", operation_id="gemeente")
    def gemeente(response: Response, id: str) -> Gemeente:  # noqa: A002
        """One municipality, by its CBS code with GM in front."""
        versioned(response)
        return _one(rows().gemeenten, "gemeente", id)

    @router.get("/regios", operation_id="regios")
    def regios(response: Response, pagina: Number = 1, size: Size = 100) -> Lijst[Regio]:
        """Regions of the best level, ordered by name."""
        versioned(response)
        return _cut(list(rows().regios.values()), pagina, size)

    @router.get("/regios/{id}", operation_id="regio")
    def regio(response: Response, id: str) -> Regio:  # noqa: A002
        """One region."""
        versioned(response)
        return _one(rows().regios, "regio", id)

    @router.get("/samenwerkingsverbanden", operation_id="samenwerkingsverbanden")
    def verbanden(response: Response, pagina: Number = 1, size: Size = 100) -> Lijst[Samenwerkingsverband]:
        """Arrangements, ordered by id."""
        versioned(response)
        return _cut(list(rows().verbanden.values()), pagina, size)

    @router.get("/samenwerkingsverbanden/{id}", operation_id="samenwerkingsverband")
    def verband(response: Response, id: str) -> Samenwerkingsverband:  # noqa: A002
        """One arrangement."""
        versioned(response)
        return _one(rows().verbanden, "samenwerkingsverband", id)

    return router


def _one(rows: dict[str, _T], kind: str, asked: str) -> _T:
    if asked not in rows:
        raise UnknownNameError(kind, asked, list(rows))
    return rows[asked]


def create_api(atlases: Atlases) -> FastAPI:
    """Make the application of the API; it is mounted under ``/api/v1``."""
    app = FastAPI(
        title="Regioscoop",
        version=VERSION,
        summary="Open atlas van regionale samenwerking",
        contact={"name": "Regioscoop"},
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(api(atlases))
    return app
