"""The sheet that a person fills in, and reading it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.measures.state import NON_GOVERNMENT
from regioscoop.register.edition import Edition
from regioscoop.register.sources._csv import decode


@dataclass(frozen=True)
class Family:
    """A family of facts that is checked.

    Attributes
    ----------
    column
        Column of the sheet that holds what the register says.
    nl, en
        The question to the person who checks.
    is_claim
        Whether an empty cell is a claim too: that nobody of that kind takes part.
    """

    column: str
    nl: str
    en: str
    is_claim: bool = False


FAMILIES: Final[dict[str, Family]] = {
    "belongs": Family("name", "Telt dit samenwerkingsverband mee?", "Is this an arrangement that counts?"),
    "fields": Family("fields", "Kloppen alle beleidsterreinen?", "Are all policy fields right?"),
    "legal_form": Family("legal_form", "Klopt de rechtsvorm?", "Is the legal form right?"),
    "obligation": Family("obligation", "Klopt verplicht of vrijwillig?", "Is the obligation right?"),
    "goal": Family("goal", "Klopt het doel?", "Is the goal right?"),
    "participants": Family(
        "participants", "Kloppen de decentrale overheden?", "Are the decentral governments right?"
    ),
    "central": Family(
        "ministries", "Klopt de deelname van het Rijk?", "Is central government right?", is_claim=True
    ),
    "partners": Family(
        "partners", "Kloppen de partijen buiten de overheid?", "Are the other parties right?", is_claim=True
    ),
}
"""What is asked of each arrangement in the sample: yes, no or ? in the column ``<family>_right``."""
ANSWERS: Final[dict[str, str]] = {"yes": "yes", "ja": "yes", "y": "yes", "j": "yes", "no": "no", "nee": "no",
                                  "n": "no", "?": "?", "": ""}  # fmt: skip
NOT_A_DUPLICATE: Final = ("no", "nee", "n", "-")
_SHOWN: Final = (
    "edition", "arrangement", "stratum", "population", "name", "aliases", "seat", "source", "fields",
    "legal_form", "obligation", "goal", "participants", "ministries", "partners", "looks_like",
)  # fmt: skip
QUESTIONS: Final = tuple(f"{family}_right" for family in FAMILIES)
SHEET_COLUMNS: Final = (*_SHOWN, *QUESTIONS, "duplicate_of", "note")
"""Columns of the sheet; those after ``looks_like`` are filled in by a person."""


def check_sheet(edition: Edition, sample: pd.DataFrame, links: pd.DataFrame | None = None) -> pd.DataFrame:
    """Make the sheet of a sample, to be filled in by a person.

    Parameters
    ----------
    edition
        The register.
    sample
        As `draw_sample` gives it.
    links
        The edition linked with itself (`regioscoop.collection.linking.link` on one list), to show which
        other arrangements each looks like.

    Returns
    -------
    DataFrame
        `SHEET_COLUMNS`, one row per arrangement, sorted. In each column ``<family>_right`` the person writes
        yes, no or ? (ja and nee are understood; empty: not looked at); in ``duplicate_of`` the id of the
        arrangement that is the same one, or no.
    """
    frame = edition.arrangements.loc[sample.index]
    members = edition.members.merge(
        edition["organisations"][["id", "name"]], left_on="organisation", right_on="id"
    )
    groups = {
        "participants": members[members["kind"].isin(["municipality", "province", "water_board"])],
        "ministries": members[members["kind"] == "ministry"],
        "partners": members[members["kind"].isin(NON_GOVERNMENT)],
    }
    sheet = pd.DataFrame(
        {
            "edition": edition.id,
            "arrangement": frame.index,
            "stratum": sample["stratum"].to_numpy(),
            "population": sample["population"].to_numpy(),
            **{c: frame[c].to_numpy() for c in ("name", "aliases", "seat", "source", "obligation", "goal")},
            "fields": frame["fields"].map(";".join).to_numpy(),
            "legal_form": _legal_form(frame),
            "looks_like": frame.index.map(_looks_like(links)),
        }
    )
    for column, rows in groups.items():
        named = rows.groupby("arrangement")["name"].agg(lambda names: "; ".join(sorted(names)))
        sheet[column] = sheet["arrangement"].map(named)
    return sheet.reindex(columns=list(SHEET_COLUMNS), fill_value="").astype("object").fillna("")


def _legal_form(frame: pd.DataFrame) -> list[str]:
    known = frame["legal_form"].where(frame["legal_form"] != "unknown", "")
    return [form or klass for form, klass in zip(known, frame["legal_class"], strict=True)]


def _looks_like(links: pd.DataFrame | None) -> Mapping[str, str]:
    if links is None:
        return {}
    close = links[(links["decision"] != "different") & (links["relation"] == "same")]
    columns = ["left_id", "right_id", "probability"]
    turned = close.rename(columns={"left_id": "right_id", "right_id": "left_id"})
    both = pd.concat([close[columns], turned[columns]])
    both = both.sort_values(["left_id", "probability", "right_id"], ascending=[True, False, True])
    both["shown"] = [f"{i} ({p:.2f})" for i, p in zip(both["right_id"], both["probability"], strict=True)]
    return both.groupby("left_id")["shown"].agg("; ".join).to_dict()


def read_sheet(path: Path, edition: Edition) -> pd.DataFrame:
    """Read a sheet that was filled in.

    Parameters
    ----------
    path
        CSV in UTF-8, divided by ``,`` or ``;``.
    edition
        The register that it is a sample of.

    Returns
    -------
    DataFrame
        Index arrangement, sorted; stratum, population (integer), what the register said, the answers as yes,
        no, ? or empty, and duplicate_of (an id, ``no``, or empty).

    Raises
    ------
    InputError
        Everything that is wrong: no file, columns that lack, another edition, arrangements that are unknown
        or stand twice, answers that are none, a stratum with two sizes or more rows than it has arrangements.
    """
    frame, problems = _read(path)
    if not problems:
        problems = _problems(path, frame, edition)
    if problems:
        raise InputError(f"{path.name} cannot be used ({len(problems)} problems)", problems)
    for column in QUESTIONS:
        frame[column] = frame[column].str.lower().map(ANSWERS)
    is_no = frame["duplicate_of"].str.lower().isin(NOT_A_DUPLICATE)
    frame["duplicate_of"] = frame["duplicate_of"].mask(is_no, "no")
    frame["population"] = frame["population"].astype(int)
    return frame.drop(columns=["row", "edition"]).set_index("arrangement").sort_index()


def _read(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    text = decode(path)
    first = text.partition("\n")[0]
    divider = ";" if first.count(";") > first.count(",") else ","
    rows = [[c.strip() for c in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider)]
    header = rows[0] if rows else []
    problems = [
        Problem(path.name, f"no column {name}", ", ".join(SHEET_COLUMNS), row=1)
        for name in SHEET_COLUMNS
        if name not in header
    ]
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    problems += [
        Problem(path.name, f"{len(row)} cells", f"{len(header)} cells, as in the header", row=number)
        for number, row in filled
        if len(row) != len(header)
    ]
    if not filled:
        problems.append(Problem(path.name, "no rows", "at least one arrangement"))
    if problems:
        return pd.DataFrame(), problems
    frame = pd.DataFrame([row for _, row in filled], columns=header, dtype="object")[list(SHEET_COLUMNS)]
    return frame.assign(row=[number for number, _ in filled]), []


def _problems(path: Path, frame: pd.DataFrame, edition: Edition) -> list[Problem]:
    known = set(edition.arrangements.index)
    problems: list[Problem] = []

    def tell(wrong: pd.Series, column: str, allowed: str) -> None:
        problems.extend(
            Problem(path.name, repr(cell), allowed, int(row), column)
            for row, cell in zip(frame.loc[wrong, "row"], frame.loc[wrong, column], strict=True)
        )

    tell(frame["edition"] != edition.id, "edition", f"{edition.id}: the edition that is judged")
    tell(~frame["arrangement"].isin(known), "arrangement", "an arrangement of the edition")
    tell(frame.duplicated("arrangement"), "arrangement", "each arrangement once")
    for column in QUESTIONS:
        tell(~frame[column].str.lower().isin(ANSWERS), column, "yes, no, ? or empty (ja, nee)")
    other = frame["duplicate_of"]
    is_fine = other.eq("") | other.str.lower().isin(NOT_A_DUPLICATE) | other.isin(known)
    tell(~is_fine | (other.ne("") & other.eq(frame["arrangement"])), "duplicate_of",
         "another arrangement of the edition, no, or empty")  # fmt: skip
    tell(~frame["population"].str.fullmatch(r"[1-9]\d*"), "population", "the size of the stratum")
    sizes = frame.groupby("stratum")["population"].transform("nunique")
    tell(sizes > 1, "population", "one size for each stratum")
    whole = pd.to_numeric(frame["population"], errors="coerce")
    tell(
        frame.groupby("stratum")["stratum"].transform("size") > whole, "stratum", "no more rows than its size"
    )
    return problems


def found_wrong(checked: pd.DataFrame) -> pd.Series:
    """Whether anything was found wrong in each arrangement that was looked at.

    Parameters
    ----------
    checked
        As `read_sheet` gives it.

    Returns
    -------
    Series of bool
        Index arrangement; those of which nothing was answered are left out.
    """
    answers = checked[list(QUESTIONS)]
    wrong = (answers == "no").any(axis=1) | ~checked["duplicate_of"].isin(["", "no"])
    return wrong[(answers != "").any(axis=1) | (checked["duplicate_of"] != "")]
