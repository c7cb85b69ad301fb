"""The hand-out for the council: every question follows from the data, and no moment is made up."""

from __future__ import annotations

import io
from collections.abc import Iterator

import httpx
import pandas as pd
import pytest
from pypdf import PdfReader

from _atlas_fixture import later_atlas, serving, shared_atlas
from regioscoop.context import inhabitants
from regioscoop.errors import UnknownNameError
from regioscoop.regions import Ecosystems
from regioscoop.register import Edition
from regioscoop.reports import council_blocks, council_handout, pdf
from regioscoop.reports._document import Table, Text


def asked(edition: Edition, found: Ecosystems, own: str) -> list[tuple[str, ...]]:
    blocks = council_blocks(edition, found, own)
    return [
        row
        for block in blocks
        if isinstance(block, Table) and "Vraag" in block.columns[0]
        for row in block.rows
    ]


def test_a_disputed_participation_becomes_a_question(edition: Edition, bre: Ecosystems) -> None:
    rows = edition["participations"]
    denied = rows[(rows["recognised"] == "no") & rows["organisation"].str.startswith("GM")].iloc[0]
    told = asked(edition, bre, denied["organisation"])
    name = edition.arrangements.loc[denied["arrangement"], "name"]
    assert any(name in question and "een andere zegt van niet" in why for question, why in told)
    never = set(edition.municipalities.index) - set(rows.loc[rows["recognised"] == "no", "organisation"])
    other = asked(edition, bre, sorted(never)[0])
    assert not any("een andere zegt van niet" in why for _, why in other)


def test_what_nearly_all_neighbours_are_in_without_us_is_asked() -> None:
    atlas = later_atlas()
    members = atlas.edition.members
    found = 0
    for own in atlas.edition.municipalities.index[:60]:
        told = [
            question
            for question, _ in asked(atlas.edition, atlas.found, own)
            if "Waarom doen wij niet mee" in question
        ]
        mine = set(members.loc[members["organisation"] == own, "arrangement"])
        names = set(atlas.edition.arrangements.loc[sorted(mine), "name"])
        for question in told:
            found += 1
            first = question.removeprefix("Waarom doen wij niet mee aan ").removesuffix("?").split(", ")[0]
            assert first.split(" en ")[0] not in names
    assert found > 0


def test_a_carried_edition_asks_whether_we_still_take_part() -> None:
    atlas = later_atlas()
    assert any("Doen wij nog mee" in question for question, _ in asked(atlas.edition, atlas.found, "GM0106"))
    early = shared_atlas()
    assert not any(
        "Doen wij nog mee" in question for question, _ in asked(early.edition, early.found, "GM0106")
    )


def test_no_budget_no_question_on_costs(edition: Edition, bre: Ecosystems) -> None:
    texts = [block.words for block in council_blocks(edition, bre, "GM0106") if isinstance(block, Text)]
    assert any("geen begroting gelezen" in words for words in texts)


def _with_budgets(edition: Edition, paid: dict[str, float], seated: str) -> tuple[Edition, str]:
    """The edition with budgets that name a contribution to one arrangement, synthetic ones."""
    members = edition.members[edition.members["organisation"].isin(paid)]
    shared = members.groupby("arrangement").size()
    forms = edition.arrangements["legal_class"]
    arrangement = next(str(a) for a in shared.index if shared[a] == len(paid) and forms[a] == "wgr_body")
    source = edition["sources"]["id"].iloc[0]
    rows = [
        {"arrangement": arrangement, "organisation": town, "attribute": "contribution", "value": "bijdrage",
         "euros": euros, "place": "", "source": source}
        for town, euros in paid.items()
    ]  # fmt: skip
    rows.append(rows[0] | {"organisation": seated, "attribute": "board_seats", "euros": None})
    values = pd.DataFrame(rows)[edition["budget_values"].columns]
    return Edition(edition.tables | {"budget_values": values}), arrangement


def test_who_pays_more_than_others_and_has_no_seat_may_ask(edition: Edition, bre: Ecosystems) -> None:
    people = inhabitants(edition)["inhabitants"]
    towns = ["GM0106", "GM0109", "GM0114"]
    assert people[towns].notna().all()
    paid = {town: float(people[town]) * rate for town, rate in zip(towns, (15, 10, 10), strict=True)}
    made, arrangement = _with_budgets(edition, paid, "GM0109")
    name = edition.arrangements.loc[arrangement, "name"]
    dear = (
        f"Waarom betalen wij per inwoner meer aan {name}?",
        "Volgens onze begroting € 15,00 per inwoner. De middelste van 2 andere gelezen begrotingen noemt "
        "€ 10,00.",
    )
    ours, others = asked(made, bre, "GM0106"), asked(made, bre, "GM0109")
    assert dear in ours
    assert any(f"Wie vertegenwoordigt ons in het bestuur van {name}?" == q for q, _ in ours)
    assert not any("per inwoner" in q or "Wie vertegenwoordigt" in q for q, _ in others)
    fewer, _ = _with_budgets(edition, {t: paid[t] for t in towns[:2]}, "GM0109")
    assert not any("per inwoner" in q for q, _ in asked(fewer, bre, "GM0106")), "one other is too few"


def test_the_hand_out_is_two_pages_and_the_same_each_time(edition: Edition, bre: Ecosystems) -> None:
    document = council_handout(edition, bre, "assen")
    data = pdf(document)
    assert data == pdf(council_handout(edition, bre, "GM0106"))
    assert 1 <= len(PdfReader(io.BytesIO(data)).pages) <= 3
    with pytest.raises(UnknownNameError):
        council_handout(edition, bre, "Assenn")


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving(shared_atlas()) as address, httpx.Client(base_url=address, timeout=120) as made:
        yield made


def test_the_page_and_its_pdf(client: httpx.Client) -> None:
    assert "/raadslid/GM0106" in client.get("/gemeente/GM0106").text
    page = client.get("/raadslid/GM0106").text
    assert "Wat kan ik als raadslid in Assen?" in page
    answer = client.get("/raadslid/GM0106.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "Assen" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert client.get("/raadslid/GM9999.pdf").status_code == 404
    assert client.get("/en/raadslid/GM0106").text.count("What can I do as a council member in Assen?") > 0
