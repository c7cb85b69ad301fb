"""Figures: valid, complete, readable drawings from given numbers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from regioscoop import figures
from regioscoop.figures import Caption, Ground, line_class, line_legend, national_map, region_colours
from regioscoop.figures import region_map as draw_region
from regioscoop.figures import strip_plot as draw_strip
from regioscoop.figures._colours import HUES, TOKENS
from regioscoop.figures._labels import place_labels
from regioscoop.network import backbone, fit_null_model
from regioscoop.places import schematic
from regioscoop.regions import Ecosystems

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("Titel & meer", "Wat men <ziet>")


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground.of(schematic(2016))


@pytest.fixture(scope="module")
def lines(bre: Ecosystems) -> pd.DataFrame:
    frame = bre.projection.frame()
    frame["kept"] = backbone(bre.projection, fit_null_model(bre.projection.incidence)).kept
    return frame


@pytest.fixture(scope="module")
def members(bre: Ecosystems) -> pd.DataFrame:
    return bre.frame().set_index("municipality_id")


@pytest.fixture(scope="module")
def national(bre: Ecosystems, ground: Ground, lines: pd.DataFrame, members: pd.DataFrame) -> figures.Drawing:
    return national_map(ground, members, bre.regionalisation().names, lines, members["municipality"], CAPTION)


def test_public_names() -> None:
    assert figures.__all__ == [
        "MEMBERSHIP", "SECOND", "TOKENS", "Caption", "Drawing", "Ground", "Look", "causal_map",
        "circle_picture", "diverging_bars", "life_cycle", "line_class", "line_legend", "members_map",
        "name_layers", "national_map", "profile", "quadrant", "region_colours", "region_map", "same_hues",
        "shares", "step_of", "strip_plot", "toy_network",
    ]  # fmt: skip


def test_neighbouring_regions_differ_in_hue_at_every_level(bre: Ecosystems, ground: Ground) -> None:
    for level in bre.delineation.levels:
        labels = bre.regionalisation(level.number).labels
        hues = region_colours(labels, ground.neighbours)
        ends = pd.DataFrame({end: ground.neighbours[end].map(labels) for end in ("a", "b")})
        touching = ends[ends["a"] != ends["b"]].dropna()
        assert (touching["a"].map(hues) != touching["b"].map(hues)).all()
        assert set(hues) <= set(HUES)
        assert hues.equals(region_colours(labels, ground.neighbours.iloc[::-1]))


def test_hues_are_of_equal_lightness_and_words_are_readable_on_them() -> None:
    for theme in ("light", "dark"):
        ink = _luminance(TOKENS["colours"]["ink"][theme])
        values = [_luminance(pair[theme]) for pair in TOKENS["regions"].values()]
        assert max(values) / min(values) < 1.35
        for value in values:
            bright, dim = max(ink, value), min(ink, value)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_no_hue_is_red_or_green() -> None:
    for pair in TOKENS["regions"].values():
        red, green, blue = (int(pair["light"][k : k + 2], 16) for k in (1, 3, 5))
        assert not (green > red + 20 and green > blue + 20), "green"
        assert not (red > 1.6 * green and red > 1.6 * blue), "red"


def _luminance(colour: str) -> float:
    channels = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_national_map_draws_every_municipality_once(national: figures.Drawing, members: pd.DataFrame) -> None:
    root = ElementTree.fromstring(national.svg)
    drawn = [p.get("data-id") for p in root.iter(f"{SVG}path") if p.get("data-id")]
    assert sorted(drawn) == sorted(members.index)
    assert all(p.get("d") for p in root.iter(f"{SVG}path"))
    assert root.get("role") == "img"
    assert root.get("lang") == "nl"
    assert root.find(f"{SVG}title").text == CAPTION.title
    assert root.find(f"{SVG}desc").text == CAPTION.description


def test_national_map_is_small_and_the_same_each_time(
    national: figures.Drawing, bre: Ecosystems, ground: Ground, lines: pd.DataFrame, members: pd.DataFrame
) -> None:
    assert len(national.svg) < 420_000
    names = bre.regionalisation().names
    again = national_map(ground, members, names, lines, members["municipality"], CAPTION)
    assert again.svg == national.svg
    assert "style=" not in national.svg, "an inline style is refused by the content security policy"


def test_lines_stand_between_fills_and_borders_and_darken_with_the_count(national: figures.Drawing) -> None:
    root = ElementTree.fromstring(national.svg)
    order = [group.get("class", "").split(" ")[0] for group in root]
    assert order.index("areas") < order.index("lines") < order.index("borders") < order.index("labels")
    group = next(g for g in root if g.get("class") == "lines")
    weight = {}
    for path in group:
        weight[int(re.search(r"line-(\d)", path.get("class")).group(1))] = (
            float(path.get("stroke-opacity")),
            float(path.get("stroke-width")),
        )
    classes = sorted(weight)
    assert len(classes) == len(TOKENS["line_classes"])
    assert [weight[k] for k in classes] == sorted(weight.values())


def test_every_line_of_the_table_is_drawn(national: figures.Drawing, lines: pd.DataFrame) -> None:
    root = ElementTree.fromstring(national.svg)
    group = next(g for g in root if g.get("class") == "lines")
    assert sum(path.get("d").count("M") for path in group) == len(national.table)
    assert len(national.table) == (lines["shared"] >= TOKENS["line_classes"][0]["from"]).sum()
    sure = sum(p.get("d").count("M") for p in group if "sure" in p.get("class"))
    assert sure == national.table["kept"].sum()


def test_uncertain_municipalities_are_hatched(
    bre: Ecosystems, ground: Ground, lines: pd.DataFrame, members: pd.DataFrame
) -> None:
    names = bre.regionalisation().names
    sure = members.assign(stability=1.0)
    drawn = national_map(ground, sure, names, lines, members["municipality"], CAPTION).svg
    assert "hatch)" not in drawn
    unsure = sure.assign(stability=[0.79, *[1.0] * (len(sure) - 1)])
    drawn = national_map(ground, unsure, names, lines, members["municipality"], CAPTION).svg
    assert f'd="{ground.paths[members.index[0]]}" class="hatch"' in drawn


def test_line_classes_are_monotone_and_leave_no_gap() -> None:
    found = line_class(np.arange(0, 60))
    assert found[0] == found[1] == -1
    assert (np.diff(found) >= 0).all()
    assert found[-1] == len(TOKENS["line_classes"]) - 1
    legend = line_legend()
    assert all(high + 1 == low for (_, high), (low, _) in pairwise(legend))
    assert legend[-1][1] is None


def test_labels_do_not_touch_and_stay_in_the_picture(
    bre: Ecosystems, ground: Ground, members: pd.DataFrame
) -> None:
    window = shapely.box(4, 4, ground.view.width - 4, ground.view.height - 4)
    shapes = {r: ground.on_paper(s) for r, s in ground.regions(members["region_id"]).items()}
    labels = place_labels(shapes, bre.regionalisation().names, 15.5, window)
    assert {label.key for label in labels} == set(shapes)
    for k, label in enumerate(labels):
        assert window.contains(label.box)
        assert not any(label.box.intersects(other.box) for other in labels[k + 1 :])
    names = bre.regionalisation().names
    for label in labels:
        assert re.sub(r"\s", "", "".join(label.lines)) == re.sub(r"\s", "", names[label.key])


def test_region_map_draws_members_and_what_crosses(
    bre: Ecosystems, ground: Ground, lines: pd.DataFrame, members: pd.DataFrame
) -> None:
    names = bre.regionalisation().names
    made = draw_region(ground, members, names, "zuid-limburg", lines, members["municipality"], CAPTION)
    root = ElementTree.fromstring(made.svg)
    inside = next(g for g in root if g.get("class") == "inside")
    own = members.index[members["region_id"] == "zuid-limburg"]
    assert sorted(p.get("data-id") for p in inside) == sorted(own)
    assert made.table["a"].isin(own).all()
    assert not made.table["b"].isin(own).any()
    assert len(made.table) > 0


def test_strip_plot_marks_one_region_and_stays_inside_its_axis() -> None:
    values = pd.DataFrame(
        {"value": [0.2, 0.5, np.nan, 1.4], "low": 0.1, "high": 0.9, "null": 0.05}, index=list("abcd")
    )
    made = draw_strip(values, "b", CAPTION, "strip")
    root = ElementTree.fromstring(made.svg)
    assert len(made.table) == 3
    assert len(next(g for g in root if g.get("class") == "others")) == 2
    circle = root.find(f"{SVG}circle")
    assert 0 < float(circle.get("cx")) < 320
    assert "interval" in made.svg
    assert "chance" in made.svg


def test_strip_plot_of_a_region_without_a_value_shows_only_the_others() -> None:
    values = pd.DataFrame({"value": [0.2, np.nan]}, index=["a", "b"])
    assert "<circle" not in draw_strip(values, "b", CAPTION, "strip").svg


def test_a_region_that_is_the_same_keeps_its_hue(bre: Ecosystems, ground: Ground) -> None:
    best, wide = (bre.regionalisation(n).labels for n in (bre.delineation.best, 1))
    hues = region_colours(best, ground.neighbours)
    wished = figures.same_hues(wide, best, hues)
    kept = region_colours(wide, ground.neighbours, wished)
    same = [r for r, hue in wished.items() if kept[r] == hue]
    assert len(same) > 0.8 * len(wished), "only a neighbour with the same hue makes it change"
    unchanged = {r for r in wide.unique() if set(wide.index[wide == r]) in _groups(best)}
    assert unchanged <= set(wished)
    assert figures.same_hues(best, best, hues) == hues.to_dict()


def _groups(labels: pd.Series) -> list[set[str]]:
    return [set(ids) for ids in labels.groupby(labels).groups.values()]


def test_overlap_and_another_division_are_drawn_when_asked(
    bre: Ecosystems, ground: Ground, lines: pd.DataFrame, members: pd.DataFrame
) -> None:
    names = bre.regionalisation().names
    steps = members["second_membership"].map(lambda share: figures.step_of(share, figures.SECOND))
    look = figures.Look(steps=steps, beside=members["region_id"], names=False)
    made = national_map(ground, members, names, lines, members["municipality"], CAPTION, look=look).svg
    root = ElementTree.fromstring(made)
    drawn = {p.get("data-id"): p.get("class") for p in root.iter(f"{SVG}path") if p.get("data-id")}
    assert drawn == {i: f"step step-{step}" for i, step in steps.items()}
    assert 'class="beside"' in made
    assert "labels" not in made
    assert {figures.step_of(v, [0.0, 0.2, 0.4]) for v in (0.1, 0.2, 0.5, float("nan"))} == {0, 1, 2}


def test_members_map_draws_the_members_in_full(
    bre: Ecosystems, ground: Ground, members: pd.DataFrame
) -> None:
    own = list(members.index[members["region_id"] == "twente"])
    made = figures.members_map(
        ground, own, members["region_id"], members["municipality"], members["municipality"], CAPTION
    )
    root = ElementTree.fromstring(made.svg)
    full = [p.get("data-id") for p in root.iter(f"{SVG}path") if p.get("class") == "step step-3"]
    assert sorted(full) == sorted(own) == list(made.table["municipality_id"])


def test_toy_network_draws_what_it_is_given() -> None:
    dots = {"A": (50.0, 50.0), "B": (120.0, 90.0), "C": (200.0, 60.0)}
    made = figures.toy_network(dots, [("A", "B", 2)], ["AB"], CAPTION, "toy", unsure="C")
    root = ElementTree.fromstring(made.svg)
    assert len(root.findall(f".//{SVG}circle")) == 3
    assert [line.get("stroke-width") for line in root.iter(f"{SVG}line")] == ["3.2"]
    assert [c.get("class") for c in root.iter(f"{SVG}circle")].count("dot hollow") == 1
    assert len(root.findall(f".//{SVG}g[@class='rings']/{SVG}path")) == 1
