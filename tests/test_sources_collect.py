from __future__ import annotations

import contextlib
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regioscoop.errors import InputError
from regioscoop.register import import_edition, load_edition, validate_package, write_package
from regioscoop.register.edition import Edition
from regioscoop.register.sources import (
    CANDIDATE_COLUMNS,
    SheetDescription,
    division_candidates,
    edition_candidates,
    read_nationwide_divisions,
    read_organisations_register,
    read_provincial_registers,
    read_sheet_description,
    read_spreadsheet,
    register_candidates,
)

# Written by us in the form of the exports; what it says is synthetic.
NEW = """<?xml version="1.0" encoding="UTF-8"?>
<p:overheidsorganisaties p:timestamp="2024-03-01T04:00:00"
  xmlns:p="https://organisaties.overheid.nl/static/schema/oo/export/2.6.9">
<p:organisaties>
  <p:organisatie p:systeemId="11"
      p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/gemeente/gm0141">
    <p:naam>Gemeente Almelo</p:naam><p:types><p:type>Gemeente</p:type></p:types>
    <p:organisaties><p:organisatie p:systeemId="99"><p:naam>Afdeling</p:naam></p:organisatie></p:organisaties>
    <p:functies><p:functie p:systeemId="98"><p:naam>Burgemeester</p:naam></p:functie></p:functies>
  </p:organisatie>
  <p:organisatie p:systeemId="12"
      p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/gemeente/gm0147">
    <p:naam>Gemeente Borne</p:naam><p:types><p:type>Gemeente</p:type></p:types>
  </p:organisatie>
  <p:organisatie p:systeemId="13"
      p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/provincie/pv23">
    <p:naam>Provincie Overijssel</p:naam><p:types><p:type>Provincie</p:type></p:types>
  </p:organisatie>
  <p:organisatie p:systeemId="14"
      p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/gemeente/gm0189">
    <p:naam>Gemeente Opgeheven</p:naam><p:types><p:type>Gemeente</p:type></p:types>
    <p:eindDatum>2019-01-01</p:eindDatum>
  </p:organisatie>
</p:organisaties>
<p:gemeenschappelijkeRegelingen>
  <p:regeling p:systeemId="501">
    <p:titel>Gemeenschappelijke regeling  Synthetisch
       Samen</p:titel>
    <p:citeertitel>GR Samen</p:citeertitel>
    <p:samenwerkingsvorm p:afkorting="BVO">Bedrijfsvoeringsorganisatie</p:samenwerkingsvorm>
    <p:doel>Samen inkopen.</p:doel>
    <p:adressen>
      <p:adres><p:adresType>Postadres</p:adresType><p:woonplaats>Borne</p:woonplaats></p:adres>
      <p:adres><p:adresType>Bezoekadres</p:adresType><p:woonplaats>Almelo</p:woonplaats></p:adres>
    </p:adressen>
    <p:datumInwerkingtreding>2016-07-01</p:datumInwerkingtreding>
    <p:deelnemendeOrganisaties>
      <p:deelnemendeOrganisatie p:systeemId="11">Gemeente Almelo
        <p:toetredingsDatum>2016-07-01</p:toetredingsDatum></p:deelnemendeOrganisatie>
      <p:deelnemendeOrganisatie p:systeemId="12"
          p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/gemeente/gm0147">
        <p:naam>Gemeente Borne</p:naam>
        <p:toetredingsDatum>2016-07-01</p:toetredingsDatum>
        <p:uittredingsDatum>2023-01-01</p:uittredingsDatum></p:deelnemendeOrganisatie>
      <p:deelnemendeOrganisatie p:systeemId="77">Landkreis Synthetisch; Duitsland
        <p:toetredingsDatum>2018-01-01</p:toetredingsDatum></p:deelnemendeOrganisatie>
    </p:deelnemendeOrganisaties>
  </p:regeling>
  <p:regeling p:systeemId="502">
    <p:titel>Regeling van nu</p:titel>
    <p:samenwerkingsvorm p:afkorting="OL">Openbaar lichaam</p:samenwerkingsvorm>
    <p:datumInwerkingtreding>2020-01-01</p:datumInwerkingtreding>
    <p:deelnemendeOrganisaties>
      <p:deelnemendeOrganisatie p:systeemId="11"><p:naam>Gemeente Almelo</p:naam></p:deelnemendeOrganisatie>
      <p:deelnemendeOrganisatie p:systeemId="13">Provincie Overijssel</p:deelnemendeOrganisatie>
    </p:deelnemendeOrganisaties>
  </p:regeling>
  <p:regeling p:systeemId="503">
    <p:titel>Regeling van toen</p:titel>
    <p:samenwerkingsvorm p:afkorting="CC">Centrumconstructie</p:samenwerkingsvorm>
    <p:datumInwerkingtreding>2010-01-01</p:datumInwerkingtreding>
    <p:datumUitwerkingtreding>2015-01-01</p:datumUitwerkingtreding>
    <p:deelnemendeOrganisaties>
      <p:deelnemendeOrganisatie p:systeemId="11"><p:naam>Gemeente Almelo</p:naam></p:deelnemendeOrganisatie>
    </p:deelnemendeOrganisaties>
  </p:regeling>
</p:gemeenschappelijkeRegelingen>
</p:overheidsorganisaties>
"""
OLD = """<?xml version="1.0" encoding="UTF-8"?>
<overheidsorganisaties timestamp="2019-07-01" xmlns="https://almanak.overheid.nl/static/schema/oo/export/2.4.10">
<gemeenten><gemeente><systemId><systemId>21</systemId></systemId><naam>Almelo</naam>
  <types><type>Gemeente</type></types></gemeente></gemeenten>
<gemeenschappelijkeRegelingen><gemeenschappelijkeRegeling>
  <systemId><systemId>601</systemId></systemId><titel>Oude regeling</titel>
  <samenwerkingsvorm samenwerkingsvormNaam="'Regeling zonder meer'" samenwerkingsvormAfkorting="RZM"/>
  <contact><bezoekAdres><adres><plaats>Almelo</plaats></adres></bezoekAdres></contact>
  <datumInwerkingtreding>2010-01-01</datumInwerkingtreding>
  <datumOpheffing>2018-01-01</datumOpheffing>
  <deelnemendeOrganisaties><deelnemendeOrganisatie><organisatieId>21</organisatieId><naam>Almelo</naam>
    <toetredingsDatum>2010-01-01</toetredingsDatum><bestuursorganen/></deelnemendeOrganisatie>
  </deelnemendeOrganisaties>
</gemeenschappelijkeRegeling></gemeenschappelijkeRegelingen>
</overheidsorganisaties>
"""


def written(folder: Path, text: str, name: str = "exportOO.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_export_of_today(tmp_path: Path) -> None:
    found = read_organisations_register(written(tmp_path, NEW))
    assert found.date == "2024-03-01"
    assert found.organisations["id"].tolist() == ["11", "12", "13", "14"]  # no unit and no office
    assert found.organisations["code"].tolist() == ["GM0141", "GM0147", "PV23", "GM0189"]
    first = found.arrangements.iloc[0]
    assert first["name"] == "Gemeenschappelijke regeling Synthetisch Samen"
    assert (first["short_name"], first["seat"], first["legal_form"]) == (
        "GR Samen", "Almelo", "Bedrijfsvoeringsorganisatie",
    )  # fmt: skip
    parts = found.participations.query("arrangement == '501'")
    assert parts["code"].tolist() == ["GM0141", "GM0147", ""]
    assert parts["left"].tolist() == ["", "2023-01-01", ""]
    assert found.arrangements["line"].is_monotonic_increasing


def test_only_what_was_in_force(tmp_path: Path) -> None:
    found = read_organisations_register(written(tmp_path, NEW))
    everything, now = found.candidates(), found.candidates("2024-01-01")
    assert list(now.columns) == list(CANDIDATE_COLUMNS)
    assert set(everything["id"]) - set(now["id"]) == {"roo-503"}
    cells = now.set_index("id")["participants"]
    assert cells["roo-501"] == "GM0141;Landkreis Synthetisch, Duitsland"
    assert found.candidates("2017-01-01").set_index("id")["participants"]["roo-501"] == "GM0141;GM0147"
    assert "roo-501" not in set(found.candidates("2016-06-30")["id"])
    assert "roo-501" in set(found.candidates("2016-07-01")["id"])


def test_an_export_of_2019(tmp_path: Path) -> None:
    found = read_organisations_register(written(tmp_path, OLD))
    row = found.candidates().iloc[0]
    assert (row["id"], row["participants"], row["seat"]) == ("roo-601", "Almelo", "Almelo")
    assert (row["legal_form"], row["founded"], row["dissolved"]) == (
        "Regeling zonder meer", "2010-01-01", "2018-01-01",
    )  # fmt: skip


def test_everything_that_is_wrong_in_an_export(tmp_path: Path) -> None:
    text = NEW.replace('p:systeemId="12"\n', 'p:systeemId="11"\n').replace("2020-01-01", "januari 2020")
    text = text.replace("<p:titel>Regeling van toen</p:titel>", "")
    text = text.replace(">Landkreis Synthetisch; Duitsland", ">")
    with pytest.raises(InputError) as caught:
        read_organisations_register(written(tmp_path, text))
    told = str(caught.value)
    for part in ("a second time", "januari 2020", "no name", "a participant without a name"):
        assert part in told
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<a><b></a>", "not XML"),
        ("<gemeenten/>", "overheidsorganisaties as the outer element"),
        ("<overheidsorganisaties/>", "no organisations"),
        ("", "not XML"),
        ('<?xml version="1.0" encoding="bogus"?><a/>', "not XML"),
        (
            '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><overheidsorganisaties>&b;'
            "</overheidsorganisaties>",
            "a document type declaration",
        ),
        (
            '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><overheidsorganisaties/>',
            "a document type declaration",
        ),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_organisations_register(written(tmp_path, text))


def test_a_missing_export_and_a_cut_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_organisations_register(tmp_path / "none.xml")
    with pytest.raises(InputError, match="not XML"):
        read_organisations_register(written(tmp_path, NEW[: len(NEW) // 2]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), at=st.integers(0, len(NEW)))
def test_a_damaged_export_gives_problems_and_nothing_else(tmp_path: Path, text: str, at: int) -> None:
    damaged = (NEW[:at] + text + NEW[at:]).encode("utf-8", "surrogatepass")
    path = tmp_path / "exportOO.xml"
    path.write_bytes(damaged)
    with contextlib.suppress(InputError):
        found = read_organisations_register(path)
        assert len(found.organisations) + len(found.arrangements) > 0


def test_a_long_export_is_read_record_by_record(tmp_path: Path) -> None:
    one = (
        "<organisatie systeemId='{0}'><naam>N {0}</naam><types><type>Waterschap</type></types></organisatie>"
    )
    many = "\n".join(one.format(n) for n in range(20_000))
    path = written(
        tmp_path, f"<overheidsorganisaties><organisaties>{many}</organisaties></overheidsorganisaties>"
    )
    found = read_organisations_register(path)
    assert len(found.organisations) == 20_000
    assert found.organisations["name"].iloc[-1] == "N 19999"
    assert found.organisations["line"].iloc[-1] == 20_000


def test_an_edition_from_an_export(tmp_path: Path) -> None:
    made = import_edition("organisations-register", [written(tmp_path, NEW)])
    write_package(made.tables, tmp_path / "out", "roo", "roo")
    assert validate_package(tmp_path / "out") == []
    edition = Edition(made.tables)
    assert (edition.id, edition.reference_date) == ("organisations-register-2024-03-01", "2024-03-01")
    assert list(edition.arrangements.index) == ["roo-502"]  # 501 has one government left, 503 has ended
    assert set(edition.members["organisation"]) == {"GM0141", "PV23"}
    assert "GM0189" not in edition.municipalities.index
    assert edition.arrangements.loc["roo-502", "legal_form"] == "openbaar_lichaam"
    left_out = edition["import_log"].query("action == 'left_out'")
    assert set(left_out["why"]) >= {"not in force on 2024-03-01", "fewer than two Dutch governments"}


def test_an_edition_needs_a_date_and_codes(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        import_edition(
            "organisations-register", [written(tmp_path, OLD.replace(' timestamp="2019-07-01"', ""))]
        )
    assert {"timestamp" in p.allowed or "TOOI" in p.allowed for p in caught.value.problems} == {True}
    assert len(caught.value.problems) == 2


def workbook(path: Path, rows: list[list[object]], sheet: str = "Overzicht") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEADERS = ["Regeling", "Vorm", "Deelnemers", "Sinds"]


def test_a_spreadsheet_with_participants_in_a_cell(tmp_path: Path) -> None:
    import datetime

    path = workbook(
        tmp_path / "regio.xlsx",
        [
            ["Overzicht van de regio"],
            HEADERS,
            ["Regeling A", "openbaar lichaam", "Almelo; Borne ;Almelo", datetime.date(2016, 7, 1)],
            [None, None, None, None],
            ["Regeling B", None, "Borne", "1-2-2019"],
        ],
    )
    columns = {"name": "Regeling", "legal_form": "Vorm", "participants": "Deelnemers", "founded": "Sinds"}
    found = read_spreadsheet(path, SheetDescription("regio", columns, header_row=2))
    assert found["id"].tolist() == ["regio-3", "regio-5"]
    assert found["participants"].tolist() == ["Almelo;Borne", "Borne"]
    assert found["founded"].tolist() == ["2016-07-01", "2019-02-01"]
    assert found["place"].tolist() == ["row 3", "row 5"]
    assert found["legal_form"].tolist() == ["openbaar lichaam", ""]


def test_a_row_and_a_column_for_each_participant(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("Regeling;Lid\nB;Borne\nA;Almelo\nA;Borne\n", encoding="utf-8")
    by_row = read_spreadsheet(rows, SheetDescription("r", {"name": "Regeling", "participants": "Lid"}))
    columns = tmp_path / "columns.csv"
    columns.write_text("Regeling,Almelo,Borne\nB,nee,x\nA,ja,1\n", encoding="utf-8")
    description = SheetDescription("r", {"name": "Regeling"}, participant_columns=("Almelo", "Borne"))
    by_column = read_spreadsheet(columns, description)
    for found in (by_row, by_column):
        assert found.set_index("name")["participants"].to_dict() == {"A": "Almelo;Borne", "B": "Borne"}


def test_everything_that_is_wrong_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("N,P,D,S\nA,x,2010,Almelo\n,y,2011,\nA,z,2010,Borne\nC,,ooit,\n", encoding="utf-8")
    columns = {"name": "N", "participants": "P", "founded": "D", "seat": "S"}
    with pytest.raises(InputError) as caught:
        read_spreadsheet(path, SheetDescription("r", columns))
    assert {(p.row, p.column) for p in caught.value.problems} == {(3, "name"), (4, "seat"), (5, "founded")}
    with pytest.raises(InputError, match="no column Q"):
        read_spreadsheet(path, SheetDescription("r", {"name": "Q"}))
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(InputError, match="a broken file"):
        read_spreadsheet(tmp_path / "broken.xlsx", SheetDescription("r", columns))
    book = workbook(tmp_path / "good.xlsx", [HEADERS, ["A", "", "", ""]])
    with pytest.raises(InputError, match="one of Overzicht"):
        read_spreadsheet(book, SheetDescription("r", {"name": "Regeling"}, sheet="Blad2"))


def test_a_description_of_a_spreadsheet(tmp_path: Path) -> None:
    good = written(
        tmp_path, "source: regio-x\nheader_row: 2\ncolumns: {name: Naam}\nabsent: [nee]\n", "good.yml"
    )
    assert read_sheet_description(good) == SheetDescription(
        "regio-x", {"name": "Naam"}, header_row=2, absent=("nee",)
    )
    bad = written(
        tmp_path, "source: Regio X\nheader_row: 0\ncolumns: {naam: Naam}\nextra: 1\ndivider: ''\n", "bad.yml"
    )
    with pytest.raises(InputError) as caught:
        read_sheet_description(bad)
    assert len(caught.value.problems) == 5
    with pytest.raises(InputError, match="not YAML"):
        read_sheet_description(written(tmp_path, "a: [", "no.yml"))


def test_an_edition_as_a_list() -> None:
    edition = load_edition("2016")
    found = edition_candidates(edition)
    assert len(found) == len(edition.arrangements)
    members = edition.members.groupby("arrangement").size()
    sizes = found.set_index("id")["participants"].str.split(";").map(len)
    assert (sizes.sort_index() == members.reindex(sizes.index).sort_index()).all()
    row = found.set_index("id").loc[edition["arrangements"]["id"].iloc[7]]
    assert row["place"] == "arrangements.csv, row 9"


def test_registers_and_divisions_as_lists(data: Path) -> None:
    registers = register_candidates(read_provincial_registers(data / "gr/joint_arrangements_2016.csv"))
    divisions = read_nationwide_divisions(data / "regions/regional_divisions_2016.csv")
    assert len(registers) == 464
    assert len(division_candidates(divisions)) == divisions.groupby(["division", "region"]).ngroups
    only = division_candidates(divisions, ["veiligheidsregios"])
    assert len(only) == 25
    assert only["participants"].str.split(";").map(len).sum() == 390
