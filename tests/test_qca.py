from __future__ import annotations

import json
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop.cases.qca import (
    MAX_MODELS,
    Sets,
    calibrate_crisp,
    calibrate_fuzzy,
    cases_needed,
    chance_of_order,
    check_calibration,
    minimise,
    necessity,
    read_sets,
    robustness,
    sentences,
    truth_table,
)
from regioscoop.cases.qca._cover import minimum_covers
from regioscoop.cases.qca._implicants import prime_implicants
from regioscoop.cli._app import main
from regioscoop.errors import InputError, UnknownNameError

CONDITIONS = ["DEV", "URB", "LIT", "IND", "STB"]
# Lipset's indicators for 18 countries between the wars, as Rihoux and Ragin (2009) tabulate them: product a
# head, urbanisation, literacy, industrial labour force, cabinets; outcome: survival of democracy.
RAW = pd.DataFrame(
    {
        "DEV": [720, 1098, 586, 468, 590, 983, 795, 390, 424, 662, 517, 1008, 350, 320, 331, 367, 897, 1038],
        "URB": [33.4, 60.5, 69, 28.5, 22, 21.2, 56.5, 31.1, 36.3, 25, 31.4, 78.8, 37, 15.3, 21.9, 43, 34, 74],
        "LIT": [98, 94.4, 95.9, 95, 99.1, 96.2, 98, 59.2, 85, 95, 72.1, 99.9, 76.9, 38, 61.8, 55.6, 99.9,
                99.9],
        "IND": [33.4, 48.9, 37.4, 14, 22, 34.8, 40.4, 28.1, 21.6, 14.5, 29.6, 39.3, 11.2, 23.1, 12.2, 25.5,
                32.3, 49.9],
        "STB": [10, 4, 6, 6, 9, 5, 11, 10, 13, 5, 9, 2, 21, 19, 7, 12, 6, 4],
        "SURV": [-9, 10, 7, -6, 4, 10, -9, -8, -1, 8, -9, 10, -6, -9, -4, -8, 10, 10],
    },
    index=["AU", "BE", "CZ", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "NL", "PL", "PT", "RO", "ES",
           "SE", "GB"],
)  # fmt: skip
ANCHORS = {
    "DEV": (400, 550, 900), "URB": (25, 50, 65), "LIT": (50, 75, 90), "IND": (20, 30, 40),
    "STB": (15, 9.5, 5), "SURV": (-9, 0, 10),
}  # fmt: skip
# The same as fuzzy sets, as published with two decimals.
FUZZY = pd.DataFrame(
    {
        "DEV": [.81, .99, .58, .16, .58, .98, .89, .04, .07, .72, .34, .98, .02, .01, .01, .03, .95, .98],
        "URB": [.12, .89, .98, .07, .03, .03, .79, .09, .16, .05, .10, 1, .17, .02, .03, .30, .13, .99],
        "LIT": [.99, .98, .98, .98, .99, .99, .99, .13, .88, .98, .41, .99, .59, .01, .17, .09, .99, .99],
        "IND": [.73, 1, .90, .01, .08, .81, .96, .36, .07, .01, .47, .94, 0, .11, 0, .21, .67, 1],
        "STB": [.43, .98, .91, .91, .58, .95, .31, .43, .13, .95, .58, .99, 0, .01, .84, .20, .91, .98],
        "SURV": [.05, .95, .89, .12, .77, .95, .05, .06, .42, .92, .05, .95, .12, .05, .21, .06, .95, .95],
    },
    index=RAW.index,
)  # fmt: skip


def crisp() -> pd.DataFrame:
    thresholds = {"DEV": 550, "URB": 50, "LIT": 75, "IND": 30, "STB": 9.5, "SURV": 0}
    return pd.DataFrame(
        {name: calibrate_crisp(RAW[name], at, below=name == "STB") for name, at in thresholds.items()}
    )


def fuzzy_table(**options: float) -> object:
    return truth_table(read_sets(FUZZY, "SURV", CONDITIONS), **options)


def test_calibration_gives_the_published_memberships() -> None:
    for name, anchors in ANCHORS.items():
        # The published values are cut off or rounded to two decimals.
        assert calibrate_fuzzy(RAW[name], *anchors).to_numpy() == pytest.approx(FUZZY[name], abs=0.0101)
    found = calibrate_fuzzy(RAW["DEV"], 300, 600, 800).round(2)
    assert found.head(9).tolist() == [0.85, 1.0, 0.47, 0.21, 0.48, 1.0, 0.95, 0.11, 0.15]


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3, unique=True), st.floats(-1e3, 1e3))
def test_calibration_by_anchors(anchors: list[float], value: float) -> None:
    out, crossover, full = sorted(anchors)
    if min(crossover - out, full - crossover) < 1e-3:
        return
    at = pd.Series([out, crossover, full, value])
    rising = calibrate_fuzzy(at, out, crossover, full)
    assert rising.head(3).tolist() == pytest.approx([0.05, 0.5, 0.95])
    # The set of the low values is the negation of the set of the high ones.
    falling = calibrate_fuzzy(-at, -out, -crossover, -full)
    assert falling.tolist() == pytest.approx(rising.tolist())
    assert (calibrate_fuzzy(at, full, crossover, out) + rising).tolist() == pytest.approx([1.0] * 4)


def test_calibration_keeps_unknown_and_refuses_what_is_no_set() -> None:
    values = pd.Series([1.0, np.nan, 3.0], name="A")
    assert calibrate_crisp(values, 2).isna().tolist() == [False, True, False]
    assert calibrate_fuzzy(values, 1, 2, 3).isna().tolist() == [False, True, False]
    with pytest.raises(InputError, match="rise or fall"):
        calibrate_fuzzy(values, 1, 3, 2)
    with pytest.raises(InputError, match="both sides"):
        calibrate_crisp(values, 9)
    with pytest.raises(InputError, match="a number") as caught:
        calibrate_fuzzy(values, float("nan"), 1, float("inf"))
    assert len(caught.value.problems) == 2


def test_lipset_crisp() -> None:
    table = truth_table(read_sets(crisp(), "SURV", CONDITIONS))
    assert minimise(table).expressions == ("DEV*~URB*LIT*STB + DEV*LIT*IND*STB",)
    assert minimise(table, "parsimonious").expressions == ("DEV*STB",)
    negated = truth_table(read_sets(crisp(), "SURV", CONDITIONS, negate=True))
    assert minimise(negated, "parsimonious").expressions == ("~DEV + ~STB",)
    assert (table.possible, table.remainders) == (32, 23)


def test_lipset_fuzzy() -> None:
    table = fuzzy_table(cutoff=0.8)
    conservative, parsimonious = minimise(table), minimise(table, "parsimonious")
    assert conservative.expressions == ("DEV*URB*LIT*IND*STB + DEV*~URB*LIT*~IND*STB",)
    assert conservative.models[0].consistency == pytest.approx(0.870, abs=5e-4)
    assert conservative.models[0].coverage == pytest.approx(0.658, abs=5e-4)
    assert parsimonious.expressions == ("DEV*~IND + URB*STB",)
    assert parsimonious.models[0].consistency == pytest.approx(0.850, abs=5e-4)
    assert parsimonious.models[0].coverage == pytest.approx(0.714, abs=5e-4)
    assert [term.cases for term in parsimonious.models[0].terms] == [("FI", "IE"), ("BE", "CZ", "GB", "NL")]
    assert parsimonious.models[0].uncovered == ("FR", "SE")


def test_lipset_fuzzy_intermediate_is_that_of_the_r_package() -> None:
    table = fuzzy_table()
    expected = dict.fromkeys(CONDITIONS, True)
    found = minimise(table, "intermediate", expected)
    assert found.expressions == ("DEV*URB*LIT*STB + DEV*LIT*~IND*STB",)
    # Twelve simplifying assumptions, of which one is easy.
    assert len(minimise(table, "parsimonious").models[0].remainders) == 12
    assert len(found.models[0].remainders) == 1
    # Expectations that every row with the outcome meets leave nothing to fill in.
    met = {"DEV": True, "LIT": True, "STB": True}
    assert minimise(table, "intermediate", met).models[0].remainders == ()


def test_lipset_necessity() -> None:
    found = necessity(read_sets(FUZZY, "SURV", CONDITIONS), largest=1).set_index("expression")
    published = {"DEV": (0.831, 0.811, 0.775), "URB": (0.539, 0.899, 0.771), "LIT": (0.991, 0.509, 0.643),
                 "IND": (0.669, 0.786, 0.684), "STB": (0.920, 0.680, 0.707)}  # fmt: skip
    for name, numbers in published.items():
        row = found.loc[name, ["consistency", "ron", "coverage"]]
        assert row.astype(float).tolist() == pytest.approx(numbers, abs=5e-4)
    assert set(found.index[found["is_necessary"]]) == {"LIT", "STB"}


def test_disjunctions_that_a_part_already_makes_necessary_are_left_out() -> None:
    found = necessity(read_sets(FUZZY, "SURV", CONDITIONS), largest=3)
    pairs = found[found["size"] == 2]
    assert pairs["is_necessary"].all()
    assert not pairs["expression"].str.contains(r"(?<!~)LIT|(?<!~)STB").any()
    dev = np.maximum(FUZZY["DEV"], 1 - FUZZY["IND"])
    row = found.set_index("expression").loc["DEV + ~IND"]
    assert row["consistency"] == pytest.approx(np.minimum(dev, FUZZY["SURV"]).sum() / FUZZY["SURV"].sum())


def test_contradictory_rows_are_an_outcome_of_their_own() -> None:
    """Without stability the crisp table has two, published with their cases and shares."""
    sets = read_sets(crisp(), "SURV", CONDITIONS[:4])
    rows = truth_table(sets).rows.set_index("row")
    assert rows["outcome"].to_dict() == {1: "0", 3: "0", 11: "1", 12: "C", 16: "C"}
    assert rows.loc[12, ["cases_with", "cases_without"]].tolist() == ["FR; SE", "AU"]
    assert rows.loc[12, "consistency"] == pytest.approx(2 / 3)
    solution = minimise(truth_table(sets), "parsimonious")
    assert solution.expressions == ("DEV*~IND",)
    assert any("AU" in sentence and "row 12" in sentence for sentence in sentences(solution, "en"))
    by_cut = truth_table(sets, contradictions="cut", cutoff=0.8)
    assert by_cut.rows.set_index("row")["outcome"].to_dict() == {1: "0", 3: "0", 11: "1", 12: "0", 16: "1"}
    assert len(by_cut.contradictory) == 2


def test_too_few_cases_make_a_row_a_remainder() -> None:
    found = fuzzy_table(frequency=2)
    codes = found.rows.set_index("row")["outcome"]
    assert set(codes[codes == "?"].index) == {6, 23, 31}
    assert found.remainders == 26
    used = minimise(found, "parsimonious").models[0].remainders
    assert set(used) & {6, 23, 31}


def test_pri_is_a_cut_as_well() -> None:
    assert minimise(fuzzy_table(pri_cut=0.8)).expressions == ("DEV*URB*LIT*IND*STB",)
    with pytest.raises(InputError) as caught:
        fuzzy_table(cutoff=0, pri_cut=2, frequency=0)
    assert len(caught.value.problems) == 3


def test_no_row_has_the_outcome() -> None:
    found = minimise(fuzzy_table(cutoff=0.95))
    assert found.models == ()
    assert found.frame().empty
    assert "no solution" in sentences(found, "en")[0]


def test_several_models_are_all_shown() -> None:
    """A cyclic chart: six rows of the outcome, each in two of six terms."""
    on = [0b000, 0b001, 0b011, 0b111, 0b110, 0b100]
    found = minimise(truth_table(read_sets(_cases(on, [0b010, 0b101], 3), "Y", ["A", "B", "C"])))
    assert found.expressions == ("A*B + ~A*C + ~B*~C", "A*~C + ~A*~B + B*C")
    assert (found.total, found.is_complete, found.is_minimal) == (2, True, True)
    assert any("2 solutions" in sentence for sentence in sentences(found, "en"))


def _cases(on: list[int], off: list[int], conditions: int) -> pd.DataFrame:
    rows = [
        [*(row >> i & 1 for i in range(conditions - 1, -1, -1)), y]
        for y, of in ((1, on), (0, off))
        for row in of
    ]
    return pd.DataFrame(rows, columns=[*"ABCDEFGHIJKLMN"[:conditions], "Y"]).rename(index="case {}".format)


def _brute_force(on: set[int], allowed: set[int], conditions: int) -> set[frozenset[tuple[int, int]]]:
    """All choices of fewest prime implicants, by looking at every term and every choice of terms."""
    held = {
        term: {row for row in range(2**conditions) if all(v in (2, row >> i & 1) for i, v in enumerate(term))}
        for term in product((0, 1, 2), repeat=conditions)
    }
    fits = {term: rows for term, rows in held.items() if rows <= allowed}
    primes = [t for t, rows in fits.items() if rows & on and not any(rows < other for other in fits.values())]
    for size in range(1, len(on) + 1):
        found = [c for c in combinations(primes, size) if on <= set().union(*(held[t] for t in c))]
        if found:
            return {
                frozenset(
                    (
                        sum(1 << i for i, v in enumerate(t) if v != 2),
                        sum(1 << i for i, v in enumerate(t) if v == 1),
                    )
                    for t in choice
                )
                for choice in found
            }
    return set()


@given(
    st.integers(2, 4).flatmap(
        lambda k: st.tuples(st.just(k), st.lists(st.sampled_from("01?"), min_size=2**k, max_size=2**k))
    )
)
@settings(max_examples=60, deadline=None)
def test_every_minimal_model_and_no_other(drawn: tuple[int, list[str]]) -> None:
    conditions, codes = drawn
    on = {row for row, code in enumerate(codes) if code == "1"}
    off = {row for row, code in enumerate(codes) if code == "0"}
    if not on:
        return
    for allowed in (on, set(range(2**conditions)) - off):
        mask = np.isin(np.arange(2**conditions), sorted(allowed))
        wanted = np.array(sorted(on))
        primes = prime_implicants(wanted, mask)
        covers = minimum_covers(primes.cover(wanted))
        found = {
            frozenset((int(primes.care[i]), int(primes.value[i])) for i in choice)
            for choice in covers.choices
        }
        expected = _brute_force(on, allowed, conditions)
        assert covers.total == len(expected)
        assert found == expected if covers.total <= MAX_MODELS else found < expected
        assert covers.is_complete
        assert covers.is_minimal


@given(st.integers(0, 2**32 - 1), st.floats(0.2, 0.6))
@settings(max_examples=60, deadline=None)
def test_covers_of_any_chart(seed: int, density: float) -> None:
    generator = np.random.default_rng(seed)
    chart = generator.random((9, 6)) < density
    chart[generator.integers(0, 9, 6), np.arange(6)] = True
    sizes = [
        {c for c in combinations(range(9), size) if chart[list(c)].any(axis=0).all()} for size in range(1, 7)
    ]
    least = next(choices for choices in sizes if choices)
    found = minimum_covers(chart)
    assert found.total == len(least)
    assert set(found.choices) == least or found.total > MAX_MODELS


def test_the_same_solution_whatever_the_order_of_the_rows() -> None:
    table = minimise(fuzzy_table(), "parsimonious")
    shuffled = FUZZY.sample(frac=1, random_state=3)
    again = minimise(truth_table(read_sets(shuffled, "SURV", CONDITIONS)), "parsimonious")
    pd.testing.assert_frame_equal(table.frame(), again.frame())


@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
def test_twelve_conditions(kind: str) -> None:
    generator = np.random.default_rng(12)
    rows = generator.choice(4096, 40, replace=False)
    frame = _cases(rows[:20].tolist(), rows[20:].tolist(), 12)
    table = truth_table(read_sets(frame, "Y", list("ABCDEFGHIJKL")))
    expected = {"A": True, "D": False} if kind == "intermediate" else None
    found = minimise(table, kind, expected)
    assert found.is_minimal
    model = found.models[0]
    assert (model.consistency, model.coverage) == pytest.approx((1, 1))
    if kind == "conservative":
        assert model.remainders == ()


def test_a_cut_search_says_so() -> None:
    generator = np.random.default_rng(5)
    chart = generator.random((400, 60)) < 0.12
    found = minimum_covers(chart | (np.arange(400)[:, None] == np.arange(60)))
    assert not found.is_complete
    assert found.choices
    assert all(chart[list(c)].any(axis=0)[60:].all() for c in found.choices)


def test_unique_coverage_is_what_the_other_terms_do_not_reach() -> None:
    model = minimise(fuzzy_table(), "parsimonious").models[0]
    y = FUZZY["SURV"]
    one, two = np.minimum(FUZZY["DEV"], 1 - FUZZY["IND"]), np.minimum(FUZZY["URB"], FUZZY["STB"])
    both = np.minimum(np.maximum(one, two), y).sum() / y.sum()
    alone = [np.minimum(x, y).sum() / y.sum() for x in (one, two)]
    assert [t.coverage for t in model.terms] == pytest.approx(alone)
    assert [t.unique_coverage for t in model.terms] == pytest.approx([both - alone[1], both - alone[0]])


def test_robustness_has_the_exact_ranges() -> None:
    table = fuzzy_table()
    found = robustness(table, "parsimonious")
    assert found["above"].iloc[0] == 0.5
    assert found["up_to"].iloc[-1] == 1
    assert found["above"].tolist()[1:] == found["up_to"].tolist()[:-1]
    chosen = found[found["is_chosen"]].squeeze()
    assert chosen["solution"] == "DEV*~IND + URB*STB"
    assert (chosen["above"], chosen["up_to"]) == pytest.approx((0.708772, 0.804270), abs=1e-6)
    for row in found.itertuples():
        for cutoff in (row.above + 1e-6, row.up_to):
            again = minimise(fuzzy_table(cutoff=cutoff), "parsimonious")
            assert " | ".join(again.expressions) == row.solution
    both = robustness(table, frequencies=[1, 2])
    assert set(both["frequency"]) == {1, 2}
    assert both["is_chosen"].sum() == 1


def test_robustness_of_crisp_sets_does_not_depend_on_the_cutoff() -> None:
    found = robustness(truth_table(read_sets(crisp(), "SURV", CONDITIONS)))
    assert found[["above", "up_to", "is_chosen"]].to_numpy().tolist() == [[0.5, 1.0, True]]


def test_chance_of_order_is_that_of_every_table() -> None:
    """All ways in which 4 cases can fall over 2 conditions and an outcome, one by one."""
    orderly = 0
    tables = list(product(product(range(4), (0, 1)), repeat=4))
    for cases in tables:
        orderly += len(set(cases)) == len({row for row, _ in cases})
    assert chance_of_order(4, 2) == pytest.approx(orderly / len(tables))
    needed = cases_needed(5)
    assert chance_of_order(needed, 5) <= 0.1 < chance_of_order(needed - 1, 5)


def test_calibration_is_looked_at() -> None:
    frame = FUZZY.assign(URB=FUZZY["URB"] / 2)
    found = check_calibration(read_sets(frame, "SURV", CONDITIONS)).set_index("set")
    assert found["is_skewed"].to_dict() == {n: n == "URB" for n in [*CONDITIONS, "SURV"]}
    assert found.loc["URB", "on_the_fence"] == 1


def test_a_case_on_the_fence_is_in_no_row_and_named() -> None:
    frame = FUZZY.copy()
    frame.loc["FI", "STB"] = 0.5
    table = truth_table(read_sets(frame, "SURV", CONDITIONS))
    assert table.without_row == ("FI",)
    assert table.rows["n"].sum() == 17
    assert any("FI (STB)" in sentence for sentence in sentences(minimise(table), "nl"))


def test_bad_input_is_told_at_once() -> None:
    frame = pd.DataFrame(
        {
            "A": ["0", "1", "", "0.5"],
            "B": ["1", "1", "1", "1"],
            "C": ["0", "1.2", "x", "0"],
            "D": ["300", "400", "", "600"],
            "a*b": ["0", "1", "0", "1"],
            "Y": ["0", "1", "1", "0"],
            "case": ["p", "q", "p", ""],
        }
    )
    with pytest.raises(InputError) as caught:
        read_sets(frame, "Y", ["A", "B", "C", "D", "a*b", "Z", "A", "Y"], names="case")
    told = [str(problem) for problem in caught.value.problems]
    for part in (
        "found 'Z'",
        "'a*b'",
        "A more than once",
        "Y, the outcome itself",
        "row 4, column case: found 'p'",
        "row 5, column case: found no name",
        "row 4, column A: found nothing",
        "column B: found 1 in every case",
        "row 3, column C: found 1.2",
        "row 4, column C: found x",
        "column D: found values from 300 to 600",
        "row 4, column D: found nothing",
        "4 cases for 7 conditions",
    ):
        assert sum(part in line for line in told) == 1, part
    assert len(told) == 13


def test_what_cannot_be_asked() -> None:
    table = fuzzy_table()
    with pytest.raises(UnknownNameError, match="parsimonious"):
        minimise(table, "parsimony")
    with pytest.raises(InputError, match="at least one"):
        minimise(table, "intermediate")
    with pytest.raises(InputError) as caught:
        minimise(table, "parsimonious", {"DEVV": True})
    assert len(caught.value.problems) == 2
    frame = pd.DataFrame(np.eye(20, 16), columns=[*"ABCDEFGHIJKLMNOY"])
    with pytest.raises(InputError, match="at most 14"):
        read_sets(frame, "Y", list("ABCDEFGHIJKLMNO"))
    with pytest.raises(InputError):
        necessity(table.sets, cutoff=0, largest=0)


def test_words_name_the_cases_and_what_chance_would_do() -> None:
    few = FUZZY.loc[["BE", "CZ", "EE", "FI", "DE", "GR", "HU", "RO"]]
    said = sentences(minimise(truth_table(read_sets(few, "SURV", CONDITIONS)), "parsimonious"), "nl")
    assert said[0].startswith("De kortste oplossing beschrijft deze 8 gevallen.")
    assert any("toeval" in sentence and "18 gevallen" in sentence for sentence in said)


def test_sets_can_be_made_by_hand() -> None:
    x = np.array([[1.0, 0], [0, 1], [1, 1], [0, 0]])
    found = minimise(truth_table(Sets(("p", "q", "r", "s"), ("A", "B"), "Y", x, x.max(axis=1))))
    assert found.expressions == ("A + B",)


@pytest.fixture
def lipset(tmp_path: Path) -> Path:
    FUZZY.rename_axis("country").to_csv(tmp_path / "lipset.csv")
    return tmp_path / "lipset.csv"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["cases", "qca", *arguments])
    return int(caught.value.code or 0)


ASKED = ("--outcome", "SURV", "--conditions", ",".join(CONDITIONS))


def test_command_gives_terms_and_says_what_they_are(lipset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = lipset.parent / "found.csv"
    assert run(str(lipset), *ASKED, "--solution", "parsimonious", "--out", str(out), "--language", "en") == 0
    found = pd.read_csv(out)
    assert found["term"].tolist() == ["DEV*~IND", "URB*STB"]
    assert found["cases"].tolist() == ["FI; IE", "BE; CZ; GB; NL"]
    said = capsys.readouterr()
    assert said.out == ""
    assert "describes these 18 cases" in said.err
    assert "treats 12 of these" in said.err


def test_command_gives_everything_as_json(lipset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expect = ("--solution", "intermediate", "--expect", ",".join(f"{name}=1" for name in CONDITIONS))
    assert run(str(lipset), *ASKED, *expect, "--robustness", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [model["expression"] for model in found["models"]] == ["DEV*URB*LIT*STB + DEV*LIT*~IND*STB"]
    assert len(found["table"]) == 9
    assert sum(row["is_chosen"] for row in found["robustness"]) == 1
    assert found["robustness"][-1]["consistency"] is None
    assert (found["cases"], found["combinations"], found["remainders"]) == (18, 32, 23)


def test_command_calibrates_and_writes_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "raw.csv"
    # As a Dutch spreadsheet writes it.
    RAW.rename_axis("land").to_csv(file, sep=";", decimal=",", encoding="utf-8-sig")
    rules = ["DEV>=550", "URB>=50", "LIT>=75", "IND>=30", "STB<9.5", "SURV>=0"]
    arguments = [part for rule in rules for part in ("--calibrate", rule)]
    assert (
        run(str(file), *ASKED, *arguments, "--negate", "--solution", "parsimonious", "--format", "text") == 0
    )
    assert "~DEV + ~STB -> ~SURV" in capsys.readouterr().out
    anchors = [part for n, (a, b, c) in ANCHORS.items() for part in ("--calibrate", f"{n}={a}/{b}/{c}")]
    assert run(str(file), *ASKED, *anchors, "--table") == 0
    assert pd.read_csv(file.parent / "raw.csv", sep=";").shape == (18, 7)
    assert capsys.readouterr().out.startswith("row,DEV,URB,LIT,IND,STB,outcome,n,consistency,pri,")


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--calibrate", "DEV"], "A=out/crossover/full"),
        (["--calibrate", "DEVV>=1"], "did you mean DEV"),
        (["--expect", "DEV=2"], "A=1 or A=0"),
        (["--table", "--necessity"], "holds one table"),
        (["--cases", "land"], "Unknown column"),
        (["--language", "fr"], "Unknown language"),
        (["--contradictions", "drop"], "apart"),
    ],
)
def test_command_refuses(
    lipset: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], part: str
) -> None:
    assert run(str(lipset), *ASKED, *arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert part in told.err


def test_command_refuses_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    (tmp_path / "latin.csv").write_bytes("land,DEV\nBelgië,1".encode("latin-1"))
    for name in ("empty.csv", "latin.csv", "absent.csv"):
        assert run(str(tmp_path / name), *ASKED) == 2
        assert "a CSV file in UTF-8" in capsys.readouterr().err


def test_command_numbers_cases_without_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nameless.csv"
    FUZZY.to_csv(file, index=False)
    assert run(str(file), "--outcome", "SURV", "--conditions", "LIT,IND,STB", "--table") == 0
    assert "row 3" in capsys.readouterr().out
