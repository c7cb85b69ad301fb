"""The council survey: oracles, a synthetic wave with a known truth, disclosure, and bad input."""

from __future__ import annotations

import io
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop.cases import CASE_CHECKS, CASE_KIND, CASE_TABLES
from regioscoop.cases._schema import BODIES, CONSTRUCTS
from regioscoop.cli import main
from regioscoop.errors import InputError
from regioscoop.figures import Caption, diverging_bars
from regioscoop.register.loaded import check_loadable
from regioscoop.voices.survey import (
    Responses,
    Settings,
    Survey,
    analyse,
    cronbach_alpha,
    group_difference,
    hidden_members,
    limesurvey,
    mcdonald_omega,
    paradox,
    parallel_analysis,
    rake,
    read_instrument,
    read_margins,
    read_organised,
    read_responses,
    read_sizes,
    reliability,
    shown_groups,
    shrout_fleiss,
    survey_rows,
)

INSTRUMENT = read_instrument()
CUTS = (-1.5, -0.5, 0.5, 1.5)
REGIONS = ("flevoland", "drenthe", "groningen", "fryslan")
FELT = {"flevoland": 0.9, "drenthe": 0.3, "groningen": -0.3, "fryslan": -0.9}
COUNCILS = 5
THROUGHPUT = ("overview", "fit", "transparency", "influence")


def synthetic(seed: int, per_body: int = 14, wave: str = "2026", moved: float = 0.0) -> pd.DataFrame:
    """Synthetic answers: regions differ by `FELT` in input and throughput, and in nothing else."""
    generator = np.random.default_rng(seed)
    rows = []
    for k, region in enumerate(REGIONS):
        bodies = [("municipal_council", f"GM{10 * k + n + 1:04d}", per_body) for n in range(COUNCILS)]
        bodies += [
            ("provincial_states", f"PV{20 + k}", per_body),
            ("water_board_assembly", f"WS{k + 1:04d}", 2),
        ]
        for body, organisation, number in bodies:
            rows += [(region, body, organisation)] * number
    made = []
    for n, (region, body, organisation) in enumerate(rows):
        compares, person = generator.random() < 0.8, generator.normal()
        answers: dict[str, object] = {
            "respondent": f"r{n}", "wave": wave, "region": region, "body": body, "organisation": organisation,
            "position": "" if body == "water_board_assembly" else generator.choice(["coal", "oppo"]),
            "experience": "y2", "attended": "yes", "compares": "yes" if compares else "no",
        }  # fmt: skip
        for construct in INSTRUMENT.constructs:
            about = FELT[region] * (construct.id in THROUGHPUT)
            own = moved + about + (person + generator.normal()) / np.sqrt(2)
            for item in (i for i in INSTRUMENT.items if i.construct == construct.id):
                value = 1 + sum(1.2 * own + generator.normal() > cut for cut in CUTS)
                value = 6 - value if item.is_reversed else value
                skipped = item.ask_if is not None and not compares
                answers[item.id] = "" if skipped else (9 if generator.random() < 0.03 else value)
        made.append(answers)
    return pd.DataFrame(made)


def sizes_of(frame: pd.DataFrame, asked: int = 31) -> pd.DataFrame:
    return frame[["region", "body", "organisation"]].drop_duplicates().assign(asked=asked)


def read(frame: pd.DataFrame, folder: Path, **kwargs: object) -> Responses:
    path = folder / "answers.csv"
    frame.to_csv(path, index=False)
    return read_responses(path, INSTRUMENT, **kwargs)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("survey")


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return synthetic(1)


@pytest.fixture(scope="module")
def made(answers: pd.DataFrame, folder: Path) -> Survey:
    sizes = sizes_of(answers)
    return analyse(read(answers, folder, sizes=sizes), INSTRUMENT, sizes, settings=Settings(draws=200))


def expected(own: float) -> float:
    """Mean of an item in a population whose mean is ``own``: an answer is a cut normal."""
    from scipy.stats import norm

    return 1 + sum(1 - norm.cdf((cut - 1.2 * own) / np.hypot(1.2, 1)) for cut in CUTS)


# --- oracles ------------------------------------------------------------------------------------------------

FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)


def test_shrout_and_fleiss_1979() -> None:
    found = {name: round(value, 2) for name, value in shrout_fleiss(FLEISS).items()}
    assert found == {
        "ICC(1,1)": 0.17, "ICC(2,1)": 0.29, "ICC(3,1)": 0.71,
        "ICC(1,k)": 0.44, "ICC(2,k)": 0.62, "ICC(3,k)": 0.91,
    }  # fmt: skip


def test_icc_of_groups_is_the_one_way_icc_of_shrout_and_fleiss() -> None:
    groups = pd.Series(np.repeat(list("abcdef"), 4))
    found = group_difference(pd.Series(FLEISS.ravel()), groups, None, np.random.default_rng(1))
    assert found.icc1 == pytest.approx(shrout_fleiss(FLEISS)["ICC(1,1)"])
    assert found.icck == pytest.approx(shrout_fleiss(FLEISS)["ICC(1,k)"])
    # Their example of the interval of ICC(1,1): -0.13 to 0.72.
    assert (round(found.icc1_low, 2), round(found.icc1_high, 2)) == (-0.13, 0.72)
    assert found.differs is False


def test_alpha_is_icc_3k_of_the_same_table() -> None:
    assert cronbach_alpha(np.cov(FLEISS.T)) == pytest.approx(shrout_fleiss(FLEISS)["ICC(3,k)"])


def test_alpha_of_two_items_is_spearman_brown() -> None:
    for r in (0.2, 0.5, 0.8):
        assert cronbach_alpha(np.array([[1, r], [r, 1]])) == pytest.approx(2 * r / (1 + r))


@given(st.lists(st.floats(0.3, 0.95), min_size=3, max_size=6))
@settings(deadline=None, max_examples=30)
def test_omega_finds_the_loadings_that_made_the_covariances(loadings: list[float]) -> None:
    own = np.array(loadings)
    scale = 1 + np.arange(len(own))
    unique = (1 - own**2) * scale**2
    covariance = np.outer(own * scale, own * scale) + np.diag(unique)
    true = 1 - unique.sum() / covariance.sum()
    assert mcdonald_omega(covariance) == pytest.approx(true, abs=2e-3)
    assert cronbach_alpha(covariance) <= true + 1e-9


def test_omega_equals_alpha_when_items_are_alike() -> None:
    covariance = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    assert mcdonald_omega(covariance) == pytest.approx(float(cronbach_alpha(covariance)))
    assert np.isnan(mcdonald_omega(covariance[:2, :2]))


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_alpha_and_omega_of_r_psych_on_its_own_data() -> None:
    script = (
        "suppressMessages(library(psych)); x <- na.omit(bfi[,6:10]); x[,4:5] <- 7 - x[,4:5];"
        "write.csv(x, row.names=FALSE); cat('#', alpha(x)$total$raw_alpha,"
        "suppressWarnings(suppressMessages("
        "omega(as.data.frame(scale(x)), nfactors=1, plot=FALSE)$omega.tot)))"
    )
    run = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("the psych package of R is not installed")
    table, last = run.stdout.rsplit("#", 1)
    alpha, omega = (float(word) for word in last.split())
    data = pd.read_csv(io.StringIO(table[table.index('"C1"') :])).to_numpy(dtype=float)
    assert cronbach_alpha(np.cov(data.T)) == pytest.approx(alpha, abs=1e-6)
    assert mcdonald_omega(np.corrcoef(data.T)) == pytest.approx(omega, abs=1e-4)


def test_parallel_analysis_counts_what_made_the_answers() -> None:
    generator = np.random.default_rng(3)
    for factors in (0, 1, 2):
        common = generator.normal(size=(600, max(factors, 1)))[:, np.arange(6) % max(factors, 1)]
        data = (common if factors else 0) + generator.normal(size=(600, 6))
        assert parallel_analysis(np.corrcoef(data.T), 600, generator) == factors


def test_raking_meets_its_margins_and_keeps_the_odds_ratio() -> None:
    # 2 x 2 counts 40, 20, 10, 30: raking to known margins must keep their odds ratio of 6.
    cells = [("a", "x", 40), ("a", "y", 20), ("b", "x", 10), ("b", "y", 30)]
    frame = pd.DataFrame([(one, two) for one, two, n in cells for _ in range(n)], columns=["one", "two"])
    margins = {"one": pd.Series({"a": 500, "b": 500}), "two": pd.Series({"x": 300, "y": 700})}
    found = rake(frame, margins)
    table = found.each.groupby([frame["one"], frame["two"]]).sum() / len(frame)
    assert found.converged
    assert table.groupby("one").sum().tolist() == pytest.approx([0.5, 0.5], abs=1e-6)
    assert table.groupby("two").sum().tolist() == pytest.approx([0.3, 0.7], abs=1e-6)
    assert table["a", "x"] * table["b", "y"] / (table["a", "y"] * table["b", "x"]) == pytest.approx(6.0)
    assert found.design_effect == pytest.approx(len(frame) * (found.each**2).sum() / found.each.sum() ** 2)


def test_weights_are_limited_and_say_so() -> None:
    frame = pd.DataFrame({"one": ["a"] * 99 + ["b"]})
    found = rake(frame, {"one": pd.Series({"a": 50, "b": 40, "c": 10})})
    assert found.each.max() <= 5.0 * (1 + 1e-9)
    assert not found.converged
    assert found.trimmed == 1
    assert found.unmet.to_dict("records") == [{"variable": "one", "category": "c", "share": 0.1}]


def test_margins_that_exclude_each_other_are_told() -> None:
    frame = pd.DataFrame({"one": ["a", "b"] * 20, "two": ["x", "y"] * 20})
    wanted = {"one": pd.Series({"a": 80, "b": 20}), "two": pd.Series({"x": 20, "y": 80})}
    assert not rake(frame, wanted).converged
    assert rake(frame, {}).each.eq(1.0).all()


# --- a synthetic wave with a known truth --------------------------------------------------------------------


def test_true_means_lie_in_their_intervals() -> None:
    hits = []
    for seed in range(3):
        frame = synthetic(100 + seed, per_body=20)
        responses = Responses(*_parts(frame))
        means = analyse(responses, INSTRUMENT, settings=Settings(draws=20))["means"]
        own = means[(means["level"] == "region_body") & means["scale"].isin([*THROUGHPUT, "interest"])]
        for row in own.itertuples():
            true = expected(FELT[row.region] * (row.scale in THROUGHPUT))
            hits.append(row.low <= true <= row.high)
    assert len(hits) == 3 * 5 * 8
    assert np.mean(hits) >= 0.9


def _parts(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    items = list(INSTRUMENT.item_ids)
    values = frame[items].replace("", np.nan).astype(float)
    none = values == 9
    no_flags = pd.DataFrame(columns=["row", "respondent", "wave", "flag"])
    return frame.drop(columns=items).join(values.mask(none)), none, no_flags


def test_regions_differ_only_in_what_they_were_made_to(made: Survey) -> None:
    table = made["differences"].set_index(["scale", "body"])["differs"]
    assert all(table[scale, "municipal_council"] for scale in (*THROUGHPUT, "input_throughput"))
    assert not any(table[scale, ""] for scale in ("fundamental", "interest", "output_own"))


def test_every_scale_of_the_synthetic_wave_holds(made: Survey) -> None:
    own = made["reliability"].query("body == ''").set_index("scale")
    items = own.drop(index="input_throughput")
    assert items["is_usable"].all()
    assert (items["factors"] == 1).all()
    assert (items["alpha_low"] < items["alpha"]).all()
    assert (items["alpha"] <= items["omega"] + 0.01).all()


def test_bounds_hold_the_mean_and_are_wider_without_answers(made: Survey) -> None:
    table = made["bounds"]
    assert (table["worst"] <= table["moderate_low"]).all()
    assert (table["moderate_high"] <= table["best"]).all()
    width = (table["best"] - table["worst"]) / 4
    assert np.allclose(width, 1 - table["answered"] / table["asked"])


def test_gap_is_neighbours_minus_own(made: Survey) -> None:
    gap = made["gap"].query("level == 'all'").iloc[0]
    assert gap["low"] <= 0 <= gap["high"]
    assert (
        gap["answered"] < made["means"].query("level == 'all' and scale == 'output_own'")["answered"].iloc[0]
    )


def test_waves_are_compared_and_a_panel_is_sharper(folder: Path) -> None:
    first, second = synthetic(5, 7, "2024"), synthetic(6, 7, "2026", moved=0.6)
    both = pd.concat([first, second.assign(respondent="s" + second["respondent"])])
    loose = analyse(read(both, folder), INSTRUMENT, settings=Settings(draws=5))["waves"]
    top = loose[loose["level"] == "all"].set_index("scale")
    assert (top["verdict"] == "more").all()
    assert top["difference"].between(0.3, 0.8).all()
    panel = first.copy()
    panel["wave"] = "2026"
    same = analyse(read(pd.concat([first, panel]), folder), INSTRUMENT, settings=Settings(draws=5))["waves"]
    assert np.allclose(same[["difference", "low", "high"]].to_numpy(dtype=float), 0.0, atol=1e-6)
    assert (same["verdict"] == "cannot be told").all()


def test_order_of_rows_changes_nothing(answers: pd.DataFrame, folder: Path, made: Survey) -> None:
    sizes = sizes_of(answers)
    mixed = read(answers.sample(frac=1, random_state=2), folder, sizes=sizes)
    again = analyse(mixed, INSTRUMENT, sizes.sample(frac=1, random_state=3), settings=Settings(draws=200))
    for name, table in made.tables.items():
        pd.testing.assert_frame_equal(table, again[name], check_exact=False, rtol=1e-9)


def test_a_scale_that_does_not_hold_is_not_used(answers: pd.DataFrame, folder: Path) -> None:
    spoiled = answers.copy()
    generator = np.random.default_rng(4)
    for item in ("inte1", "inte2", "inte3"):
        spoiled[item] = generator.integers(1, 6, len(spoiled))
    spoiled["fund4"] = 6 - pd.to_numeric(spoiled["fund4"]).clip(upper=5)
    found = analyse(read(spoiled, folder), INSTRUMENT, settings=Settings(draws=50))
    own = found["reliability"].query("body == ''").set_index("scale")
    assert not own.loc["interest", "is_usable"]
    assert own.loc["interest", "reason"] in ("unreliable", "no_dimension")
    assert "interest" not in set(found["means"]["scale"])
    assert found["items"].set_index("item")["is_turned_wrong"].to_dict()["fund4"]


def test_one_respondent_shows_nothing(answers: pd.DataFrame, folder: Path) -> None:
    found = analyse(read(answers.head(1), folder), INSTRUMENT, settings=Settings(draws=10))
    assert found["means"].empty
    assert found["distribution"].empty
    assert found["items"].empty
    assert set(found["reliability"]["reason"]) == {"too_few"}
    assert found["response"]["answered"].isna().all()


def test_reliability_needs_variation() -> None:
    frame = pd.DataFrame({"a": [3.0] * 40, "b": [1.0, 2.0] * 20})
    assert reliability(frame, np.random.default_rng(1), 10).reason == "constant"


# --- the paradox --------------------------------------------------------------------------------------------


def test_paradox_is_exact_for_few_regions() -> None:
    beside = pd.DataFrame(
        {"region": list("abcde"), "occasions": [1, 2, 3, 4, 5], "reached": np.nan, "felt": [5, 4, 3, 2, 1.0]}
    )
    found = paradox(beside, ["felt"]).iloc[0]
    assert found["spearman"] == pytest.approx(-1)
    assert found["rearrangements"] == 120
    assert found["p_less"] == pytest.approx(1 / 120)
    assert found["p_two_sided"] == pytest.approx(2 / 120)


def test_paradox_with_ties_and_with_many_regions() -> None:
    generator = np.random.default_rng(1)
    beside = pd.DataFrame({"occasions": [1, 1, 2, 2], "reached": generator.random(4), "felt": [4.0, 3, 2, 2]})
    found = paradox(beside, ["felt"]).set_index("measure").loc["occasions"]
    assert found["p_less"] == pytest.approx(4 / 24)
    many = pd.DataFrame({"occasions": range(12), "reached": range(12), "felt": generator.random(12)})
    assert 0 < paradox(many, ["felt"]).iloc[0]["p_two_sided"] <= 1


# --- disclosure ---------------------------------------------------------------------------------------------

TABLES = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), st.integers(0, 9), min_size=1, max_size=12
)


@given(TABLES, st.integers(3, 6))
@settings(deadline=None, max_examples=200)
def test_no_subtraction_of_shown_totals_reveals_a_small_group(
    counts: dict[tuple[str, str], int], minimum: int
) -> None:
    groups = shown_groups(counts, minimum)
    cells = sorted(counts)
    shown = np.array([[cell in group.cells for cell in cells] for group in groups], dtype=float)
    numbers = np.array([counts[cell] for cell in cells])
    for group in groups:
        total = sum(counts[cell] for cell in group.cells)
        assert total == 0 or total >= minimum
    # A group can be worked out when its cells are a combination of those of shown groups.
    shown = shown.reshape(len(groups), len(cells))
    rank = np.linalg.matrix_rank(shown) if len(groups) else 0
    for size in (1, 2, 3):
        for chosen in combinations(range(len(cells)), size):
            if not 0 < numbers[list(chosen)].sum() < minimum or (numbers[list(chosen)] == 0).any():
                continue
            wanted = np.zeros(len(cells))
            wanted[list(chosen)] = 1
            assert np.linalg.matrix_rank(np.vstack([shown, wanted])) > rank


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), min_size=1), st.integers(3, 6))
def test_hidden_organisations_cannot_be_worked_out(counts: dict[str, int], minimum: int) -> None:
    total = sum(counts.values())
    if total < minimum:
        return
    hidden = hidden_members(counts, minimum)
    rest = total - sum(n for name, n in counts.items() if name not in hidden)
    assert all(n == 0 or n >= minimum for name, n in counts.items() if name not in hidden)
    assert rest == 0 or rest >= minimum


@given(st.data())
@settings(deadline=None, max_examples=4)
def test_differences_of_every_shown_number_are_large_or_nothing(data: st.DataObject) -> None:
    frame = synthetic(9, per_body=3)
    seed = data.draw(st.integers(0, 10_000))
    frame = frame.sample(frac=0.6, random_state=seed).sort_index().reset_index(drop=True)
    found = analyse(Responses(*_parts(frame)), INSTRUMENT, settings=Settings(draws=5))
    key = ["level", "region", "body"]
    for name, by in (("means", "scale"), ("distribution", "item"), ("gap", "wave")):
        for _, own in found[name].drop_duplicates([by, *key]).groupby(by):
            assert (own["answered"] >= 5).all()
            _subtracted(own.set_index(key)["answered"])
    items = found["items"].set_index("item")["answered"]
    top = found["distribution"].query("level == 'all'").drop_duplicates("item").set_index("item")["answered"]
    assert items.equals(top.reindex(items.index))


def _subtracted(answered: pd.Series) -> None:
    cells = answered[answered.index.get_level_values("level") == "region_body"]
    for (level, region, body), total in answered.items():
        inside = [n for (_, r, b), n in cells.items() if region in ("", r) and body in ("", b)]
        assert level == "region_body" or total - sum(inside) == 0 or total - sum(inside) >= 5


def test_small_groups_may_not_be_asked_for() -> None:
    with pytest.raises(InputError, match="set size: found 2"):
        Settings(min_group=2)


# --- the instrument -----------------------------------------------------------------------------------------


def test_the_instrument_speaks_the_codes_of_cases() -> None:
    assert [body.code for body in INSTRUMENT.bodies] == BODIES.codes
    assert [side.id for side in INSTRUMENT.sides] == CONSTRUCTS.codes


def test_every_construct_has_a_reversed_item_and_words_for_every_body() -> None:
    for construct in INSTRUMENT.constructs:
        own = [item for item in INSTRUMENT.items if item.construct == construct.id]
        assert len(own) >= 3
        assert any(item.is_reversed for item in own)
        assert not all(item.is_reversed for item in own)
    for item in INSTRUMENT.items:
        for language in ("nl", "en"):
            words = {INSTRUMENT.item_words(item, language, body.code) for body in INSTRUMENT.bodies}
            assert all("{" not in said and said[0].isupper() for said in words)
            assert len(words) == (3 if "{" in item.words[language] else 1)


def test_a_broken_instrument_is_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    from importlib.resources import files

    stated = yaml.safe_load(files("regioscoop.voices").joinpath("data/instrument_1.yml").read_text("utf-8"))
    stated["items"][0]["construct"] = "nothing"
    stated["items"][1]["id"] = "fund1"
    stated["items"][2]["nl"] = "Wat vindt {nobody}?"
    stated["items"][-1]["ask_if"] = {"question": "compares", "is": ["perhaps"]}
    stated["scale"][4]["value"] = 7
    path = tmp_path / "broken.yml"
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instrument(path)
    told = str(caught.value)
    for wrong in ("'nothing'", "fund1 2 times", "{nobody}", "'perhaps'", "1, 2, 3, 4, 7"):
        assert wrong in told
    del stated["bodies"]
    stated["color"] = "blue"
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)key 'color'.*no bodies"):
        read_instrument(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        read_instrument(path)


def test_limesurvey_structure_has_every_question_in_both_languages() -> None:
    text = limesurvey(INSTRUMENT)
    assert text.startswith("\N{BYTE ORDER MARK}class\ttype/scale\tname\t")
    table = pd.read_csv(io.StringIO(text[1:]), sep="\t", dtype=str, keep_default_na=False)
    by_language = {language: table[table["language"] == language] for language in ("nl", "en")}
    for own in by_language.values():
        assert own.loc[own["class"] == "SQ", "name"].tolist() == list(INSTRUMENT.item_ids)
    shapes = [own[["class", "type/scale", "relevance"]].to_numpy().tolist() for own in by_language.values()]
    assert shapes[0] == shapes[1], "a translation has the same rows in the same order"
    questions = table[table["class"].isin(["Q", "SQ"])]
    assert questions["name"].str.fullmatch(r"[a-z][a-z0-9]{0,19}").all()
    assert table.loc[table["class"] == "A", "name"].str.len().max() <= 5
    routed = table.loc[table["name"] == "outn1", "relevance"].unique()
    assert routed.tolist() == ['compares.NAOK == "yes"']
    said = table.loc[(table["name"] == "fund4") & (table["language"] == "nl"), "text"].item()
    assert 'if(body.NAOK == "GR", "mijn gemeente"' in said


# --- answers ------------------------------------------------------------------------------------------------


def same(first: Responses, second: Responses) -> None:
    pd.testing.assert_frame_equal(first.frame, second.frame, check_dtype=False)
    pd.testing.assert_frame_equal(first.no_opinion, second.no_opinion)


def test_answers_are_the_same_from_every_program(answers: pd.DataFrame, tmp_path: Path) -> None:
    import pyreadstat

    plain = read(answers, tmp_path)
    answers.to_excel(tmp_path / "answers.xlsx", index=False)
    same(plain, read_responses(tmp_path / "answers.xlsx", INSTRUMENT))
    items = list(INSTRUMENT.item_ids)
    numbers = answers.assign(**{i: pd.to_numeric(answers[i].replace("", np.nan)) for i in items})
    pyreadstat.write_sav(
        numbers, str(tmp_path / "answers.sav"), variable_value_labels={i: {9: "weet ik niet"} for i in items}
    )
    same(plain, read_responses(tmp_path / "answers.sav", INSTRUMENT))
    construct = {item.id: item.construct.replace("_", "") for item in INSTRUMENT.items}
    exported = answers.rename(columns={i: f"{construct[i]}[{i}]" for i in items} | {"respondent": "id"})
    exported["body"] = exported["body"].map({body.code: body.short for body in INSTRUMENT.bodies})
    exported["submitdate"], exported["startlanguage"] = "2026-03-01 12:00:00", "nl"
    exported.to_csv(tmp_path / "lime.csv", index=False, sep=";", encoding="utf-8-sig")
    same(plain, read_responses(tmp_path / "lime.csv", INSTRUMENT))
    worded = answers.copy()
    words = {choice.code: choice.words["nl"] for choice in (*INSTRUMENT.scale, INSTRUMENT.unknown)}
    worded[items] = worded[items].astype(str).replace(words)
    worded.to_csv(tmp_path / "words.csv", index=False)
    same(plain, read_responses(tmp_path / "words.csv", INSTRUMENT))


def test_everything_that_is_wrong_is_told_at_once(answers: pd.DataFrame, folder: Path) -> None:
    wrong = answers.head(8).astype(object).copy()
    wrong.loc[0, "over1"] = 6
    wrong.loc[1, "over1"] = "ja"
    wrong.loc[2, "respondent"] = wrong.loc[3, "respondent"]
    wrong.loc[4, "body"] = "parliament"
    wrong.loc[5, "organisation"] = "PV20"
    wrong.loc[6, "organisation"] = "GM9999"
    wrong.loc[7, "wave"] = "spring"
    with pytest.raises(InputError) as caught:
        read(wrong, folder, organisations=set(answers["organisation"]))
    told = str(caught.value)
    for found in (
        "row 2, column over1: found '6'", "row 3, column over1: found 'ja'", "r3 again", "'parliament'",
        "'PV20'", "'GM9999'", "'spring'",
    ):  # fmt: skip
        assert found in told, found


def test_renamed_columns_are_told_with_the_nearest(answers: pd.DataFrame, folder: Path) -> None:
    renamed = answers.rename(columns={"over1": "overzicht1", "fund2": "fund02", "body": "orgaan"})
    with pytest.raises(InputError) as caught:
        read(renamed, folder)
    told = str(caught.value)
    for found in (
        "column 'overzicht1'",
        "column 'fund02'",
        "did you mean fund2?",
        "no column over1",
        "no column body",
    ):
        assert found in told, found


def test_more_answers_than_members_are_refused(answers: pd.DataFrame, folder: Path) -> None:
    with pytest.raises(InputError, match=r"14 answers of GM0001 2026; allowed: 10 at most"):
        read(answers, folder, sizes=sizes_of(answers, asked=10))


def test_what_stands_out_is_flagged_and_kept(answers: pd.DataFrame, folder: Path) -> None:
    odd = answers.head(6).astype(object).copy()
    items = list(INSTRUMENT.item_ids)
    odd.loc[0, items] = 4
    odd.loc[0, "compares"] = "yes"
    odd.loc[2] = odd.loc[1]
    odd.loc[2, "respondent"] = "copy"
    odd.loc[3, "compares"], odd.loc[3, "outn1"] = "no", 5
    odd.loc[4, items] = ""
    found = read(odd, folder)
    flags = found.flags.groupby("flag")["row"].agg(list).to_dict()
    assert flags["straight_liner"] == [2]
    assert flags["same_answers"] == [3, 4]
    assert flags["not_asked"] == [5]
    assert flags["no_answers"] == [6]
    assert len(found.frame) == 5
    assert np.isnan(found.frame.set_index("respondent").loc["r3", "outn1"])
    assert set(found.without({"straight_liner"}).frame["respondent"]) == {"r1", "copy", "r3", "r5"}


def test_region_follows_from_who_was_asked(answers: pd.DataFrame, folder: Path) -> None:
    sizes = sizes_of(answers)
    found = read(answers.drop(columns="region"), folder, sizes=sizes)
    assert set(found.frame["region"]) == set(REGIONS)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("sizes", "region,body,organisation,asked\na,municipal_council,PV20,x\na,moon,GM0001,3\n", "'PV20'"),
        ("sizes", "region,body\na,b\n", "no column organisation"),
        ("margins", "variable,category,number\nposition,coal,-1\nage,old,2\n", "'age'"),
        ("organised", "region,kind,per_year,members_reached,date,source\na,party,x,,2025,s\n", "'party'"),
    ],
)
def test_tables_beside_are_checked(name: str, text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    readers = {
        "sizes": lambda: read_sizes(path, INSTRUMENT),
        "margins": lambda: read_margins(path, INSTRUMENT),
        "organised": lambda: read_organised(path),
    }
    with pytest.raises(InputError, match=told):
        readers[name]()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b"\xff\xfe\x00"), ("a.csv", b""), ("a.csv", b"a,b\n1\n"), ("a.xlsx", b"no"), ("a.sav", b"no"),
     ("a.doc", b"x")],
)  # fmt: skip
def test_files_that_cannot_be_read_are_refused(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError):
        read_responses(tmp_path / name, INSTRUMENT)


# --- what it gives ------------------------------------------------------------------------------------------


def test_figure_has_every_share_once_and_no_red_or_green() -> None:
    shares = [0.1, 0.2, 0.3, 0.25, 0.15]
    rows = pd.DataFrame(
        [("Vraag & antwoord", k, s, "4%", f"{s:.0%}") for k, s in enumerate(shares)],
        columns=["item", "answer", "share", "aside", "told"],
    )
    words = [choice.words["nl"] for choice in INSTRUMENT.scale]
    svg = diverging_bars(rows, words, "weet ik niet", Caption("Titel", "Tekst")).svg
    assert svg.count("data-told=") == 5
    assert "Vraag &amp; antwoord" in svg
    for red, green, blue in _colours(svg):
        assert not (green > red + 20 and green > blue + 20)
        assert not (red > 1.6 * green and red > 1.6 * blue)


def _colours(svg: str) -> list[tuple[int, ...]]:
    import re

    found = set(re.findall(r'fill="#([0-9a-f]{6})"', svg))
    return [tuple(int(colour[k : k + 2], 16) for k in (0, 2, 4)) for colour in found]


def test_rows_for_cases_are_of_the_sides_and_the_cells_that_may_be_shown(made: Survey) -> None:
    rows = survey_rows(made, "own")
    assert set(rows["construct"]) <= set(CONSTRUCTS.codes)
    assert set(rows["body"]) == {"municipal_council", "provincial_states"}
    assert not rows.duplicated(["region", "date", "body", "construct"]).any()


def test_command_line_writes_all_or_nothing(
    answers: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGIOSCOOP_HOME", str(tmp_path / "home"))
    answers.to_csv(tmp_path / "answers.csv", index=False)
    sizes_of(answers).to_csv(tmp_path / "sizes.csv", index=False)
    out = tmp_path / "out"
    call = ["survey", "analyse", str(tmp_path / "answers.csv"), "--sizes", str(tmp_path / "sizes.csv")]
    call += ["--out", str(out), "--draws", "20"]
    with pytest.raises(SystemExit) as done:
        main(call)
    assert done.value.code == 0
    assert check_loadable(CASE_KIND, out / "cases-package", CASE_TABLES, CASE_CHECKS) == []
    assert {p.name for p in out.iterdir()} >= {"tables", "figures", "report.html", "cases-package"}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "minder dan 5" in page
    assert all(f">{respondent}<" not in page for respondent in answers["respondent"])
    with pytest.raises(SystemExit) as done:
        main(call)
    assert done.value.code == 2, "a folder that exists is not touched"
    (tmp_path / "bad.csv").write_text("respondent,body\n1,moon\n", encoding="utf-8")
    with pytest.raises(SystemExit) as done:
        main(["survey", "analyse", str(tmp_path / "bad.csv"), "--out", str(tmp_path / "none")])
    assert done.value.code == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("form", "start"), [("limesurvey", b"\xef\xbb\xbfclass\t"), ("paper", b"%PDF")])
def test_export_writes_the_form(form: str, start: bytes, tmp_path: Path) -> None:
    out = tmp_path / "form"
    with pytest.raises(SystemExit) as done:
        main(["survey", "export", "--format", form, "--out", str(out)])
    assert done.value.code == 0
    assert out.read_bytes().startswith(start)


def test_paper_form_speaks_to_its_body() -> None:
    pypdf = pytest.importorskip("pypdf")
    from regioscoop.reports.survey_form import survey_form

    made = survey_form(INSTRUMENT, "nl", "water_board_assembly")
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())
    assert "ons waterschap" in text
    assert "mijn gemeente" not in text
    assert "coalitie of bij de oppositie" not in text
    assert made == survey_form(INSTRUMENT, "nl", "water_board_assembly")
