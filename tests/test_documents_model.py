"""What a language model adds to documents, what it may do wrong, and what it may cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from _model_server import Service, serving
from regioscoop.collection.documents import (
    DocumentResult,
    Entry,
    LanguageModel,
    Ledger,
    ModelSettings,
    Place,
    Value,
)
from regioscoop.collection.documents._blocks import Builder
from regioscoop.errors import InputError


def parties(_: str) -> str:
    said = [
        {"attribute": "seat", "quote": "Enschede"},
        {"attribute": "contribution", "quote": "€ 9.999"},
        {"attribute": "participants", "quote": "Almelo, Borne en Hengelo"},
    ]
    return json.dumps({"parties": [{"name": "GGD Toets", "said": said}]})


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(parties) as made:
        yield made


def unsure(count: int = 1) -> DocumentResult:
    maker = Builder("x")
    entries = []
    for number in range(count):
        text = maker.text(
            f"Dienst {number} werkt voor Almelo, Borne en Hengelo, op een mooie plek, namelijk Enschede."
        )
        entries.append(Entry((Value("name", f"GGD Toets {number}", Place("x"), 0.9),), (text,)))
    return DocumentResult("x", "html", 1, (), tuple(entries))


def asking(url: str, folder: Path, ledger: Ledger | None = None, **more: object) -> LanguageModel:
    settings = {"timeout": 0.4, "pause": 0.01, "retries": 1} | more
    return LanguageModel(ModelSettings(url, "toy", folder, **settings), ledger)  # type: ignore[arg-type]


def test_a_model_completes_with_quotes_and_each_is_a_guess(service: Service, tmp_path: Path) -> None:
    model = asking(service.url, tmp_path)
    entry = model(unsure()).entries[0]
    assert (entry["seat"].text, entry["seat"].is_guess) == ("Enschede", True)
    assert entry["participants"].members == ("Almelo", "Borne", "Hengelo")
    assert entry.get("contribution") is None, "a quote that does not stand in the text is not taken"
    assert not entry["name"].is_guess
    again = asking(service.url, tmp_path)
    assert again(unsure()).entries[0]["seat"] == entry["seat"]
    assert (len(service.questions), again.ledger.cached, again.ledger.tokens) == (1, 1, 0)


@pytest.mark.parametrize(
    ("fault", "asked", "said"),
    [
        ("nonsense", 2, "nonsense"),
        ("refusal", 2, "refused"),
        ("refused", 2, "refused"),
        ("cut", 2, "no answer"),
        ("page", 2, "nonsense"),
        ("500", 2, "500"),
        ("429", 2, "429"),
        ("401", 1, "401"),
        ("slow", 2, "no answer"),
    ],
)
def test_what_a_model_does_wrong_is_said_and_the_rules_stand(
    fault: str, asked: int, said: str, service: Service, tmp_path: Path
) -> None:
    service.faults = [fault]
    before = unsure()
    found = asking(service.url, tmp_path)(before)
    assert found.entries == before.entries
    assert said in str(found.problems[0])
    assert len(service.questions) == asked
    assert not list(tmp_path.glob("*.json"))


@pytest.mark.parametrize("fault", ["429", "500", "slow", "nonsense"])
def test_a_fault_that_passes_is_asked_about_again(fault: str, service: Service, tmp_path: Path) -> None:
    service.faults = [fault, ""]
    found = asking(service.url, tmp_path)(unsure())
    assert not found.problems
    assert found.entries[0]["seat"].text == "Enschede"


def test_a_budget_stops_and_nothing_is_lost(service: Service, tmp_path: Path) -> None:
    service.tokens = 3_000_000
    found = asking(service.url, tmp_path, max_tokens=10_000)(unsure(4))
    assert [e.get("seat") is not None for e in found.entries] == [True, False, False, False]
    assert "3 pieces were not asked" in str(found.problems[0])
    service.tokens = 100
    model = asking(service.url, tmp_path, max_tokens=20_000)
    assert all(e.get("seat") for e in model(unsure(4)).entries)
    assert (model.ledger.cached, model.ledger.asked) == (1, 3)
    kept = asking(service.url, tmp_path, max_tokens=0)(unsure(4))
    assert all(e.get("seat") for e in kept.entries), "what was kept costs nothing"
    euros = asking(service.url, tmp_path / "other", max_euros=0.001, euros_in=10.0, euros_out=10.0)(unsure())
    assert "euros" in str(euros.problems[0])
    assert len(service.questions) == 4


def test_those_who_share_a_ledger_share_a_budget(service: Service, tmp_path: Path) -> None:
    ledger = Ledger()
    first = asking(service.url, tmp_path / "a", ledger, max_tokens=3000)
    second = asking(service.url, tmp_path / "b", ledger, max_tokens=3000)
    service.tokens = 2000
    assert not first(unsure()).problems
    assert "2,050 of 3,000 tokens" in str(second(unsure()).problems[0])
    assert ledger.asked == len(service.questions) == 1


def test_a_service_that_is_away_is_not_asked_for_ever(tmp_path: Path) -> None:
    found = asking("http://127.0.0.1:9/v1", tmp_path, retries=0)(unsure(9))
    assert len(found.problems) == 4
    assert "6 pieces were not asked" in str(found.problems[-1])


def test_settings_of_a_model_are_checked_together(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        LanguageModel(ModelSettings("ftp://x", " ", tmp_path, timeout=0, max_euros=-1))
    assert len(caught.value.problems) == 4


def test_an_answer_that_was_damaged_is_asked_again(service: Service, tmp_path: Path) -> None:
    asking(service.url, tmp_path)(unsure())
    (kept,) = tmp_path.glob("*.json")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:20])
    asking(service.url, tmp_path)(unsure())
    assert (len(service.questions), kept.read_bytes()) == (2, whole)
