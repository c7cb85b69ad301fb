"""Boundaries from PDOK, the Dutch geodata platform, through OGC API Features."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx

from regioscoop.errors import InputError, NotAvailableError
from regioscoop.places._files import collection_features
from regioscoop.places._geometry import WGS84
from regioscoop.places._records import municipality_frame

PDOK_URL = "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1"
PDOK_HISTORIC_URL = "https://api.pdok.nl/cbs/gebiedsindelingen-historisch/ogc/v1"
LAST_HISTORIC_YEAR = 2015
COLLECTION = "gemeente_gegeneraliseerd"
NEEDED = ("statcode", "statnaam", "jaarcode")
TIMEOUT_S = 30.0
MOST_PAGES = 50


def service_url(year: int, base_url: str) -> str:
    """Return the address to ask for a year: PDOK keeps the years up to 2015 in a service of their own."""
    historic = base_url.rstrip("/") == PDOK_URL and year <= LAST_HISTORIC_YEAR
    return PDOK_HISTORIC_URL if historic else base_url.rstrip("/")


def download(year: int, base_url: str = PDOK_URL) -> str:
    """Fetch the generalised municipal boundaries of a year.

    Parameters
    ----------
    year
        The year of the division (CBS: 1 January).
    base_url
        Root of the OGC API; another root serves a mirror or a test.

    Returns
    -------
    str
        A GeoJSON FeatureCollection in WGS84 with the properties ``statcode`` and ``statnaam``, checked.

    Raises
    ------
    NotAvailableError
        When the service cannot be reached, answers with an error, or with something else than boundaries.
    """
    address = service_url(year, base_url)
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=True) as client:
        features = [feature for page in _pages(client, address, year) for feature in page["features"]]
    kept = [_slim(feature) for feature in features if _year_of(feature, address) == year]
    if not kept:
        raise NotAvailableError(f"PDOK has no municipal boundaries for {year} ({address}).")
    document = {"type": "FeatureCollection", "features": kept}
    _check(document, address)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _pages(client: httpx.Client, address: str, year: int) -> Iterator[dict[str, Any]]:
    """Yield the pages of the answer, following ``rel=next`` until there is none."""
    url: str | None = f"{address}/collections/{COLLECTION}/items?f=json&limit=1000&jaarcode={year}"
    seen: set[str] = set()
    while url is not None:
        if url in seen or len(seen) >= MOST_PAGES:
            raise NotAvailableError(f"PDOK keeps referring to more pages; stopped at {url}.")
        seen.add(url)
        page = _page(client, url)
        yield page
        url = _next_url(page, url)


def _page(client: httpx.Client, url: str) -> dict[str, Any]:
    """Return one page; whatever goes wrong becomes a sentence."""
    try:
        response = client.get(url, headers={"Accept": "application/geo+json, application/json"})
        response.raise_for_status()
        page = response.json()
    except httpx.HTTPStatusError as error:
        status = f"{error.response.status_code} {error.response.reason_phrase}".strip()
        raise NotAvailableError(f"PDOK answered {status} to {url}. Try again later.") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise NotAvailableError(f"PDOK cannot be reached at {url}: {reason}.") from error
    except ValueError as error:
        raise NotAvailableError(f"PDOK answered without readable JSON at {url}: {error}.") from error
    if not isinstance(page, dict) or not isinstance(page.get("features"), list):
        raise NotAvailableError(f"PDOK answered without a list of features at {url}.")
    return page


def _next_url(page: dict[str, Any], url: str) -> str | None:
    links = page.get("links") or []
    found = (link.get("href") for link in links if isinstance(link, dict) and link.get("rel") == "next")
    href = next(found, None)
    return urljoin(url, href) if isinstance(href, str) and href else None


def _properties(feature: object, address: str) -> dict[str, Any]:
    given = feature.get("properties") if isinstance(feature, dict) else None
    given = given if isinstance(given, dict) else {}
    missing = [name for name in NEEDED if given.get(name) in (None, "")]
    if missing:
        label = given.get("statcode") or given.get("statnaam") or "a feature"
        raise NotAvailableError(f"PDOK answered without {', '.join(missing)} for {label} ({address}).")
    return given


def _year_of(feature: object, address: str) -> int:
    """Return the year of a feature, so that a service that ignores the filter does no harm."""
    year = str(_properties(feature, address)["jaarcode"])
    if not year.isdecimal():
        raise NotAvailableError(f"PDOK answered with jaarcode {year!r}, which is no year ({address}).")
    return int(year)


def _slim(feature: dict[str, Any]) -> dict[str, Any]:
    properties = {name: feature["properties"][name] for name in NEEDED}
    return {"type": "Feature", "properties": properties, "geometry": feature.get("geometry")}


def _check(document: dict[str, Any], address: str) -> None:
    """Refuse an answer that would be a broken file in the cache."""
    try:
        municipality_frame(collection_features(document, address), WGS84, address)
    except InputError as error:
        raise NotAvailableError(f"PDOK answered with boundaries that cannot be used. {error}") from error
