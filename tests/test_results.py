"""The numbers in the prose of docs/explanation/results-2016.md are those that the program computes."""

from __future__ import annotations

from pathlib import Path

from regioscoop.regions import Ecosystems, compare, ecosystems, official_regions
from regioscoop.register import Edition

PAGE = (Path(__file__).parents[1] / "docs/explanation/results-2016.md").read_text(encoding="utf-8")


def test_the_table_of_official_maps(edition: Edition, bre: Ecosystems) -> None:
    for name, shown in (("safety-regions", "safety regions"), ("provinces", "provinces")):
        found = compare(official_regions(edition, name), bre.regionalisation())
        assert f"| {shown} | {len(found.regions)} | {found.ami:.3f} | {found.mean_jaccard:.3f} |" in PAGE


def test_the_table_of_parts(edition: Edition, bre: Ecosystems) -> None:
    official = official_regions(edition, "safety-regions")
    names = {"registers": "joint arrangements alone", "divisions": "nationwide divisions alone"}
    for part, shown in names.items():
        alone = ecosystems(edition, part=part)
        level, map_ = alone.delineation.best_level, alone.regionalisation()
        whole, safety = compare(map_, bre.regionalisation()).ami, compare(official, map_).ami
        row = f"| {shown} | {level.regions} | {level.stability:.3f} | {whole:.3f} | {safety:.3f} |"
        assert row in PAGE


def test_the_peak_and_the_shoulder(bre: Ecosystems) -> None:
    best = bre.delineation.best_level
    words = " ".join(PAGE.split())
    assert (
        f"at {best.regions} regions** ({best.stability:.3f}, standard error {best.standard_error:.3f})"
        in words
    )
    scan = bre.delineation.scan.set_index("regions")["stability"]
    assert f"At 26 regions, close to the map of safety regions, stability is {scan[26]:.3f}" in " ".join(
        PAGE.split()
    )
    assert scan[26] < scan[28].max() < best.stability


def test_the_counts_of_the_edition(edition: Edition) -> None:
    disputed = edition["participations"].query("recognised == 'no'")
    assert f"This concerns {len(disputed)} rows" in " ".join(PAGE.split())
    counted = (edition["divisions"]["counted"] == "yes").sum()
    assert counted == 17
    assert "Seventeen of the 34 nationwide divisions" in " ".join(PAGE.split())
