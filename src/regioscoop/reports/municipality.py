"""The report of one municipality for its council: what are we in, with whom, and what can we do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.regions import Ecosystems
from regioscoop.register import Edition, codes
from regioscoop.register.influence import STRENGTHS, basis, influence
from regioscoop.reports._document import Block, Document, Heading, Picture, Points, Table, Text, Warned
from regioscoop.reports._map import where
from regioscoop.reports._words import number, says

PARTNERS: Final = 12


def municipality_report(edition: Edition, found: Ecosystems, name: str, language: str = "nl") -> Document:
    """Write the report of a municipality, for council members, in plain words.

    Parameters
    ----------
    edition
        The register.
    found
        Its ecosystems.
    name
        Id or name of a municipality.
    language
        ``nl`` or ``en``.

    Raises
    ------
    UnknownNameError
        When there is no such municipality; suggests the nearest.
    """
    say = says(language)
    own = find_municipality(edition, name)
    town = str(edition.municipalities.loc[own, "name"])
    members = edition.members
    ids = sorted(set(members.loc[members["organisation"] == own, "arrangement"]))
    frame = found.frame(found.delineation.best).set_index("municipality_id")
    partners = _partners(edition, ids, own)
    blocks: list[Block] = [
        *_summary(edition, town, _named_second(frame, own), ids, partners, language),
        *_taking_part(edition, ids, language),
        *_rights(edition, ids, language),
        *_with_whom(edition, own, town, partners, frame["region_id"], language),
    ]
    return Document(
        say(
            f"{town} doet mee aan {len(ids)} samenwerkingsverbanden",
            f"{town} takes part in {len(ids)} arrangements",
        ),
        say("Voor de gemeenteraad", "For the municipal council"),
        say("Regioscoop · gemeentebeeld", "Regioscoop · a municipality"),
        f"Regioscoop · {edition.id} · {edition.rule_set} · {edition.checksum[:10]}",
        language,
        date.fromisoformat(edition.reference_date),
        tuple(blocks),
    )


def _named_second(frame: pd.DataFrame, own: str) -> pd.Series:
    """Row of a municipality, with the name of its second region."""
    names = frame.drop_duplicates("region_id").set_index("region_id")["region"]
    row = frame.loc[own].copy()
    row["second_region"] = names.get(row["second_region_id"], "")
    return row


def find_municipality(edition: Edition, name: str) -> str:
    """Id of a municipality, by its id or name.

    Raises
    ------
    UnknownNameError
        When there is no such municipality; suggests the nearest.
    InputError
        When several have this name: says which.
    """
    towns = edition.municipalities
    if name in towns.index:
        return name
    plain = towns["name"].str.replace(r" \(.*\)$", "", regex=True).str.casefold()
    for known in (towns["name"].str.casefold(), plain):
        same = towns.index[known == name.casefold()]
        if len(same) == 1:
            return str(same[0])
        if len(same) > 1:
            listed = " or ".join(f"{towns.loc[i, 'name']} ({i})" for i in same)
            raise InputError("Which one?", [Problem("municipality", repr(name), listed)])
    raise UnknownNameError("municipality", name, [*towns["name"], *towns.index])


def _partners(edition: Edition, ids: list[str], own: str) -> pd.Series:
    """Number of arrangements shared with each municipality, most first."""
    members = edition.members
    rows = members[members["arrangement"].isin(ids) & (members["kind"] == "municipality")]
    counted = rows[rows["organisation"] != own].groupby("organisation")["arrangement"].nunique()
    return counted.sort_index().sort_values(ascending=False, kind="stable")


def _summary(
    edition: Edition, town: str, row: pd.Series, ids: list[str], partners: pd.Series, language: str
) -> Iterator[Block]:
    say = says(language)
    inside, second = (number(float(row[k]), "share", language) for k in ("membership", "second_membership"))
    sure = number(float(row["stability"]), "share", language)
    told = [
        say(
            f"{town} werkt het meest samen met de gemeenten van {row['region']}: {inside} van het geheel.",
            f"{town} cooperates most with the municipalities of {row['region']}: {inside}.",
        ),
        say(
            f"In totaal zit {town} met {len(partners)} andere gemeenten in minstens één verband.",
            f"In all {town} is in at least one arrangement with {len(partners)} other municipalities.",
        ),
        say(
            f"Hoe zeker is de regio? Bij opnieuw rekenen bleef {town} er {sure} van de keren bij.",
            f"How sure is the region? Computed anew, {town} stayed with it {sure} of the times.",
        ),
    ]
    if row["second_region_id"] and not pd.isna(row["second_region_id"]):
        told.insert(
            1,
            say(
                f"Op de tweede plaats komt {row['second_region']}, met {second}.",
                f"Second comes {row['second_region']}, with {second}.",
            ),
        )
    yield Points(tuple(told))
    if float((edition.members["status"] != "confirmed").mean()) >= 0.5:
        yield Warned(
            say(
                "De meeste deelnames in deze editie zijn overgenomen uit een eerdere editie en niet opnieuw "
                "bevestigd.",
                "Most participations in this edition were carried from an earlier one, not confirmed again.",
            )
        )


def _taking_part(edition: Edition, ids: list[str], language: str) -> Iterator[Block]:
    say = says(language)
    members = edition.members
    sizes = members[members["kind"] == "municipality"].groupby("arrangement").size()
    frame = edition.arrangements.loc[ids]
    yield Heading(say("Waar doen wij aan mee?", "What do we take part in?"))
    unknown = say("onbekend", "unknown")
    main = frame["fields"].map(lambda own: own[0] if own else "")
    for code in [*codes.POLICY_FIELDS.codes, ""]:
        rows = frame[main == code].sort_values("name")
        if rows.empty:
            continue
        yield Heading(codes.POLICY_FIELDS.label(code, language) if code else unknown, 2)
        cells = [
            (
                row.name,
                codes.LEGAL_CLASSES.label(row.legal_class, language) if row.legal_class else unknown,
                codes.OBLIGATIONS.label(row.obligation, language) if row.obligation else unknown,
                str(sizes.get(i, 0)),
            )
            for i, row in zip(rows.index, rows.itertuples(index=False), strict=True)
        ]
        heads = say(
            "Samenwerkingsverband|Vorm|Verplicht?|Gemeenten", "Arrangement|Form|Mandatory?|Municipalities"
        )
        yield Table.of(heads, "wwwn", cells)


def _rights(edition: Edition, ids: list[str], language: str) -> Iterator[Block]:
    """What the council may do, by form, with the article of the law as it read on the day of the edition."""
    say = says(language)
    on = date.fromisoformat(edition.reference_date)
    frame = edition.arrangements.loc[ids]
    yield Heading(say("Wat kan de raad?", "What may the council do?"))
    yield Text(
        say(
            f"Dit staat in de wet op {on:%d-%m-%Y}. Afspraken in een regeling kunnen meer geven.",
            f"This is what the law says on {on:%d-%m-%Y}. An arrangement of its own may give more.",
        )
    )
    found = [basis(f, c) for f, c in zip(frame["legal_form"], frame["legal_class"], strict=True)]
    groups = frame.groupby(pd.Series(found, index=frame.index, dtype=str))
    for key, rows in sorted(groups, key=lambda pair: (-len(pair[1]), str(pair[0]))):
        form, legal_class = ("", str(key)) if key in codes.LEGAL_CLASSES else (str(key), "")
        if key == "unknown":
            form, legal_class = "", ""
        yield Heading(form_words(str(key), language) + f" ({len(rows)})", 2)
        told = [
            (
                STRENGTHS.label(row.strength, language),
                row.words_nl if language == "nl" else row.words_en,
                f"{row.law} {row.article}".strip() or say("niet in de wet", "not in the law"),
            )
            for row in influence(form, legal_class, "municipal_council", on)
        ]
        heads = say("Hoe sterk|In gewone taal|Waar staat het", "How strong|In plain words|Where it stands")
        if told:
            yield Table.of(heads, "www", told)
        else:
            yield Text(
                say("Voor deze datum is de wet niet nagezocht.", "The law of this date was not looked up.")
            )


def form_words(key: str, language: str) -> str:
    """Name of a legal form or class, or that it is not known."""
    for known in (codes.LEGAL_FORMS, codes.LEGAL_CLASSES):
        if key in known.codes:
            words = known.label(key, language)
            return words[:1].upper() + words[1:]
    return says(language)("Vorm niet bekend", "Form not known")


def _with_whom(
    edition: Edition, own: str, town: str, partners: pd.Series, labels: pd.Series, language: str
) -> Iterator[Block]:
    say = says(language)
    yield Heading(say("Met wie?", "With whom?"))
    title = say(f"Met wie {town} het vaakst samenwerkt", f"With whom {town} cooperates most often")
    most = partners.head(PARTNERS)
    svg, source = where(edition, [own, *most.index], labels, title, language, by_region=True)
    names = edition.municipalities["name"]
    yield Picture(title, svg, f"{title}: {', '.join(names.loc[list(most.index)])}.", source)
    heads = say("Gemeente|Samen in verbanden", "Municipality|Arrangements shared")
    yield Table.of(heads, "wn", [(names[i], int(k)) for i, k in most.items()])
