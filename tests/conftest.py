"""What the tests share: the data folder where it is at hand, and small editions."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from regioscoop.regions import Ecosystems, ecosystems
from regioscoop.register import Edition, load_edition
from regioscoop.register.schema import TABLES

LONG_FIRST = (
    "test_web", "test_site", "test_web_pages", "test_cli", "test_collect_run", "test_api", "test_map_browser",
    "test_case_study", "test_browser", "test_survey", "test_documents", "test_linking", "test_interviews",
    "test_development", "test_quality", "test_pages_browser", "test_flows", "test_reports", "test_downloads",
)  # fmt: skip
"""Modules that take longest: begun first, so that no worker is left alone with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: number for number, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the public sources; tests that need it say so when it is absent."""
    folder = Path(os.environ.get("REGIOSCOOP_DATA", ""))
    if not os.environ.get("REGIOSCOOP_DATA") or not folder.is_dir():
        pytest.skip("REGIOSCOOP_DATA is not set: the public sources are not at hand")
    return folder


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load_edition("2016")


@pytest.fixture(scope="session")
def bre(edition: Edition) -> Ecosystems:
    return ecosystems(edition)


def make_edition(memberships: dict[str, str], **columns: str) -> Edition:
    """A small synthetic edition: arrangement name -> letters of its municipalities."""
    tables = {name: pd.DataFrame(columns=table.names, dtype="object") for name, table in TABLES.items()}
    letters = sorted({letter for members in memberships.values() for letter in members})
    tables["sources"] = pd.DataFrame(
        [{"id": "synthetic", "publisher": "test", "title": "test", "licence": "CC0"}]
    )
    tables["edition"] = pd.DataFrame(
        [{"id": "synthetic", "reference_date": "2020-01-01", "rule_set": "regioatlas", "title": "Synthetic",
          "source": "synthetic"}]
    )  # fmt: skip
    tables["organisations"] = pd.DataFrame(
        [{"id": f"GM{ord(x):04d}", "name": x, "kind": "municipality", "source": "synthetic"} for x in letters]
    )
    tables["arrangements"] = pd.DataFrame(
        [
            {"id": name, "name": name, "obligation": "voluntary", "source": "synthetic"} | columns
            for name in memberships
        ]
    )
    tables["arrangement_fields"] = pd.DataFrame(
        [
            {"arrangement": name, "policy_field": "social", "rank": 1, "source": "synthetic"}
            for name in memberships
        ]
    )
    tables["participations"] = pd.DataFrame(
        [
            {
                "arrangement": name,
                "organisation": f"GM{ord(x):04d}",
                "status": "confirmed",
                "source": "synthetic",
            }
            for name, members in memberships.items()
            for x in members
        ]
    )
    return Edition({k: v.reindex(columns=TABLES[k].names, fill_value="") for k, v in tables.items()})
