"""Layouts that extraction is measured with: what the truth says stands on the page."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from regioscoop.collection.documents import AMOUNTS
from regioscoop.collection.documents.synthetic import (
    FINAL_LAYOUTS,
    HELD_OUT_LAYOUTS,
    TRAINING_LAYOUTS,
    make_synthetic,
)
from regioscoop.register import Edition

LAYOUTS = (*HELD_OUT_LAYOUTS, *FINAL_LAYOUTS)
LEFT_OPEN = ("equity_end", "debt_end", "contribution", "result")


def words_of(data: bytes) -> str:
    """Words of a page after the heading of its section, in small letters."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", data.decode()))
    words = " ".join(text.split()).lower()
    return words[words.rindex("dit is een synthetisch document") :]


def ways(euros: float) -> set[str]:
    """How an amount may be printed."""
    size = abs(euros)
    return {
        f"{size:,.0f}".replace(",", "."),
        f"{size / 1000:,.0f}".replace(",", "."),
        f"{size / 1e6:.1f} miljoen".replace(".", ","),
        *(("nihil",) if size == 0 else ()),
    }


def absent(one: dict[str, Any], words: str) -> list[str]:
    """Attributes of a true entry that the page does not show."""
    missing = []
    for attribute, value in one.items():
        if attribute in AMOUNTS:
            shown = any(way in words for way in ways(value))
        elif attribute == "participants":
            shown = all(member.lower() in words for member in value)
        elif attribute == "legal_form":
            continue
        else:
            shown = value.lower().rstrip(".") in words
        if not shown:
            missing.append(attribute)
    return missing


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_what_the_truth_says_stands_on_the_page(edition: Edition, layout: str, seed: int) -> None:
    made = make_synthetic(edition, layout, "html", seed, programmes_before=1)
    words = words_of(made.data)
    assert {one["name"]: absent(one, words) for one in made.truth["entries"]} == {
        one["name"]: [] for one in made.truth["entries"]
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_document_says_that_it_is_synthetic(edition: Edition, layout: str) -> None:
    made = make_synthetic(edition, layout, "html", 1, parties=4, programmes_before=1)
    assert made.name.startswith("synthetic-")
    assert made.data.decode().count("Dit is een synthetisch document") == 2


def test_what_is_left_open_is_printed_and_no_part_of_the_truth(edition: Edition) -> None:
    for seed in range(6):
        made = make_synthetic(edition, "web-panels", "html", seed)
        entries = made.truth["entries"]
        left = sum(attribute not in one for one in entries for attribute in LEFT_OPEN)
        words = words_of(made.data)
        assert left == sum(words.count(f" {word} ") for word in ("n.n.b.", "n.v.t.", "p.m."))


def test_the_three_kinds_of_layout_are_apart() -> None:
    kinds = (TRAINING_LAYOUTS, HELD_OUT_LAYOUTS, FINAL_LAYOUTS)
    names = [name for kind in kinds for name in kind]
    assert len(names) == len(set(names))
    assert len(HELD_OUT_LAYOUTS) >= 8
    assert len(FINAL_LAYOUTS) >= 4
