"""Correction sheets: what stands in the register about one thing, with room for what it should be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from regioscoop.errors import UnknownNameError
from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._publisher import Publisher

COLUMNS: Final = (
    "edition", "table", "id", "column", "now", "should_be", "source_of_the_correction", "remark",
)  # fmt: skip
LONGEST_MAIL: Final = 1800
"""Mail programs cut off an address with more characters than this."""
FACTS: Final = (
    "name", "aliases", "legal_class", "legal_form", "obligation", "goal", "seat", "purpose", "founded",
    "dissolved",
)  # fmt: skip
"""Columns of an arrangement that a reader can know better than the register."""
CODED: Final[dict[str, codes.CodeList]] = {
    "legal_class": codes.LEGAL_CLASSES,
    "legal_form": codes.LEGAL_FORMS,
    "obligation": codes.OBLIGATIONS,
    "goal": codes.GOALS,
}
_BEFORE, _AFTER = "correctie-", ".csv"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Row:
    """One line of a sheet: a cell of a table, or a row that may be missing there.

    Attributes
    ----------
    table, id, column
        Where it stands in the edition; an id of two parts has ``|`` between them.
    now
        What stands there, exactly.
    remark
        The same in words, in Dutch.
    """

    table: str
    id: str
    column: str
    now: str
    remark: str = ""


def correction_name(id: str) -> str:  # noqa: A002
    """Name of the sheet of a municipality or an arrangement."""
    return f"{_BEFORE}{id}{_AFTER}"


def is_correction(name: str) -> bool:
    """Whether a download is a correction sheet."""
    return name.startswith(_BEFORE) and name.endswith(_AFTER)


def correction_names(atlas: Atlas) -> Iterator[str]:
    """Names of all sheets of an edition."""
    edition = atlas.edition
    return (correction_name(str(i)) for i in [*edition.municipalities.index, *edition.arrangements.index])


def correction_csv(atlas: Atlas, name: str) -> bytes:
    """Write a sheet as CSV in UTF-8 with a mark at its beginning, so that a spreadsheet reads it right.

    Parameters
    ----------
    atlas
        Where the facts stand.
    name
        Name of the sheet, see `correction_name`.

    Raises
    ------
    UnknownNameError
        When there is no such municipality or arrangement.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sheet(atlas, name.removeprefix(_BEFORE).removesuffix(_AFTER)):
        cells = (atlas.edition.id, row.table, row.id, row.column, row.now, "", "", row.remark)
        writer.writerow([safe(cell) for cell in cells])
    return written.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """Put a quote before a cell that a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_RISKY) else cell


def sheet(atlas: Atlas, i: str) -> list[Row]:
    """Lines of the sheet of a municipality or an arrangement.

    Raises
    ------
    UnknownNameError
        When there is neither.
    """
    edition = atlas.edition
    if i in edition.municipalities.index:
        return [*_municipality(atlas, i)]
    if i in edition.arrangements.index:
        return [*_arrangement(atlas, i)]
    known = [*edition.municipalities.index, *edition.arrangements.index]
    raise UnknownNameError("correctieblad", i, known)


def _municipality(atlas: Atlas, i: str) -> Iterator[Row]:
    row = atlas.edition.municipalities.loc[i]
    yield Row("organisations", i, "name", str(row["name"]))
    province = atlas.organisations["name"].get(row["province"], "")
    yield Row("organisations", i, "province", str(row["province"]), str(province))
    members = atlas.edition.members
    names = atlas.edition.arrangements["name"]
    for taken in members[members["organisation"] == i].itertuples():
        remark = _status(str(names[taken.arrangement]), taken.status)
        yield Row("participations", f"{taken.arrangement}|{i}", "organisation", i, remark)
    yield Row("participations", f"|{i}", "arrangement", "", "ontbreekt een verband: schrijf de naam ervan")


def _arrangement(atlas: Atlas, i: str) -> Iterator[Row]:
    row = atlas.edition.arrangements.loc[i]
    for column in FACTS:
        now = str(row[column])
        words = CODED[column].label(now) if column in CODED and now else ""
        yield Row("arrangements", i, column, now, words)
    for field in row["fields"]:
        label = codes.POLICY_FIELDS.label(field)
        yield Row("arrangement_fields", f"{i}|{field}", "policy_field", field, label)
    if not row["fields"]:
        yield Row("arrangement_fields", f"{i}|", "policy_field", "")
    members = atlas.edition.members
    for taken in members[members["arrangement"] == i].itertuples():
        remark = _status(str(atlas.organisations["name"][taken.organisation]), taken.status)
        key = f"{i}|{taken.organisation}"
        yield Row("participations", key, "organisation", taken.organisation, remark)
    yield Row("participations", f"{i}|", "organisation", "", "ontbreekt een deelnemer: schrijf de naam ervan")


def _status(name: str, status: str) -> str:
    return name if status == "confirmed" else f"{name} ({codes.PARTICIPATION_STATUSES.label(status)})"


def keeper() -> str:
    """Address of who keeps the register, as the settings give it; empty when they give none."""
    found = Publisher.of_settings().email
    return "" if found.endswith(".invalid") else found


def mailto(address: str, subject: str, body: str) -> str:
    """Link that opens a mail program; without an address it leaves the choice of one to the reader."""
    told = {"subject": subject, "body": body.replace("\n", "\r\n")}
    return f"mailto:{address}?{urlencode(told, quote_via=quote)}"
