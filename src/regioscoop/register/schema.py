"""The tables of an edition and what is allowed in each column (Frictionless Table Schema).

`TABLES` is the one place where the model is written down: reading, validating, writing and the
reference documentation all use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from regioscoop.register import codes
from regioscoop.register.codes import CodeList

DATE_PATTERN: Final = r"\d{4}(-\d{2}(-\d{2})?)?"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, about
        Name and meaning.
    required
        Whether an empty cell is an error. Unknown stays unknown: most columns may be empty.
    kind
        Frictionless type: ``string``, ``integer`` or ``number``.
    code_list
        Allowed codes, or None.
    pattern
        Regular expression that a value must match in full, or None.
    """

    name: str
    about: str
    required: bool = False
    kind: str = "string"
    code_list: CodeList | None = None
    pattern: str | None = None

    def descriptor(self) -> dict[str, Any]:
        """Frictionless field descriptor."""
        constraints: dict[str, Any] = {}
        if self.required:
            constraints["required"] = True
        if self.code_list is not None:
            constraints["enum"] = self.code_list.codes
        if self.pattern is not None:
            constraints["pattern"] = self.pattern
        out: dict[str, Any] = {"name": self.name, "type": self.kind, "description": self.about}
        return out | ({"constraints": constraints} if constraints else {})


@dataclass(frozen=True)
class Table:
    """One table of an edition.

    Attributes
    ----------
    name, about
        Name (also of the file, with ``.csv``) and meaning.
    columns
        The columns in order.
    key
        Names of the columns that together identify a row.
    refers
        Column -> (table, column) it must exist in.
    required
        Whether a package without this table is refused.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    refers: dict[str, tuple[str, str]] = field(default_factory=dict)
    required: bool = True

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def descriptor(self) -> dict[str, Any]:
        """Frictionless schema descriptor."""
        keys = [
            {"fields": [column], "reference": {"resource": table, "fields": [other]}}
            for column, (table, other) in self.refers.items()
        ]
        return {
            "fields": [column.descriptor() for column in self.columns],
            "primaryKey": list(self.key),
            "foreignKeys": keys,
            "missingValues": [""],
        }


def _date(name: str, about: str) -> Column:
    return Column(name, f"{about} (YYYY, YYYY-MM or YYYY-MM-DD)", pattern=DATE_PATTERN)


_SOURCE = Column("source", "Where this row comes from", required=True)
_TO_SOURCE = {"source": ("sources", "id")}
_ARRANGEMENT = Column("arrangement", "Id of the arrangement", required=True)
_OF_ARRANGEMENT = {"arrangement": ("arrangements", "id")}

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        Table(
            "edition",
            "What this edition is and how it was made: what makes two editions comparable or not",
            (
                Column("id", "Name of the edition, such as 2016", required=True),
                Column(
                    "reference_date",
                    "Date the edition describes",
                    required=True,
                    pattern=r"\d{4}-\d{2}-\d{2}",
                ),
                Column("rule_set", "Inclusion rules that were used", required=True),
                Column("title", "Title", required=True),
                Column("divisions_read", "Which nationwide divisions were read"),
                Column("budgets_read", "Which budgets were read"),
                Column("answered", "Who answered a request for correction"),
                Column("note", "What a user has to know"),
                _SOURCE,
            ),
            ("id",),
            _TO_SOURCE,
        ),
        Table(
            "sources",
            "Every source that a row points at",
            (
                Column("id", "Id of the source", required=True, pattern=r"[a-z0-9][a-z0-9-]*"),
                Column("publisher", "Who published it", required=True),
                Column("title", "Title", required=True),
                Column("url", "Where it can be found"),
                Column("licence", "Licence", required=True),
                _date("accessed", "When it was read"),
                Column("checksum", "sha256 of what was read"),
            ),
            ("id",),
        ),
        Table(
            "organisations",
            "Everyone who takes part",
            (
                Column(
                    "id",
                    "CBS code where there is one (GM0014, PV20), else a slug",
                    required=True,
                    pattern=r"[A-Za-z0-9][A-Za-z0-9-]*",
                ),
                Column("name", "Name", required=True),
                Column("kind", "Kind of organisation", required=True, code_list=codes.ORGANISATION_KINDS),
                Column("province", "CBS code of the province, for a municipality"),
                _date("valid_from", "Exists from"),
                _date("valid_to", "Exists until"),
                _SOURCE,
            ),
            ("id",),
            _TO_SOURCE,
        ),
        Table(
            "arrangements",
            "Everything that counts as cooperation in this edition",
            (
                Column("id", "Slug", required=True, pattern=r"[a-z0-9][a-z0-9-]*"),
                Column("name", "Name", required=True),
                Column("aliases", "Other names in the sources, separated by |"),
                Column("legal_class", "Legal form in three classes", code_list=codes.LEGAL_CLASSES),
                Column("legal_form", "Concrete legal form", code_list=codes.LEGAL_FORMS),
                Column("legal_certainty", "How sure the legal class is", code_list=codes.CERTAINTIES),
                Column("obligation", "Imposed by the state or not", code_list=codes.OBLIGATIONS),
                Column("goal", "Goal, of a voluntary arrangement only", code_list=codes.GOALS),
                Column("seat", "Place of the seat"),
                Column("purpose", "Purpose as recorded in a source"),
                _date("founded", "Founded"),
                _date("dissolved", "Dissolved"),
                Column("coded_by", "Who or what coded it"),
                Column(
                    "coding_status", "Whether people confirmed the codes", code_list=codes.CODING_STATUSES
                ),
                Column("coding_certainty", "How sure the codes are", code_list=codes.CERTAINTIES),
                _SOURCE,
            ),
            ("id",),
            _TO_SOURCE,
        ),
        Table(
            "arrangement_fields",
            "Policy fields of an arrangement; rank 1 is the main one",
            (
                _ARRANGEMENT,
                Column("policy_field", "Policy field", required=True, code_list=codes.POLICY_FIELDS),
                Column("rank", "1 for the main field, then 2, 3 ...", required=True, kind="integer"),
                _SOURCE,
            ),
            ("arrangement", "policy_field"),
            _OF_ARRANGEMENT | _TO_SOURCE,
        ),
        Table(
            "participations",
            "Who takes part in what, once for each source that says so",
            (
                _ARRANGEMENT,
                Column("organisation", "Id of the organisation", required=True),
                Column("role", "Role"),
                _date("valid_from", "Takes part from"),
                _date("valid_to", "Takes part until"),
                Column("reported_by", "Who reported it"),
                Column("recognised", "Whether the participant recognises it: yes, no or empty"),
                Column("status", "How it is known", required=True, code_list=codes.PARTICIPATION_STATUSES),
                _SOURCE,
            ),
            ("arrangement", "organisation", "source"),
            _OF_ARRANGEMENT | {"organisation": ("organisations", "id")} | _TO_SOURCE,
        ),
        Table(
            "arrangement_divisions",
            "Which region of which nationwide division an arrangement is",
            (
                _ARRANGEMENT,
                Column("division", "Id of the division", required=True),
                Column("region", "Name of the region in that division", required=True),
                _SOURCE,
            ),
            ("arrangement", "division", "region"),
            _OF_ARRANGEMENT | {"division": ("divisions", "id")} | _TO_SOURCE,
            required=False,
        ),
        Table(
            "divisions",
            "Nationwide divisions that were read, which of them count as cooperation, and why",
            (
                Column("id", "Id", required=True),
                Column("name", "Name", required=True),
                Column("regions", "Number of regions", required=True, kind="integer"),
                Column("counted", "Whether its regions count as cooperation: yes or no", required=True),
                Column("why", "Why", required=True),
                _SOURCE,
            ),
            ("id",),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "arrangement_relations",
            "How arrangements follow from, or are part of, one another",
            (
                Column("from", "Id of the arrangement", required=True),
                Column("to", "Id of the other arrangement", required=True),
                Column("kind", "Kind of relation", required=True, code_list=codes.RELATION_KINDS),
                _date("date", "Since"),
                Column("certainty", "How sure", code_list=codes.CERTAINTIES),
                _SOURCE,
            ),
            ("from", "to", "kind"),
            {"from": ("arrangements", "id"), "to": ("arrangements", "id")} | _TO_SOURCE,
            required=False,
        ),
        Table(
            "mergers",
            "Where the area of a municipality went",
            (
                Column("old", "CBS code before", required=True),
                Column("new", "CBS code after", required=True),
                _date("date", "By which date"),
                Column("share", "Share of the area, 0 to 1", required=True, kind="number"),
                _SOURCE,
            ),
            ("old", "new"),
            _TO_SOURCE,
            required=False,
        ),
        Table(
            "criteria",
            "Criteria of the inclusion rules, recorded per arrangement",
            (
                _ARRANGEMENT,
                Column("criterion", "Criterion", required=True),
                Column("met", "Met or not", required=True, code_list=codes.CRITERION_STATES),
                Column("evidence", "On what evidence"),
                _SOURCE,
            ),
            ("arrangement", "criterion", "source"),
            _OF_ARRANGEMENT | _TO_SOURCE,
            required=False,
        ),
        Table(
            "budget_values",
            "What the budget of a participant says of an arrangement, as it was read",
            (
                _ARRANGEMENT,
                Column("organisation", "Id of the organisation whose budget it is", required=True),
                Column("attribute", "What is said", required=True, code_list=codes.BUDGET_ATTRIBUTES),
                Column("value", "In the words of the budget", required=True),
                Column("euros", "The amount in euros, where it is one", kind="number"),
                Column("place", "Where it stands in the document"),
                _SOURCE,
            ),
            ("arrangement", "organisation", "attribute", "source"),
            _OF_ARRANGEMENT | {"organisation": ("organisations", "id")} | _TO_SOURCE,
            required=False,
        ),
        Table(
            "import_log",
            "What was repaired, joined or left out when the edition was made",
            (
                _SOURCE,
                Column("row", "Row in the source, the header is row 1", kind="integer"),
                Column("arrangement_name", "Name of the arrangement in the source"),
                Column("found", "What stood there", required=True),
                Column(
                    "action",
                    "repaired, joined, left_out, or what carrying did",
                    required=True,
                ),
                Column("result", "What became of it"),
                Column("why", "How or why", required=True),
            ),
            (),
            _TO_SOURCE,
            required=False,
        ),
    )
}
OF_ARRANGEMENT: Final = ("arrangement_fields", "arrangement_divisions", "criteria", "budget_values")
"""Tables of which each row is about one arrangement, apart from who takes part."""
