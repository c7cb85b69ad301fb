"""English beside Dutch: every word has a translation, and no page shows words that were forgotten."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest
from babel.messages.catalog import Catalog

from _atlas_fixture import later_atlas, serving, shared_atlas
from regioscoop.places import boundaries
from regioscoop.register import load_edition
from regioscoop.web import Atlas, Atlases, _language
from regioscoop.web._links import DATA_FILES, FileLinks, Page, ServerLinks
from regioscoop.web._pages import all_pages
from regioscoop.web._render import in_languages
from regioscoop.web._whereabouts import page_in

TOOL: Final = Path(__file__).resolve().parent.parent / "tools" / "messages.py"
GAP: Final = re.compile(r"%\(\w+\)s|\{\w*\}|%%|</?\w+>")
"""What is filled in, and what must stay as it is."""
DUTCH: Final = re.compile(
    r"\b(gemeenten?|samenwerkingsverband(en)?|verbanden|waterschap(pen)?|provincies|beleidsterrein(en)?|"
    r"inwoners|deelnames|regio's|onbekend|overgenomen|wordt|worden|niet|zijn|wat|wie|hoe|deze|dit|het|een|"
    r"voor|van|met|naar|ook|geen|alle|kies|zoek|bij|uit|artikel|peildatum|telregels)\b",
    re.IGNORECASE,
)
"""Words that tell that a text is Dutch; none of them is English."""
WORDS: Final = frozenset({"aria-label", "title", "alt", "placeholder", "content", "label"})
"""Attributes that a reader meets; of the others those of scripts that hold sentences."""
FILES: Final = ("/download/", "/static/", "/api/", "/data/catalogus.")
"""Addresses that are the same in every language."""
JSON: Final = ('{"', '["', "[[", "[]", "[{", "{}")
UNREAD: Final = frozenset({"script", "style", "code", "text"})
"""No words of a reader; the texts in a map are names, cut into lines."""
VOID: Final = frozenset({"meta", "link", "input", "br", "img", "hr"})
ASKED: Final = (
    "/en/kaart?niveau=1&laag=overlap&naast=corop&terrein=economy",
    "/en/zoek?q=berg", "/en/zoek?q=zzzz",
    "/en/opgave?terrein=social&gemeente=GM0363&gemeente=GM0392", "/en/opgave?gemeente=GM0363",
    "/en/vergelijk?wat=regio&id=twente&id=zeeland", "/en/vergelijk?wat=gemeente&id=GM0363&id=GM0518",
    "/en/vergelijk?wat=gemeente&id=GM0363",
    "/en/gemeente/GM0363", "/en/samenwerkingsverband/regio-achterhoek-ra", "/en/provincie/PV25",
)  # fmt: skip


@lru_cache(maxsize=1)
def messages() -> ModuleType:
    """The tool that gathers words, imported from where it stands."""
    spec = importlib.util.spec_from_file_location("messages", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=1)
def catalogue() -> Catalog:
    found: Catalog = messages().known("en")
    return found


class _Seen(HTMLParser):
    """What a reader sees or hears of a page outside what is marked as Dutch, and where it leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.said: list[str] = []
        self.addresses: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if tag == "html":
            self.language = found.get("lang", "")
        hidden = tag in UNREAD or (found.get("lang") == "nl" and tag != "html")
        hidden = hidden or (bool(self._open) and self._open[-1][1] and "lang" not in found)
        if not hidden:
            self.said += [word for key, value in found.items() for word in _words(key, value)]
        for key in ("href", "action", "data-address"):
            if key in found:
                self.addresses.append((found[key], found.get("hreflang", "")))
        if tag not in VOID:
            self._open.append((tag, hidden))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and not self._open[-1][1]:
            self.said.append(" ".join(data.split()))


def _words(key: str, value: str) -> list[str]:
    """Words in an attribute: of JSON those that are values."""
    if key.startswith("data-") and value.startswith(JSON):
        return list(strings(json.loads(value)))
    return [value] if key in WORDS or (key.startswith("data-") and " " in value) else []


def strings(data: Any) -> Iterator[str]:
    """Every text that is a value."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from strings(one)
    elif isinstance(data, dict):
        for one in data.values():
            yield from strings(one)


@lru_cache(maxsize=1)
def names() -> list[str]:
    """Names, which stay Dutch: longest first, so that no name is left in pieces."""
    found: set[str] = set()
    for atlas in (shared_atlas(), later_atlas()):
        frame = atlas.edition.arrangements
        found |= {*atlas.organisations["name"], *frame["name"], *frame["seat"]}
        found |= {*atlas.edition["sources"]["title"]}
        found |= {alias for aliases in frame["aliases"] for alias in aliases.split("|")}
        found |= {name for level in atlas.levels for name in atlas.regions(level.number)["region"]}
        found |= {str(name) for division in atlas.divisions.values() for name in division.names}
    return sorted(found - {""}, key=len, reverse=True)


def dutch(said: str) -> list[str]:
    """Dutch words in a text, without those in names and in names of files."""
    if not DUTCH.search(said):
        return []
    for name in names():
        said = said.replace(name, " ")
    return [found[0] for found in DUTCH.finditer(re.sub(r"\S*[/.]\w\S*", " ", said))]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        serving(shared_atlas(), later_atlas()) as address,
        httpx.Client(base_url=address, timeout=60) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def read(client: httpx.Client) -> Callable[[str], _Seen]:
    """Read a page, once."""

    @cache
    def reading(address: str) -> _Seen:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return _Seen(answer.text)

    return reading


@lru_cache(maxsize=1)
def pages() -> list[str]:
    """Addresses of the first and the last page of each kind in both editions, and pages with a question."""
    atlases = Atlases.of(shared_atlas(), later_atlas())
    found: dict[tuple[str, str, str], Page] = {}
    for edition in ("", "2024"):
        for page in all_pages(atlases, edition, "en"):
            found.setdefault((page.kind, edition, "first"), page)
            found[page.kind, edition, "last"] = page
    links = ServerLinks({})
    return sorted({links.to(page) for page in found.values()} | set(ASKED))


def test_every_word_has_a_translation_and_none_is_left_over() -> None:
    tool = messages()
    catalog = catalogue()
    known = {message.id for message in catalog if message.id}
    assert known == {message.id for message in tool.gathered() if message.id}, "run tools/messages.py"
    assert tool.untranslated(catalog) == []
    assert not catalog.obsolete
    assert not catalog.fuzzy
    assert [message.id for message in catalog if message.fuzzy] == []
    text = tool.catalogue_path("en").read_text(encoding="utf-8")
    assert tool.written(tool.brought_up_to_date("en", tool.gathered())) == text, "as the tool writes it"
    assert not re.search("FULL NAME|EMAIL@ADDRESS|ORGANIZATION|FIRST AUTHOR|LL@li.org", text)


def test_the_tool_sees_the_words_of_every_part() -> None:
    gathered = {message.id for message in messages().gathered()}
    assert "Geslotenheid (C1)" in gathered, "names of measures"
    assert "de hele editie als Frictionless-datapakket" in gathered, "a folder that begins with an underscore"
    assert load_edition("2024").title in gathered, "words of the data"
    assert any("400%%" in text for text in gathered), "percent signs as the templates have them"


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for message in catalogue():
        dutch_words, english = str(message.id), str(message.string)
        if dutch_words:
            assert sorted(GAP.findall(dutch_words)) == sorted(GAP.findall(english)), dutch_words
            assert "%(" not in dutch_words or [*message.check(catalogue())] == []
            assert english == english.strip()


def test_a_page_of_each_kind_is_english(read: Callable[[str], _Seen]) -> None:
    for address in pages():
        seen = read(address)
        assert seen.language == "en", address
        left = {said[:120]: found for said in seen.said if (found := dutch(said))}
        assert not left, f"{address}: {left}"


def test_the_same_check_finds_dutch_on_dutch_pages(read: Callable[[str], _Seen]) -> None:
    for address in pages():
        seen = read(address.removeprefix("/en"))
        assert seen.language == "nl"
        assert sum(bool(dutch(said)) for said in seen.said) > 3, address


def test_errors_are_english(client: httpx.Client) -> None:
    for address in ("/en/gemeente/GM9999", "/en/nothing", "/en/kaart?niveau=99"):
        answer = client.get(address)
        assert answer.status_code == 404
        seen = _Seen(answer.text)
        assert seen.language == "en"
        assert not [said for said in seen.said if dutch(said)]
        own = address.removeprefix("/en")
        assert {(own, "nl"), ("/kaart", "nl")} & set(seen.addresses), "Dutch says what is wrong as well"


def test_data_for_scripts_are_english(client: httpx.Client) -> None:
    for name in DATA_FILES:
        if name == "zoek.json":
            continue  # names only, the same in every language
        data = client.get(f"/en/{name}").json()
        known = {*names(), "onbekend"}  # the second is a code of the address
        said = {text for text in strings(data) if text not in known and not text.startswith("<")}
        left = {text[:100] for text in said if " " in text and dutch(text)}
        assert not left, f"{name}: {left}"


def test_english_pages_lead_to_english_pages(read: Callable[[str], _Seen]) -> None:
    for address in pages():
        for to, language in read(address).addresses:
            parts = urlsplit(urljoin(address, to))
            if parts.netloc or parts.scheme or parts.path.startswith(FILES):
                continue
            assert parts.path.startswith("/en/") == (language != "nl"), f"{address} leads to {to}"


def test_the_switch_leads_to_the_same_page(read: Callable[[str], _Seen]) -> None:
    for address in pages():
        there = {code: to for to, code in read(address).addresses if code}
        assert set(there) == {"nl", "en"}
        assert sorted(parse_qsl(urlsplit(there["en"]).query)) == sorted(parse_qsl(urlsplit(address).query))
        back = {code: to for to, code in read(there["nl"]).addresses if code}
        assert back == there, address


def test_plain_files_have_the_switch_too() -> None:
    page = Page("gemeente", "GM0363", language="en")
    found = dict(in_languages(page))
    links = FileLinks({}, "en/gemeente/GM0363.html")
    assert links.to(found["nl"]) == "../../gemeente/GM0363.html"
    assert links.to(found["en"]) == "GM0363.html"


def test_another_edition_of_no_page_is_the_map() -> None:
    atlases = Atlases.of(shared_atlas(), later_atlas())
    assert page_in(atlases, Page("niet-gevonden", language="en"), "2024").kind == "kaart"


def test_numbers_and_dates_follow_the_language() -> None:
    assert _language.number(8346.5, 1, "en") == "8,346.5"
    assert _language.number(None, 0, "en") == _language.percentage(None, "en") == "unknown"
    assert _language.number(None) == "onbekend"
    assert _language.day("2016-01-01", "en") == "1 January 2016"
    assert _language.day("", "en") == "unknown"


def test_words_under_a_map_are_in_both_languages(atlas: Atlas) -> None:
    assert atlas.drawn.words() == atlas.drawn.source
    assert "CC BY 4.0" in atlas.drawn.words("en")
    assert not dutch(atlas.drawn.words("en"))
    assert not dutch(boundaries(2024).words("en"))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return shared_atlas()
