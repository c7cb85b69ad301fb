"""Indicators: what ships, readers for every kind of source, carrying across mergers, and aggregation."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop import context
from regioscoop.cli import main
from regioscoop.context._indicators._catalogue import municipalities_of
from regioscoop.context._indicators._description import read_description
from regioscoop.context._indicators._files import KNOWN_FILES, recognise
from regioscoop.context._indicators._reading import area_code
from regioscoop.context._indicators._statline import read_statline
from regioscoop.context._packages import CHECKS, KIND, TABLES
from regioscoop.context._tables import shipped_table
from regioscoop.errors import InputError, NotAvailableError, UnknownNameError
from regioscoop.register import load_edition
from regioscoop.register.loaded import check_frames, loaded_packages

DAY = date(2026, 11, 26)
LISTED = shipped_table("indicator_list").set_index("id")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REGIOSCOOP_HOME", str(tmp_path / "home"))


def table(*rows: tuple[object, ...], valid_year: int = 2014, year: int = 2014) -> pd.DataFrame:
    """A synthetic indicator table: area, indicator, value (and year)."""
    frame = pd.DataFrame([(*row, year)[:4] for row in rows], columns=["area", "indicator", "value", "year"])
    units = LISTED["unit"]
    return frame.assign(
        valid_year=valid_year,
        unit=frame["indicator"].map(units),
        source="synthetic",
        value=frame["value"].astype("float64"),
    )


# What ships


def test_the_list_is_sound_by_its_own_rules():
    listed, groups = context.indicator_list(), context.indicator_groups()
    summed = set(listed.index[listed["weight"] == "sum"])
    assert set(listed["weight"]) <= {"sum", "none", *summed}
    assert set(listed["higher_is_more_welfare"]) == {"yes", "no", "none"}
    assert {g for of in listed["groups"] for g in of.split("|")} <= set(groups.index)
    assert listed.ne("").all(axis=None)
    known = set(context.indicator_sources()["id"])
    assert {*listed["source"], *groups["source"]} <= known


def test_the_groups_are_those_of_the_study_the_monitor_and_the_elements():
    kinds = context.indicator_groups()["kind"].value_counts().to_dict()
    assert kinds == {"biotope": 4, "welfare": 8, "capital": 4, "element": 10}
    listed = context.indicator_list()
    assert all(context.in_group(listed, group) for group in context.indicator_groups().index)
    with pytest.raises(UnknownNameError, match="demography"):
        context.in_group(listed, "demografy")


def test_the_shipped_figures_are_those_of_every_municipality_of_2023():
    rows = context.indicators()
    assert rows.groupby("indicator")["area"].agg(set).map(lambda s: s == municipalities_of(2023)).all()
    assert len(rows) == 16 * 342
    assert rows["value"].notna().all()
    assert context.missing_municipalities(rows) == {}
    wide = rows.pivot_table(index="area", columns="indicator", values="value")
    assert (wide["area_km2"] - wide["land_km2"] - wide["water_km2"]).abs().max() < 0.011
    density = wide["inhabitants"] / wide["land_km2"]
    assert ((density - wide["density_per_km2"]).abs() <= 0.5 + 0.001 * density).all()
    ages = wide.filter(regex="^age_").sum(axis=1)
    assert ages.between(97, 103).all()
    assert wide["inhabitants"].sum() == context.inhabitants(load_edition("2024"))["inhabitants"].sum()


def test_the_shipped_rows_pass_the_checks_of_a_package():
    tables = {"indicators": shipped_table("indicators"), "sources": context.sources().reset_index()}
    assert check_frames(KIND, "shipped", "Shipped", tables, TABLES, CHECKS) == []


# Known files


def test_every_known_file_is_recognised_read_and_loaded_without_a_gap(data: Path):
    found = {recognise(path).id: path for path in sorted((data / "indicators").glob("*.csv"))}
    assert set(found) == set(KNOWN_FILES)
    for path in found.values():
        package, read = context.load_context(path)
        assert read.missing() == {}
        assert package.rows["indicators"] == len(read.tables["indicators"])
    inventory = context.context_inventory().set_index("indicator")
    assert inventory.loc["dwellings", "state"] == "loaded"
    assert inventory.loc["inhabitants", "years"] == "2014|2023"
    assert inventory.loc["health_good_percent", "state"] == "not measured"
    rows = context.indicators().set_index(["area", "valid_year", "year", "indicator"])["value"]
    assert not rows.index.duplicated().any()
    shares = [rows.xs(f"dwellings_{k}_percent", level="indicator") for k in
              ("apartment", "detached", "semi_detached", "terraced")]  # fmt: skip
    assert np.allclose(sum(shares), 100)


def test_abroad_is_left_out_and_said(data: Path):
    read = context.read_indicators(data / "indicators" / "municipal_key_figures_2023.csv")
    assert read.skipped == ("GM0998 stands for abroad",)
    assert read.tables["indicators"]["area"].nunique() == 342


def test_a_broken_known_file_tells_everything(data: Path, tmp_path: Path):
    text = (data / "indicators" / "municipal_demography_2014.csv").read_text().splitlines()
    cells = text[3].split(",")
    broken = [
        *text[:3],
        ",".join([cells[0], *cells[1:3], "many", *cells[4:]]),
        text[2],
        "XX" + text[5],
        *text[6:],
    ]
    (tmp_path / "d.csv").write_text("\n".join(broken) + "\n")
    with pytest.raises(InputError) as caught:
        context.read_indicators(tmp_path / "d.csv")
    told = {(p.row, p.column) for p in caught.value.problems}
    assert told == {(4, "population"), (5, "code"), (6, "code")}


# Any CSV with a description

GOOD = """\
name: my-figures
title: Synthetic figures
file: figures.csv
area: gemeente
year: {column: jaar}
valid_year: 2023
separator: ";"
decimal: ","
skip: [GM0998]
columns:
  volunteers_percent: vrijwilligers
  bridges: {column: bruggen, factor: 10}
indicators:
  - {id: bridges, words_nl: bruggen, words_en: bridges, unit: bridges, groups: geography, weight: sum,
     higher_is_more_welfare: "none", definition: Synthetic}
source: {id: synthetic, publisher: test, title: Synthetic, licence: CC0-1.0}
"""
FIGURES = """\
gemeente;jaar;vrijwilligers;bruggen
14;2022;41,5;3
0014;2023;42,5;4
GM0034;2023;.;5
GM0998;2023;1,0;1
"""


def write(folder: Path, description: str = GOOD, figures: str = FIGURES) -> Path:
    (folder / "figures.csv").write_text(figures)
    (folder / "figures.yml").write_text(description)
    return folder / "figures.yml"


def test_a_csv_with_its_description_becomes_a_package_with_its_own_indicator(tmp_path: Path):
    write(tmp_path)
    package, read = context.load_context(tmp_path / "figures.csv")
    assert package.rows == {"indicator_list": 1, "indicators": 6, "sources": 1}
    assert read.skipped == ("GM0998 is left out",)
    rows = context.indicators().query("package == 'my-figures'").set_index(["area", "year", "indicator"])
    assert rows.loc[("GM0014", 2022, "volunteers_percent"), "value"] == 41.5
    assert rows.loc[("GM0014", 2023, "bridges"), "value"] == 40
    assert np.isnan(rows.loc[("GM0034", 2023, "volunteers_percent"), "value"])
    assert context.indicator_list().loc["bridges", "source"] == "synthetic"
    lacking = read.missing()["volunteers_percent 2023"]
    assert len(lacking) == 341
    assert "GM0034" in lacking


def test_a_description_may_be_json(tmp_path: Path):
    import yaml

    path = write(tmp_path)
    (tmp_path / "other.json").write_text(json.dumps(yaml.safe_load(path.read_text())))
    same = context.read_indicators(tmp_path / "other.json").tables["indicators"]
    pd.testing.assert_frame_equal(same, context.read_indicators(path).tables["indicators"])


def test_everything_that_is_wrong_in_a_csv_is_told_at_once(tmp_path: Path):
    rows = ["14;2023;veel;3", "14;2023;1,0;-", "GM0003;22;2;3", "Utrecht;2023;1;inf"]
    figures = "\n".join(["gemeente;jaar;vrijwilligers;bruggen", *rows, ""])
    with pytest.raises(InputError) as caught:
        context.read_indicators(write(tmp_path, figures=figures))
    assert sorted((p.row, p.column) for p in caught.value.problems) == [
        (2, "vrijwilligers"), (3, "bruggen"), (3, "gemeente"), (4, "gemeente"), (4, "jaar"), (5, "bruggen"),
        (5, "gemeente"),
    ]  # fmt: skip
    assert loaded_packages(KIND) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("area: gemeente\n", "", ["no area"]),
        ("valid_year: 2023", "valid_year: soon\ncolour: red", ["valid_year: 'soon'", "unknown key colour"]),
        ("year: {column: jaar}", "year: 23", ["year: 23"]),
        ("name: my-figures", "name: My Figures", ["name: 'My Figures'"]),
        ("volunteers_percent", "voluntears", ["voluntears"]),
        ("words_nl: bruggen, ", "", ["words_nl"]),
        ("factor: 10", "times: 10", ["columns"]),
        (", licence: CC0-1.0", "", ["source"]),
        ("columns:", "columns: [a]\nother:", ["columns: ['a']", "unknown key other"]),
        ("title: Synthetic figures", "title: [", ["YAML"]),
    ],
)
def test_a_wrong_description_says_what_is_wrong(tmp_path: Path, old: str, new: str, words: list[str]):
    with pytest.raises(InputError) as caught:
        context.read_indicators(write(tmp_path, GOOD.replace(old, new)))
    for word in words:
        assert word in str(caught.value)


def test_own_indicators_are_held_to_the_rules_of_the_list(tmp_path: Path):
    wrong = GOOD.replace("groups: geography", "groups: bridges").replace("weight: sum", "weight: cows")
    problems, _ = context.check_context(write(tmp_path, wrong))
    assert [(p.where, p.column) for p in problems] == [
        ("indicator_list.csv", "groups"),
        ("indicator_list.csv", "weight"),
    ]


def test_a_file_that_is_not_there_or_not_known_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="no such file"):
        context.read_indicators(tmp_path / "absent.csv")
    (tmp_path / "strange.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"strange\.yml"):
        context.read_indicators(tmp_path / "strange.csv")


@pytest.mark.parametrize(
    ("text", "code"), [("14", "GM0014"), (" 0014 ", "GM0014"), ("GM0014 ", "GM0014"), ("x", "x")]
)
def test_codes_get_their_letters(text: str, code: str):
    assert area_code(text) == code


# StatLine

STATLINE = """\
name: wijken
title: Kerncijfers
table: 85984NED
service: {service}
valid_year: year
measures:
  dwelling_value_thousand_eur: M001642
  crimes_per_1000: {{measure: M9, factor: 0.1}}
where: {{Geslacht: T001038}}
"""


class StatLine:
    """A table in the format of the OData v4 service of CBS, in pages of two rows."""

    def __init__(self) -> None:
        self.dimensions = [
            {"Identifier": "WijkenEnBuurten", "Title": "Wijken en buurten", "Kind": "GeoDimension"},
            {"Identifier": "Perioden", "Title": "Perioden", "Kind": "TimeDimension"},
            {"Identifier": "Geslacht", "Title": "Geslacht", "Kind": "Dimension"},
        ]
        self.measures = [
            {"Identifier": "M001642", "Title": "Gemiddelde WOZ-waarde van woningen", "Unit": "x 1 000 euro"},
            {"Identifier": "M9", "Title": "Misdrijven", "Unit": "per 10 000"},
        ]
        self.observations = [
            self.row("M001642", "GM0014    ", "2023JJ00", 301),
            self.row("M001642", "GM0014", "2022JJ00", 280.5),
            self.row("M9", "GM0014", "2023JJ00", 450),
            self.row("M9", "GM0034", "2023JJ00", None, "Impossible"),
            self.row("M001642", "GM0034", "2023JJ00", 999, "Confidential"),
            self.row("M001642", "NL01", "2023JJ00", 315),
            self.row("M001642", "GM0034", "2023KW01", 310),
        ]
        self.asked: list[str] = []
        self.status: dict[str, int] = {}
        self.body: dict[str, str] = {}
        self.waits = threading.Event()
        self.hangs = False
        self.loops = False

    @staticmethod
    def row(
        measure: str, area: str, period: str, value: float | None, attribute: str = "None"
    ) -> dict[str, object]:
        return {
            "Id": 0, "Measure": measure, "ValueAttribute": attribute, "Value": value, "StringValue": None,
            "WijkenEnBuurten": area, "Perioden": period, "Geslacht": "T001038",
        }  # fmt: skip

    def answer(self, root: str, path: str) -> tuple[int, str]:
        parts = urlsplit(path)
        name, query = parts.path.rsplit("/", 1)[1], parse_qs(parts.query)
        if self.hangs:
            self.waits.wait(20)
        if name in self.status or name in self.body:
            return self.status.get(name, 200), self.body.get(name, "{}")
        if name == "Properties":
            return 200, json.dumps({"Identifier": "85984NED", "Title": "Kerncijfers wijken en buurten"})
        rows = {
            "Dimensions": self.dimensions,
            "MeasureCodes": self.measures,
            "Observations": self.observations,
        }[name]
        if name != "Observations":
            return 200, json.dumps({"value": rows})
        start = int(query.get("$skip", ["0"])[0])
        page: dict[str, object] = {"value": rows[start : start + 2]}
        following = 0 if self.loops else start + 2
        if following < len(rows):
            page["@odata.nextLink"] = f"{root}{parts.path}?$skip={following}"
        return 200, json.dumps(page)


@contextmanager
def serving(statline: StatLine) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            statline.asked.append(self.path)
            status, text = statline.answer(f"http://127.0.0.1:{self.server.server_port}", self.path)
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(text.encode())
            except OSError:
                pass  # the reader gave up, which is what the test is about

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/odata/v1/CBS"
    finally:
        statline.waits.set()
        server.shutdown()
        server.server_close()
        thread.join()


def described(folder: Path, service: str, change: tuple[str, str] = ("", "")) -> Path:
    path = folder / "statline.yml"
    path.write_text(
        STATLINE.format(service=service).replace(*change) if change[0] else STATLINE.format(service=service)
    )
    return path


def test_statline_is_read_page_by_page_and_what_is_withheld_is_unknown(tmp_path: Path):
    statline = StatLine()
    with serving(statline) as service:
        read = read_statline(read_description(described(tmp_path, service)), today=DAY)
    rows = read.tables["indicators"].set_index(["area", "year", "indicator"])
    assert rows.loc[("GM0014", 2023, "dwelling_value_thousand_eur"), "value"] == 301
    assert rows.loc[("GM0014", 2022, "dwelling_value_thousand_eur"), "value"] == 280.5
    assert rows.loc[("GM0014", 2023, "crimes_per_1000"), "value"] == 45
    assert rows.loc["GM0034", "value"].isna().all()
    assert (rows["valid_year"] == rows.index.get_level_values("year")).all()
    assert read.skipped == ("1 areas that are no municipality", "1 periods that are no whole year")
    source = read.tables["sources"].iloc[0]
    assert (source["id"], source["accessed"]) == ("statline-85984ned", "2026-11-26")
    assert source["title"] == "Kerncijfers wijken en buurten"
    pages = [path for path in statline.asked if "Observations" in path]
    assert len(pages) == 4
    asked = parse_qs(urlsplit(pages[0]).query)["$filter"][0]
    assert asked == (
        "(Measure eq 'M001642' or Measure eq 'M9') and startswith(WijkenEnBuurten,'GM') "
        "and Geslacht eq 'T001038'"
    )


def test_a_table_of_statline_is_loaded_with_its_source(tmp_path: Path):
    with serving(StatLine()) as service:
        package, _ = context.load_context(described(tmp_path, service))
    assert package.name == "wijken"
    inventory = context.context_inventory().set_index("indicator")
    assert inventory.loc["crimes_per_1000", ["state", "municipalities"]].tolist() == ["loaded", 1]
    assert "wijken" in set(context.indicator_sources()["package"])


def test_a_description_that_does_not_fit_the_table_tells_everything(tmp_path: Path):
    statline = StatLine()
    statline.measures = statline.measures[:1]
    statline.dimensions.append({"Identifier": "Leeftijd", "Title": "Leeftijd", "Kind": "Dimension"})
    with serving(statline) as service:
        path = described(tmp_path, service, ("where: {Geslacht: T001038}", "year: 2023\nwhere: {Sekse: T1}"))
        with pytest.raises(InputError) as caught:
            context.read_indicators(path)
    text = str(caught.value)
    assert len(caught.value.problems) == 5
    for word in (
        "Geslacht is not fixed",
        "Leeftijd is not fixed",
        "where: Sekse",
        "year: 2023",
        "measure M9",
    ):
        assert word in text


@pytest.mark.parametrize(
    ("name", "status", "body", "words"),
    [
        ("Properties", 404, "", "404 Not Found.*code of the table"),
        ("Observations", 500, "", "500 Internal Server Error.*Try again later"),
        ("Observations", 200, "<html>", "without readable JSON"),
        ("Observations", 200, "[]", "without a table"),
        ("Observations", 200, '{"value": 1}', "without a list of rows"),
        ("Observations", 200, '{"value": []}', "without observations"),
        ("Observations", 200, '{"value": [{"Measure": "M9", "Value": 1}]}', "without Geslacht, Perioden"),
        ("Dimensions", 200, '{"value": ["x"]}', "without a list of rows"),
    ],
)
def test_what_the_service_does_wrong_becomes_a_sentence(
    tmp_path: Path, name: str, status: int, body: str, words: str
):
    statline = StatLine()
    statline.status, statline.body = {name: status}, {name: body}
    with serving(statline) as service, pytest.raises(NotAvailableError, match=words):
        context.read_indicators(described(tmp_path, service))
    assert loaded_packages(KIND) == []


def test_a_value_that_is_no_number_is_refused(tmp_path: Path):
    statline = StatLine()
    statline.observations[0]["Value"] = "veel"
    with serving(statline) as service, pytest.raises(NotAvailableError, match="'veel', which is no number"):
        context.read_indicators(described(tmp_path, service))


def test_pages_that_go_round_in_a_circle_are_not_followed_for_ever(tmp_path: Path):
    statline = StatLine()
    statline.loops = True
    with (
        serving(statline) as service,
        pytest.raises(NotAvailableError, match="keeps referring to more pages"),
    ):
        context.read_indicators(described(tmp_path, service))


def test_a_service_that_does_not_answer_is_given_up(tmp_path: Path):
    statline = StatLine()
    statline.hangs = True
    with serving(statline) as service:
        description = read_description(described(tmp_path, service))
        with pytest.raises(NotAvailableError, match="cannot be reached"):
            read_statline(description, timeout=0.2)
    with pytest.raises(NotAvailableError, match="cannot be reached"):
        read_statline(description)


def test_an_observation_that_stands_twice_is_refused(tmp_path: Path):
    statline = StatLine()
    statline.observations.append(StatLine.row("M9", "GM0014", "2023JJ00", 1))
    with serving(statline) as service, pytest.raises(InputError, match="M9 of GM0014 in 2023 twice"):
        context.read_indicators(described(tmp_path, service))


# Carrying

MERGERS = pd.DataFrame(
    [("GM0001", "GM0009", 1.0), ("GM0002", "GM0009", 0.995), ("GM0002", "GM0003", 0.005),
     ("GM0004", "GM0009", 0.25), ("GM0004", "GM0005", 0.75)],
    columns=["old", "new", "share"],
)  # fmt: skip


def carried(*rows: tuple[object, ...]) -> pd.DataFrame:
    found = context.carry_indicators(table(*rows), [MERGERS], LISTED, 2016)
    return found.set_index(["indicator", "area"])


def test_sums_add_up_and_shares_are_weighted_and_the_note_says_so():
    found = carried(
        *[
            (f"GM000{i}", "inhabitants", v)
            for i, v in zip((1, 2, 3, 4, 5), (100, 300, 50, 400, 10), strict=True)
        ],
        *[
            (f"GM000{i}", "age_65_plus_percent", v)
            for i, v in zip((1, 2, 3, 4, 5), (10, 20, 7, 40, 8), strict=True)
        ],
    )
    people, old = found.loc["inhabitants"], found.loc["age_65_plus_percent"]
    assert people["value"].to_dict() == {"GM0003": 50, "GM0005": 310, "GM0009": 500}
    assert old.loc["GM0009", "value"] == pytest.approx((10 * 100 + 20 * 300 + 40 * 100) / 500)
    assert old.loc["GM0005", "value"] == pytest.approx((8 * 10 + 40 * 300) / 310)
    assert old.loc["GM0003", ["value", "note", "is_estimated"]].tolist() == [7, "", False]
    assert people.loc["GM0009", "note"] == (
        "from the borders of 2014 to those of 2016; sum of 3 municipalities; estimated: a split municipality "
        "divided by area"
    )
    assert "mean weighted with inhabitants of 3" in old.loc["GM0009", "note"]


def test_what_is_unknown_of_a_part_is_unknown_of_the_whole():
    found = carried(
        ("GM0001", "inhabitants", 100), ("GM0002", "inhabitants", None), ("GM0003", "inhabitants", 5)
    )
    assert np.isnan(found.loc[("inhabitants", "GM0009"), "value"])
    assert found.loc[("inhabitants", "GM0003"), "value"] == 5
    without_weight = carried(("GM0001", "age_65_plus_percent", 10), ("GM0002", "age_65_plus_percent", 20))
    assert without_weight["value"].isna().all()


def test_what_has_no_aggregate_moves_only_with_a_municipality_that_stays_whole():
    found = carried(*[(f"GM000{i}", "commute_km", 10.0 + i) for i in (1, 2, 3, 4, 5)])["value"]["commute_km"]
    assert found["GM0003"] == 13
    assert found[["GM0005", "GM0009"]].isna().all()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), st.randoms(use_true_random=False))
def test_carrying_keeps_the_total_and_ignores_the_order_of_rows(values: list[int], random):
    rows = [(f"GM000{i}", "inhabitants", v) for i, v in enumerate(values, start=1)]
    found = carried(*rows)
    assert found["value"].sum() == pytest.approx(sum(values))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(carried(*rows), found)


def test_figures_of_2014_reach_the_borders_of_2016_and_2024_with_their_total(data: Path):
    context.load_context(data / "indicators" / "municipal_demography_2014.csv")
    rows = context.indicators().query("year == 2014")
    total = rows.query("indicator == 'inhabitants'")["value"].sum()
    for name, number in (("2016", 390), ("2024", 342)):
        edition = load_edition(name)
        fitted = context.fit_indicators(rows, edition, context.indicator_list())
        people = fitted.rows.query("indicator == 'inhabitants'").set_index("area")["value"]
        assert set(people.index) == set(edition.municipalities.index)
        assert people.sum() == pytest.approx(total)
        assert (fitted.statement["municipalities"] == number).all()
        assert (fitted.statement["fate"] == "carried").all()
    shipped = context.inhabitants(load_edition("2016"))["inhabitants"]
    mine = context.fit_indicators(rows, load_edition("2016"), context.indicator_list()).rows
    mine = mine.query("indicator == 'inhabitants'").set_index("area")["value"]
    assert (mine - shipped.astype(float)).abs().max() <= 1


def test_a_merger_cannot_be_undone_and_the_statement_says_so():
    fitted = context.fit_indicators(context.indicators(), load_edition("2016"), context.indicator_list())
    assert fitted.rows.empty
    assert fitted.statement["fate"].unique().tolist() == ["left_out"]
    assert fitted.statement["why"].str.contains("cannot be undone").all()
    other = table(("GM0014", "inhabitants", 1), valid_year=2019)
    why = context.fit_indicators(other, load_edition("2024"), context.indicator_list()).statement["why"]
    assert why.tolist() == ["the mergers from 2019 to 2023 are not at hand"]


def test_a_figure_in_the_borders_of_the_edition_goes_before_a_carried_one():
    rows = pd.concat([table(("GM0014", "age_65_plus_percent", 1.0)),
                      table(("GM0014", "age_65_plus_percent", 2.0), valid_year=2016)])  # fmt: skip
    fitted = context.fit_indicators(rows, load_edition("2016"), context.indicator_list())
    assert fitted.rows["value"].tolist() == [2.0]


# Aggregation

LABELS = pd.Series({"GM0001": "r", "GM0002": "r", "GM0003": "s", "GM0004": "s"})


def test_regions_get_sums_and_weighted_means_with_their_coverage():
    rows = table(
        *[(f"GM000{i}", "inhabitants", v) for i, v in zip((1, 2, 3, 4), (100, 300, 50, 150), strict=True)],
        ("GM0001", "age_65_plus_percent", 10), ("GM0002", "age_65_plus_percent", 20),
        ("GM0003", "age_65_plus_percent", 30), ("GM0004", "age_65_plus_percent", None),
        ("GM0001", "households", 5), ("GM0002", "households", 7), ("GM0003", "households", 5),
    )  # fmt: skip
    found = context.aggregate(rows, LABELS, LISTED).set_index(["indicator", "region_id"])
    assert found.loc[("inhabitants", "r"), ["value", "coverage", "members"]].tolist() == [400, 1, 2]
    assert found.loc[("age_65_plus_percent", "r"), "value"] == pytest.approx(17.5)
    partly = found.loc[("age_65_plus_percent", "s")]
    assert (partly["value"], partly["coverage"], partly["missing"]) == (30, 0.25, "GM0004")
    assert partly["note"] == "of the municipalities with a figure"
    assert np.isnan(found.loc[("households", "s"), "value"])
    assert found.loc[("households", "s"), "coverage"] == 0.25
    assert "needs every municipality" in found.loc[("households", "s"), "note"]


def test_a_mean_without_its_weight_is_unknown_and_says_which_lacks():
    rows = table(("GM0001", "household_size", 2), ("GM0002", "household_size", 3))
    found = context.aggregate(rows, LABELS[:2], LISTED).iloc[0]
    assert np.isnan(found["value"])
    assert found["note"] == "unknown: the weight households is not loaded"
    assert found["coverage"] == 1


def test_a_weight_of_the_nearest_year_is_taken():
    rows = pd.concat([
        table(("GM0001", "age_65_plus_percent", 10), ("GM0002", "age_65_plus_percent", 20), year=2021),
        table(("GM0001", "inhabitants", 1), ("GM0002", "inhabitants", 3), year=2020),
        table(("GM0001", "inhabitants", 3), ("GM0002", "inhabitants", 1), year=2023),
    ])  # fmt: skip
    found = context.aggregate(rows, LABELS[:2], LISTED)
    assert found.query("indicator == 'age_65_plus_percent'")["value"].tolist() == [17.5]


def test_a_figure_that_stands_twice_is_refused():
    rows = table(("GM0001", "inhabitants", 1), ("GM0001", "inhabitants", 2))
    with pytest.raises(InputError, match="inhabitants 2014 of GM0001 twice"):
        context.aggregate(rows, LABELS, LISTED)


def test_provinces_add_up_to_the_country_and_their_density_is_people_by_land():
    edition, listed = load_edition("2024"), context.indicator_list()
    rows = context.fit_indicators(context.indicators(), edition, listed).rows
    found = context.aggregate(rows, edition.municipalities["province"], listed)
    wide = found.pivot_table(index="region_id", columns="indicator", values="value")
    assert wide["inhabitants"].sum() == rows.query("indicator == 'inhabitants'")["value"].sum()
    assert (wide["density_per_km2"] - wide["inhabitants"] / wide["land_km2"]).abs().max() < 0.5
    assert (wide["household_size"] - wide["inhabitants"] / wide["households"]).abs().max() < 0.06
    assert (found["coverage"] == 1).all()


# The command line


def test_the_commands_load_list_and_remove(data: Path, capsys: pytest.CaptureFixture[str]):
    main_file = str(data / "indicators" / "municipal_energy_housing_2023.csv")
    assert run("context", "load", main_file) == 0
    assert run("context", "list") == 0
    listed = capsys.readouterr().out
    assert re.search(
        r"^dwellings,.*,loaded,energy-housing-2023,2023,2023,342,quintel-etlocal-2023$", listed, re.M
    )
    assert ",not measured,,,,0," in listed
    assert run("indicators", "--regions", "province", "--group", "housing_amenities", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 12 * 8
    assert {row["coverage"] for row in rows} == {1.0}
    assert run("context", "remove", "energy-housing-2023") == 0
    assert loaded_packages(KIND) == []


def test_one_wrong_file_keeps_the_others_out_and_everything_is_told(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    wrong = write(tmp_path, GOOD.replace("area: gemeente\n", ""))
    good = str(data / "indicators" / "municipal_demography_2014.csv")
    assert run("context", "load", good, str(wrong), str(tmp_path / "absent.csv")) == 2
    told = capsys.readouterr().err
    assert "no area" in told
    assert "absent.csv" in told
    assert loaded_packages(KIND) == []
    assert run("context", "validate", str(write(tmp_path))) == 0
    assert "no figure of volunteers_percent 2023" in capsys.readouterr().err
    assert loaded_packages(KIND) == []


def run(*arguments: str) -> int:
    """Exit code of a command; what it printed is with capsys."""
    try:
        main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0
