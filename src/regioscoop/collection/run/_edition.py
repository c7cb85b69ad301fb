"""The arrangements that were collected as an edition: what counts, who takes part, and where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.collection.documents import DocumentResult
from regioscoop.collection.run._arrangements import Arrangement
from regioscoop.collection.run._codes import Coding
from regioscoop.collection.run._documents import Document
from regioscoop.collection.run._entries import place_words
from regioscoop.register import Edition, apply_rule_set
from regioscoop.register.codes import BUDGET_ATTRIBUTES
from regioscoop.register.importing._common import ordered
from regioscoop.register.schema import TABLES

PARTNERS: Final = "two_governments"
UNLISTED: Final = "no document that was read says who else takes part"


@dataclass(frozen=True)
class Named:
    """What the edition that is made is called, and by which rules it is made.

    Attributes
    ----------
    id
        Id of the edition.
    date
        Date that it describes (YYYY-MM-DD).
    rule_set
        Inclusion rules, see `regioscoop.register.RULE_SETS`.
    """

    id: str
    date: str
    rule_set: str


def make_edition(
    named: Named,
    documents: Sequence[Document],
    results: Mapping[str, DocumentResult],
    arrangements: Sequence[Arrangement],
    coded: Mapping[str, Coding],
    criteria: pd.DataFrame,
    earlier: Edition,
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Tables of an edition, and why each arrangement is left out of it.

    Every arrangement is judged by the rule set: what fails a criterion is left out, what cannot be determined
    stays in, as the table ``criteria`` shows; so does one of which no document says who else takes part. Who
    takes part is what the documents say: who reported an entry takes part, and so does whom it names;
    ``recognised`` is yes where a participant's own document names the arrangement, and empty where it does
    not or was not read.

    Parameters
    ----------
    named
        Id, date and rule set.
    documents, results
        The documents and what came of each.
    arrangements
        What was collected.
    coded
        Codes of each, by id.
    criteria
        id, family, code, evidence: the answers per criterion, families ``criterion_<name>``.
    earlier
        Where organisations come from.

    Returns
    -------
    tuple
        The tables, empty when nothing counts; and id -> why it is left out, empty for what is in.
    """
    tables = {name: pd.DataFrame(columns=table.names) for name, table in TABLES.items()}
    tables |= _described(arrangements, coded, criteria)
    tables["participations"] = _participations(arrangements)
    tables["budget_values"] = _budget_values(arrangements)
    used = set(tables["participations"]["organisation"])
    everyone = earlier["organisations"]
    tables["organisations"] = everyone[(everyone["kind"] == "municipality") | everyone["id"].isin(used)]
    tables["edition"] = _edition_row(named, documents, results, earlier)
    judged = apply_rule_set(Edition(tables), named.rule_set) if arrangements else pd.DataFrame()
    out = {a.id: "" for a in arrangements}
    if len(judged):
        fails = judged[judged["counts"] == "not_met"]
        out |= {str(id_): f"not met: {why}" for id_, why in fails["because"].items()}
    kept = {id_ for id_, why in out.items() if not why}
    for name, column in (
        ("arrangements", "id"), ("arrangement_fields", "arrangement"), ("participations", "arrangement"),
        ("criteria", "arrangement"), ("budget_values", "arrangement"),
    ):  # fmt: skip
        tables[name] = tables[name][tables[name][column].isin(kept)]
    tables["import_log"] = _log(documents, results, arrangements, out)
    tables["sources"] = _sources(documents, earlier, tables)
    return (ordered(tables) if kept else {}), out


def _described(
    arrangements: Sequence[Arrangement], coded: Mapping[str, Coding], criteria: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    source = {a.id: a.entries[0].document.source for a in arrangements}
    rows = [_row(a, coded[a.id], source[a.id]) for a in arrangements]
    fields = [
        (a.id, field, rank, source[a.id])
        for a in arrangements
        for rank, field in enumerate(coded[a.id].fields, start=1)
    ]
    answers = criteria[criteria["code"].isin(["met", "not_met"])]
    answered = pd.DataFrame(
        {
            "arrangement": answers["id"],
            "criterion": answers["family"].str.removeprefix("criterion_"),
            "met": answers["code"],
            "evidence": answers["evidence"],
            "source": answers["id"].map(source),
        }
    )
    told = {
        id_
        for id_, name in zip(answered["arrangement"], answered["criterion"], strict=True)
        if name == PARTNERS
    }
    budgets = pd.DataFrame(
        [
            *((a.id, "in_a_budget", "met", _in_budgets(a), source[a.id]) for a in arrangements),
            *(
                (a.id, PARTNERS, "undetermined", UNLISTED, source[a.id])
                for a in arrangements
                if _is_open(a, told)
            ),
        ],
        columns=TABLES["criteria"].names,
    )
    return {
        "arrangements": pd.DataFrame(rows, columns=TABLES["arrangements"].names),
        "arrangement_fields": pd.DataFrame(fields, columns=TABLES["arrangement_fields"].names),
        "criteria": pd.concat([answered, budgets], ignore_index=True),
    }


def _is_open(arrangement: Arrangement, told: Collection[str]) -> bool:
    """Whether nothing that was read says who takes part but for who reported it."""
    return not arrangement.is_listed and len(arrangement.members) < 2 and arrangement.id not in told


def _in_budgets(arrangement: Arrangement) -> str:
    return f"in {len({found.document.id for found in arrangement.entries})} documents"


def _row(arrangement: Arrangement, coding: Coding, source: str) -> dict[str, str]:
    return {
        "id": arrangement.id,
        "name": arrangement.name,
        "aliases": "|".join(name.replace("|", "/") for name in arrangement.aliases),
        "legal_class": coding.legal_class,
        "legal_form": coding.legal_form or "unknown",
        "legal_certainty": coding.legal_certainty if coding.legal_class else "",
        "obligation": coding.obligation,
        "goal": coding.goal,
        "seat": arrangement.said("seat"),
        "purpose": arrangement.said("public_interest"),
        "founded": "",
        "dissolved": "",
        "coded_by": "; ".join(coding.coders),
        "coding_status": coding.status,
        "coding_certainty": coding.certainty,
        "source": source,
    }


def _participations(arrangements: Sequence[Arrangement]) -> pd.DataFrame:
    rows = []
    for arrangement in arrangements:
        reporters = {found.document.reporter for found in arrangement.entries}
        rows += [
            (
                *(arrangement.id, organisation, "", "", "", found.document.reporter),
                *("yes" if organisation in reporters else "", "confirmed", found.document.source),
            )
            for found in arrangement.entries
            for organisation in sorted(found.members)
        ]
    frame = pd.DataFrame(rows, columns=TABLES["participations"].names)
    return frame.drop_duplicates(list(TABLES["participations"].key), ignore_index=True)


def _budget_values(arrangements: Sequence[Arrangement]) -> pd.DataFrame:
    """What the budgets say; of an arrangement that stands twice in one budget what was said first."""
    rows = [
        (
            *(arrangement.id, found.document.reporter, value.attribute, value.text, value.euros),
            *(place_words(value), found.document.source),
        )
        for arrangement in arrangements
        for found in arrangement.entries
        for value in found.entry.facts
        if value.attribute in BUDGET_ATTRIBUTES and found.document.reporter and value.text.strip()
    ]
    frame = pd.DataFrame(rows, columns=TABLES["budget_values"].names)
    return frame.drop_duplicates(list(TABLES["budget_values"].key), ignore_index=True)


def _edition_row(
    named: Named, documents: Sequence[Document], results: Mapping[str, DocumentResult], earlier: Edition
) -> pd.DataFrame:
    read = [d for d in documents if results[d.id].entries]
    names = earlier["organisations"].set_index("id")["name"]
    synthetic = sum("synthetic" in d.id.lower() for d in read)
    note = "Collected from documents by the program; codes are guesses until a person confirms them."
    title = f"Samenwerkingsverbanden uit {len(read)} begrotingen, {named.date}"
    if synthetic:
        note += f" {synthetic} of the {len(read)} documents are synthetic."
        title += f" ({synthetic} daarvan synthetisch)"
    row = {
        "id": named.id,
        "reference_date": named.date,
        "rule_set": named.rule_set,
        "title": title,
        "divisions_read": "none",
        "budgets_read": "|".join(sorted({str(names.get(d.reporter, d.id)) for d in read})),
        "answered": "nobody",
        "note": note,
        "source": read[0].source if read else "",
    }
    return pd.DataFrame([row], columns=TABLES["edition"].names)


def _log(
    documents: Sequence[Document],
    results: Mapping[str, DocumentResult],
    arrangements: Sequence[Arrangement],
    out: Mapping[str, str],
) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for arrangement in arrangements:
        why = out[arrangement.id]
        for found in arrangement.entries:
            action = "left_out" if why else "joined"
            told = why or f"entry {found.number} of {found.document.id}"
            name = found.entry.name
            rows.append((found.document.source, pd.NA, arrangement.name, name, action, arrangement.id, told))
    for document in documents:
        if not results[document.id].is_read:
            told = "; ".join(map(str, results[document.id].problems))
            rows.append((document.source, pd.NA, "", document.id, "left_out", "", told))
    frame = pd.DataFrame(rows, columns=TABLES["import_log"].names)
    frame["row"] = frame["row"].astype("Int64")
    return frame.sort_values(["source", "arrangement_name", "action", "found"], kind="stable")


def _sources(
    documents: Sequence[Document], earlier: Edition, tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    names = earlier["organisations"].set_index("id")["name"]
    own = [
        (
            *(d.source, names.get(d.reporter, "unknown"), d.id, "", "public document of a government", ""),
            d.key,
        )
        for d in documents
    ]
    used = {source for table in tables.values() if "source" in table for source in table["source"]}
    rest = earlier["sources"][earlier["sources"]["id"].isin(used)]
    return pd.concat([pd.DataFrame(own, columns=TABLES["sources"].names), rest], ignore_index=True)
