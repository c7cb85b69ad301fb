"""The French EPCI: an import in the source's own format (synthetic), and the real lists where npm is."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from regioscoop.cli import app
from regioscoop.errors import InputError
from regioscoop.register import (
    Changes,
    Edition,
    apply_rule_set,
    changes,
    import_edition,
    validate_package,
    write_package,
)
from regioscoop.register.importing._france_epci import REPEATED
from regioscoop.register.sources import checksum

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    "01001": "Synthetic-le-Haut",
    "01002": "Synthetic-le-Bas",
    "01003": "Synthetic-sur-Mer",
    "01004": "Synthetic-Île",
}
FILES = ("epci.json", "communes.json", "package.json")


def commune(code: str, **more: object) -> dict[str, object]:
    base = {"code": code, "nom": NAMES.get(code, code), "type": "commune-actuelle", "zone": "metro"}
    return base | {"departement": code[:2]} | more


def body(siren: str, codes: list[str], **more: object) -> dict[str, object]:
    members = [{"code": c, "nom": NAMES[c]} for c in codes]
    base = {"code": siren, "nom": f"CC synthetic {siren}", "type": "CC", "modeFinancement": "FPU"}
    return base | {"membres": members} | more


OVERSEAS = commune("98735", zone="com", departement="987")
EARLIER = (
    [body("200000001", ["01001", "01002"]), body("200000002", ["01003"])],
    [*map(commune, NAMES), OVERSEAS],
)
LATER = (
    [body("200000001", ["01001", "01003"], type="CA", nom="CA synthetic")],
    [
        commune("01001", anciensCodes=["01002"]),
        {"code": "01002", "nom": "Synthetic-le-Bas", "type": "commune-deleguee", "zone": "metro"}
        | {"chefLieu": "01001"},
        commune("01003"),
        commune("01004"),
        OVERSEAS,
    ],
)


def written(folder: Path, lists: tuple[Any, Any], version: str) -> list[Path]:
    """Three synthetic files in the format of the source."""
    folder.mkdir(exist_ok=True)
    package = {"name": "@etalab/decoupage-administratif", "version": version}
    for name, content in zip(FILES, (*lists, package), strict=True):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return [folder / name for name in FILES]


def synthetic(folder: Path, lists: tuple[Any, Any], version: str) -> Edition:
    made = import_edition("france-epci", written(folder, lists, version))
    name, title = made.tables["edition"][["id", "title"]].iloc[0]
    write_package(made.tables, folder / "package", name, title)
    assert validate_package(folder / "package") == []
    return Edition(made.tables)


def test_a_synthetic_list_becomes_an_edition(tmp_path: Path) -> None:
    found = synthetic(tmp_path, EARLIER, "4.1.0")
    assert (found.id, found.reference_date, found.rule_set) == ("france-2024", "2024-01-01", "france-epci")
    assert found.municipalities["province"].to_dict() == dict.fromkeys((f"FR{c}" for c in NAMES), "FR-01")
    assert found.members[["arrangement", "organisation", "status"]].to_numpy().tolist() == [
        ["epci-200000001", "FR01001", "confirmed"],
        ["epci-200000001", "FR01002", "confirmed"],
        ["epci-200000002", "FR01003", "confirmed"],
    ]
    coded = found["arrangements"][["legal_class", "legal_form", "obligation", "goal"]]
    assert (coded == "").all(axis=None)
    assert "CC (communauté de communes), financing FPU" in found["criteria"]["evidence"].iloc[0]
    assert apply_rule_set(found, "france-epci")["counts"].tolist() == ["met", "met"]
    assert apply_rule_set(Edition({**found.tables, "criteria": found["criteria"].iloc[:0]}), "france-epci")[
        "counts"
    ].tolist() == ["undetermined", "undetermined"]
    assert found["import_log"]["found"].tolist() == ["98735 (98735)"]
    assert found["sources"]["checksum"].str.fullmatch("[0-9a-f]{64}").all()
    assert set(found["sources"]["licence"]) == {"Licence Ouverte", "MIT"}


def test_a_merger_of_synthetic_communes_is_no_leaving(tmp_path: Path) -> None:
    old = synthetic(tmp_path / "old", EARLIER, "4.1.0")
    new = synthetic(tmp_path / "new", LATER, "5.3.0")
    assert new["mergers"][["old", "new", "share"]].to_numpy().tolist() == [["FR01002", "FR01001", 1.0]]
    found = changes(old, new)
    assert found.arrangement("epci-200000001")["change"].tolist() == ["same"]
    rows = found.of_arrangement("epci-200000001").set_index("organisation")
    assert rows["change"].to_dict() == {"FR01001": "merged", "FR01003": "joined"}
    assert rows.loc["FR01001", "from_organisations"] == ("FR01001", "FR01002")
    assert found.arrangement("epci-200000002")["change"].tolist() == ["not_known_later"]
    assert found.arrangements["net"].sum() == -1
    assert found.participations["net"].sum() == len(new.members) - len(old.members) == -1


def test_a_list_that_a_later_package_repeats_is_carried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = written(tmp_path / "old", LATER, "5.3.0")
    monkeypatch.setitem(REPEATED, checksum(files[0]), 2025)
    old = synthetic(tmp_path / "old", LATER, "5.3.0")
    new = synthetic(tmp_path / "new", LATER, "6.0.0")
    assert set(old.members["status"]) == {"confirmed"}
    assert set(new.members["status"]) == {"carried"}
    assert "repeats the list of EPCI of 2025" in new["edition"]["note"].iloc[0]
    found = changes(old, new)
    assert set(found.participations["change"]) == {"carried"}
    assert set(found.arrangements["certainty"]) == {"carried"}


def test_faults_in_the_files_are_told_all_at_once(tmp_path: Path) -> None:
    lists, communes = EARLIER
    unknown = body("20000000X", ["01001", "01001"])
    with pytest.raises(InputError) as error:
        import_edition("france-epci", written(tmp_path, ([unknown], communes), "4.1.0"))
    assert {p.found for p in error.value.problems} == {"'20000000X'", "commune 01001 a second time"}
    with pytest.raises(InputError) as error:
        import_edition("france-epci", written(tmp_path, (lists, communes[1:]), "7.0.0"))
    assert {p.found for p in error.value.problems} == {"version 7.0.0", "commune 01001"}
    files = written(tmp_path, EARLIER, "4.1.0")
    with pytest.raises(InputError, match="no modeFinancement anywhere"):
        import_edition("france-epci", [files[1], files[0], files[2]])
    with pytest.raises(InputError, match="those of @etalab/decoupage-administratif"):
        import_edition("france-epci", [files[0], files[1], files[0]])
    nameless = [*lists, body("200000003", [], nom=None)]
    with pytest.raises(InputError, match=r"epci\.json, entry 3: found no nom"):
        import_edition("france-epci", written(tmp_path, (nameless, communes), "4.1.0"))
    files[0].write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not JSON"):
        import_edition("france-epci", files)


def test_the_command_imports_and_shows_a_synthetic_list(tmp_path: Path) -> None:
    files = [str(p) for p in written(tmp_path, EARLIER, "4.1.0")]
    run = CliRunner()
    out = str(tmp_path / "france-2024")
    assert run.invoke(app, ["editions", "import", "france-epci", *files, "--out", out]).exit_code == 0
    assert run.invoke(app, ["editions", "validate", out]).exit_code == 0
    shown = json.loads(run.invoke(app, ["editions", "show", out, "--format", "json"]).stdout)
    assert (shown["municipalities"], shown["arrangements"], shown["participations"]) == (4, 2, 3)


# --- the real lists ---------------------------------------------------------------------------------

VERSIONS = {2024: "4.1.0", 2025: "5.3.0", 2026: "6.0.0"}
# Communes and participations; INSEE counts 34,935 communes on 1 January 2024 and 34,875 a year later.
NUMBERS = {2024: (34_935, 34_931), 2025: (34_875, 34_871), 2026: (34_875, 34_871)}


def frontend_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_frontend", ROOT / "tools" / "build_frontend.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def download(version: str, folder: Path) -> list[Path]:
    """The three files of a version of the npm package; skips where npm or its registry is out of reach."""
    node = frontend_tool().node_folder()
    if node is None:
        pytest.skip("no npm at hand to fetch the lists of EPCI with")
    path = os.pathsep.join([str(node), os.environ.get("PATH", "")])
    npm = shutil.which("npm", path=path) or "npm"
    wanted = f"@etalab/decoupage-administratif@{version}"
    options = ["--cache", str(folder / "cache"), "--fetch-retries", "1", "--fetch-timeout", "60000"]
    try:
        done = subprocess.run(
            [npm, "pack", wanted, *options],
            cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not fetch {wanted} within two minutes")
    packed = folder / f"etalab-decoupage-administratif-{version}.tgz"
    if done.returncode or not packed.is_file():
        errors = [line for line in done.stderr.splitlines() if "npm error" in line]
        said = (errors or ["it did not say why"])[0]
        pytest.skip(f"npm could not fetch {wanted}: {said}")
    with tarfile.open(packed) as archive:
        archive.extractall(folder / version, filter="data")
    package = folder / version / "package"
    return [package / "data" / "epci.json", package / "data" / "communes.json", package / "package.json"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Edition]:
    """The editions of the three versions, each imported, written and found valid."""
    folder = tmp_path_factory.mktemp("france")
    editions = {}
    for year, version in VERSIONS.items():
        made = import_edition("france-epci", download(version, folder))
        title = made.tables["edition"]["title"].iloc[0]
        # Writing validates the package, and refuses it when anything is wrong.
        write_package(made.tables, folder / f"france-{year}", f"france-{year}", title)
        editions[year] = Edition(made.tables)
    assert validate_package(folder / "france-2024") == []
    return editions


def compared(real: dict[int, Edition], earlier: int, later: int) -> Changes:
    """Changes between two years: their numbers add up."""
    old, new = real[earlier], real[later]
    found = changes(old, new)
    assert found.arrangements["net"].sum() == len(new.arrangements) - len(old.arrangements)
    assert found.participations["net"].sum() == len(new.members) - len(old.members)
    return found


def test_the_real_lists_have_the_numbers_of_france(real: dict[int, Edition]) -> None:
    for year, found in real.items():
        assert (found.id, found.year) == (f"france-{year}", year)
        assert (len(found.municipalities), len(found.members)) == NUMBERS[year]
        assert len(found.arrangements) == 1_255
        # Nobody is in two, and only the islands of one commune are in none.
        assert not found.members["organisation"].duplicated().any()
        alone = found.municipalities.index.difference(found.members["organisation"])
        assert alone.tolist() == ["FR22016", "FR29083", "FR29155", "FR85113"]
        assert found.municipalities["province"].nunique() == 101
        assert found["criteria"]["evidence"].str.contains("type CC ").sum() in (989, 990)
        assert not found["mergers"]["old"].isin(found.municipalities.index).any()
        assert found["mergers"]["new"].isin(found.municipalities.index).all()


def test_real_mergers_of_communes_are_told_from_moves(real: dict[int, Edition]) -> None:
    found = compared(real, 2024, 2025)
    assert set(found.arrangements["change"]) == {"same"}
    rows = found.participations
    assert rows["change"].value_counts().to_dict() == {
        "stayed": 34_815,
        "merged": 48,
        "joined": 4,
        "left": 4,
        "not_known_earlier": 4,
        "lapsed": 3,
    }
    # Who joined one left another: four communes moved.
    moved = rows[rows["change"].isin(["joined", "left"])].groupby("name")["change"].agg(sorted)
    assert moved.index.tolist() == ["Bordeaux-en-Gâtinais", "Corneilla-la-Rivière", "Léojac", "Saint-Sylvain"]
    assert all(both == ["joined", "left"] for both in moved)
    # No commune that was merged left, and none that grew by it joined.
    gone = set(real[2024].municipalities.index) - set(real[2025].municipalities.index)
    came = rows.loc[rows["change"] == "merged", "from_organisations"].explode()
    lapsed = rows.loc[rows["change"] == "lapsed", "organisation"]
    assert gone == (set(came) & gone) | set(lapsed)
    assert len(gone) == 68
    saint_denis = rows[rows["organisation"] == "FR93066"].iloc[0]
    assert saint_denis["from_organisations"] == ("FR93059", "FR93066")
    # Neussargues was split up: the source of 2025 does not say what its parts were part of.
    split = rows.loc[rows["change"] == "not_known_earlier", "organisation"]
    assert split.tolist() == ["FR15031", "FR15035", "FR15047", "FR15171"]


def test_the_real_list_of_2026_is_that_of_2025_and_claims_nothing(real: dict[int, Edition]) -> None:
    pairs = [real[year].members[["arrangement", "organisation"]] for year in (2025, 2026)]
    pd.testing.assert_frame_equal(*pairs)
    found = compared(real, 2025, 2026)
    assert found.participations["change"].value_counts().to_dict() == {"carried": 34_871}
    assert set(found.arrangements["certainty"]) == {"carried"}
    renamed = real[2025].municipalities["name"].ne(real[2026].municipalities["name"])
    assert renamed.sum() == 19
