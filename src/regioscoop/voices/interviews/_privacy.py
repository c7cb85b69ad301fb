"""Replaces people and places in interviews by the same word everywhere, and keeps the key apart.

What the rules and lists of `find_names` do not know stays: somebody reads the result before it is passed on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import Code, CodeList
from regioscoop.voices.interviews._model import Interviews, ordered
from regioscoop.voices.interviews._names import Finder, find_names

IDENTITIES: Final = CodeList(
    "what gives somebody away",
    Code("person", "Persoon", "Person"),
    Code("place", "Plaats", "Place"),
    Code("contact", "Contact", "Contact"),
    Code("source", "Interview", "Interview"),
    Code("coder", "Codeur", "Coder"),
)


@dataclass(frozen=True)
class Pseudonyms:
    """What stands for whom. Keep it apart: who has it can undo the replacing.

    Attributes
    ----------
    rows
        kind (`IDENTITIES`), found (as it stands in the text), pseudonym.
    """

    rows: pd.DataFrame = field(repr=False)

    @classmethod
    def none(cls) -> Pseudonyms:
        """No pseudonyms yet."""
        return cls(pd.DataFrame(columns=["kind", "found", "pseudonym"], dtype="object"))

    def of(self, kind: str) -> dict[str, str]:
        """What was found -> its pseudonym, of one kind."""
        rows = self.rows[self.rows["kind"] == kind]
        return dict(zip(rows["found"], rows["pseudonym"], strict=True))


def pseudonymise(
    interviews: Interviews,
    key: Pseudonyms | None = None,
    people: Sequence[str] = (),
    places: Sequence[str] = (),
) -> tuple[Interviews, Pseudonyms]:
    """Replace names of people and places, of the interviews and of the coders, the same one everywhere.

    A bare surname stands for the one person with that surname, when there is one. Positions of codings move
    with the text. The result has no REFI-QDA file to go back to: nobody looked at the notes in that.

    Parameters
    ----------
    interviews
        The project.
    key
        Pseudonyms that were given before; they are kept.
    people, places
        Names to look for besides what the rules and lists know.

    Returns
    -------
    interviews, key : tuple
        The project with pseudonyms, and what stands for whom.
    """
    labels = [
        *interviews.codes["code"],
        *interviews.codes["description"],
        *interviews.groups.to_numpy().ravel(),
    ]
    ends = [*interviews.links["cause"], *interviews.links["effect"]]
    found = find_names([*interviews.texts.values(), *map(str, labels), *ends], people, places)
    coders = sorted({*interviews.codings["coder"], *interviews.links["coder"]} - {""})
    given = key or Pseudonyms.none()
    made = given
    for kind in ("place", "contact"):
        made = _give(made, kind, list(found.loc[found["kind"] == kind, "found"]))
    made = _give_people(made, list(found.loc[found["kind"] == "person", "found"]))
    made = _give(made, "source", list(interviews.sources["source"]))
    made = _give(made, "coder", coders)
    return _replaced(interviews, made), made


def _give(key: Pseudonyms, kind: str, names: Sequence[str]) -> Pseudonyms:
    known = key.of(kind)
    word, number = IDENTITIES.label(kind), len(set(known.values()))
    new = [name for name in names if name not in known]
    rows = [(kind, name, f"{word} {number + k}") for k, name in enumerate(new, start=1)]
    return Pseudonyms(pd.concat([key.rows, pd.DataFrame(rows, columns=key.rows.columns)], ignore_index=True))


def _give_people(key: Pseudonyms, names: Sequence[str]) -> Pseudonyms:
    """Full names first; then parts of names and initials, which may be theirs."""
    known = key.of("person")
    number = len(set(known.values()))
    rows = []
    for name in sorted(set(names) - set(known), key=_fullness):
        theirs = {p for other, p in known.items() if _same_person(name, other)}
        if len(theirs) == 1:
            known[name] = theirs.pop()
        else:
            number += 1
            known[name] = f"{IDENTITIES.label('person')} {number}"
        rows.append(("person", name, known[name]))
    return Pseudonyms(pd.concat([key.rows, pd.DataFrame(rows, columns=key.rows.columns)], ignore_index=True))


def _fullness(name: str) -> tuple[bool, int, str]:
    """Order in which names get a pseudonym: full names, then initials, each the longest first."""
    return name.partition(" ")[0].endswith("."), -len(name.split()), name


def _same_person(name: str, other: str) -> bool:
    """Whether a name is a part of another, such as a surname, or has its initial."""
    short, full = name.lower(), other.lower()
    if full.endswith(f" {short}") or full.startswith(f"{short} "):
        return True
    initial = re.fullmatch(r"([a-z])\.\s?(?:[a-z]\.\s?)*(.+)", short)
    return bool(initial and full.startswith(initial[1]) and full.endswith(f" {initial[2]}"))


def _replaced(interviews: Interviews, key: Pseudonyms) -> Interviews:
    stands = {**key.of("person"), **key.of("place"), **key.of("contact")}
    finder = Finder(stands)
    sources, coders = key.of("source"), {**key.of("coder"), "": ""}
    texts = interviews.texts
    spots = {source: finder.spots(text) for source, text in texts.items()}

    def said(text: str) -> str:
        return _filled(text, finder.spots(text), stands)

    def moved(rows: pd.DataFrame) -> pd.DataFrame:
        ends = {end: rows[end].to_numpy(copy=True) for end in ("start", "end")}
        for source, at in rows.groupby("source").indices.items():
            if source in spots:
                for end, places in ends.items():
                    places[at] = _moved(places[at], texts[source], spots[source], stands, end == "end")
        who = {"source": rows["source"].map({**sources, "": ""}), "coder": rows["coder"].map(coders)}
        return rows.assign(**ends, **who)

    codes = interviews.codes.assign(
        **{
            name: interviews.codes[name].map(said)
            for name in ("code", "parent", "perspective", "description")
        }
    )
    codings, links = moved(interviews.codings), moved(interviews.links)
    codings["code"] = codings["code"].map(said)
    links = links.assign(cause=links["cause"].map(said), effect=links["effect"].map(said))
    groups = interviews.groups.map(lambda cell: said(str(cell)))
    groups.index = pd.Index([sources[name] for name in groups.index], name="source")
    told = [sources[name] for name in interviews.sources["source"]]
    filled = [_filled(text, spots[source], stands) for source, text in texts.items()]
    texts_told = interviews.sources.assign(source=told, name=told, text=filled)
    notes = (f"{len(interviews.notes)} sources without text",) if interviews.notes else ()
    return replace(
        interviews, name=said(interviews.name), sources=texts_told, codes=codes, codings=ordered(codings),
        links=ordered(links), groups=groups, notes=notes, package=None, is_pseudonymous=True,
    )  # fmt: skip


def _filled(text: str, spots: Sequence[tuple[int, int]], stands: Mapping[str, str]) -> str:
    """The text with pseudonyms in the place of names."""
    parts, done = [], 0
    for start, end in spots:
        parts += [text[done:start], f"[{stands[text[start:end]]}]"]
        done = end
    return "".join([*parts, text[done:]])


def _moved(
    places: NDArray[np.int64],
    text: str,
    spots: Sequence[tuple[int, int]],
    stands: Mapping[str, str],
    is_end: bool,
) -> NDArray[np.int64]:
    """Where places in a text are after replacing; inside a name they go to the outer side of it."""
    if not spots:
        return places
    starts, ends = np.array(spots).T
    lengths = np.array([len(stands[text[a:b]]) + 2 for a, b in spots])
    shifts = np.concatenate([[0], np.cumsum(lengths - (ends - starts))])
    before = np.searchsorted(ends, places, side="right")
    inside = np.minimum(before, len(spots) - 1)
    is_inside = (before < len(spots)) & (starts[inside] < places)
    outer = starts[inside] + shifts[inside] + (lengths[inside] if is_end else 0)
    return np.where(places < 0, places, np.where(is_inside, outer, places + shifts[before]))


def read_key(path: Path) -> Pseudonyms:
    """Read pseudonyms that were kept.

    Raises
    ------
    InputError
        When it is no such file.
    """
    allowed = "a CSV with kind, found, pseudonym"
    try:
        rows = pd.read_csv(path, dtype="object", keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError("The key cannot be read", [Problem(path.name, str(error), allowed)]) from error
    if list(rows.columns) != ["kind", "found", "pseudonym"]:
        raise InputError("The key cannot be read", [Problem(path.name, ", ".join(rows.columns), allowed)])
    return Pseudonyms(rows)


def write_key(key: Pseudonyms, path: Path) -> None:
    """Write pseudonyms to a file that only its owner can read, whole and in one move."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        key.rows.to_csv(file, index=False, lineterminator="\n")
    temporary.replace(path)


def names_left(texts: Mapping[str, str], key: Pseudonyms) -> list[str]:
    """Names of the key that still stand in texts; empty when every one was replaced."""
    finder = Finder([*key.of("person"), *key.of("place"), *key.of("contact")])
    return sorted({text[a:b] for text in texts.values() for a, b in finder.spots(text)})
