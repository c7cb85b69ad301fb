"""Finds people and places in interviews, and replaces them by the same word everywhere.

Rules and lists only, on this machine: titles (burgemeester, wethouder, mevrouw, dhr.), first names, initials,
addresses of e-mail, telephone numbers, municipalities, and what the user adds. What these do not know stays:
somebody reads the result before it is passed on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.places import centres
from regioscoop.register.codes import Code, CodeList
from regioscoop.voices.interviews._model import Interviews, ordered
from regioscoop.voices.interviews._west_brabant import shipped_table

IDENTITIES: Final = CodeList(
    "what gives somebody away",
    Code("person", "Persoon", "Person"),
    Code("place", "Plaats", "Place"),
    Code("contact", "Contact", "Contact"),
    Code("source", "Interview", "Interview"),
    Code("coder", "Codeur", "Coder"),
)
_BETWEEN: Final = r"(?:(?:van|de|den|der|het|ten|ter|te|in|op|'t|van\s+de[nr]?|van\s+het)\s+){0,3}"
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ][\w'’\-]+"
_SURNAME: Final = rf"{_BETWEEN}{_CAPITAL}(?:-{_CAPITAL})?"
_TITLES: Final = (
    r"burgemeester|wethouder|gemeentesecretaris|secretaris|gedeputeerde|commissaris|griffier|directeur|raadslid"
    r"|dijkgraaf|heemraad|meneer|mevrouw|de\s+heer|dhr\.?|mevr\.?|mw\.?|drs\.?|mr\.?|ir\.?|dr\.?|prof\.?"
)
_TITLED: Final = re.compile(
    rf"\b(?i:{_TITLES})\s+(?:(?:[A-Z]\.\s?)+)?(?P<name>(?:{_CAPITAL}\s+)?(?i:{_BETWEEN}){_CAPITAL})"
)
_INITIALS: Final = re.compile(rf"\b(?P<name>(?:[A-Z]\.\s?){{1,4}}{_SURNAME})")
_CONTACT: Final = re.compile(
    r"(?P<name>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+|(?<![\d.])(?:\+31|0)[\s\-]?\d(?:[\s\-]?\d){7,9}(?!\d))"
)
_NO_NAMES: Final = frozenset(
    (
        "De",
        "Het",
        "Een",
        "En",
        "Maar",
        "Dat",
        "Die",
        "Dit",
        "Deze",
        "Wij",
        "We",
        "Ik",
        "Hij",
        "Zij",
        "Er",
        "Als",
        "Dan",
        "Dus",
        "Ook",
        "Niet",
        "Wel",
        "Nu",
        "Toen",
        "Daar",
        "Hier",
        "Wat",
        "Wie",
        "Hoe",
        "Waar",
        "Waarom",
        "Je",
        "Jij",
        "U",
        "Ze",
        "Van",
        "In",
        "Op",
        "Met",
        "Voor",
        "Na",
        "Om",
        "Bij",
        "Te",
        "Ja",
        "Nee",
        "Want",
        "Of",
    )
)
"""Words that begin a sentence and are no name."""


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


def municipality_names() -> list[str]:
    """Names of the municipalities of 2016 and 2023."""
    names = {name for year in (2016, 2023) for name in centres(year)["name"]}
    return sorted(names | {name.partition(" (")[0] for name in names})


def find_names(texts: Iterable[str], people: Sequence[str] = (), places: Sequence[str] = ()) -> pd.DataFrame:
    """Find people, places and addresses in texts.

    Parameters
    ----------
    texts
        The texts.
    people, places
        Names to look for besides what the rules and lists know.

    Returns
    -------
    DataFrame
        kind (person, place or contact), found; each once, sorted.
    """
    firsts = "|".join(re.escape(name) for name in shipped_table("interview_first_names")["name"])
    named = re.compile(rf"\b(?P<name>(?:{firsts})(?:\s+{_SURNAME})?)(?![\w])")
    known_places = _listed([*municipality_names(), *places])
    known_people = _listed(people)
    found: set[tuple[str, str]] = set()
    for text in texts:
        found |= {("contact", match["name"]) for match in _CONTACT.finditer(text)}
        found |= {("place", match.group()) for match in known_places.finditer(text)}
        found |= {("person", match.group()) for match in known_people.finditer(text)}
        for rule in (_TITLED, _INITIALS, named):
            found |= {("person", _trimmed(match["name"])) for match in rule.finditer(text)}
    taken = {name for kind, name in found if kind == "place"}
    rows = sorted((k, n) for k, n in found if n and not (k == "person" and (n in taken or n in _NO_NAMES)))
    return pd.DataFrame(rows, columns=["kind", "found"])


def _listed(names: Sequence[str]) -> re.Pattern[str]:
    longest = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![\w-])")


def _trimmed(name: str) -> str:
    """The name on one line, without a word at the end that only begins the next sentence."""
    words = name.split()
    while len(words) > 1 and words[-1] in _NO_NAMES:
        words.pop()
    return " ".join(words)


def pseudonymise(
    interviews: Interviews,
    key: Pseudonyms | None = None,
    people: Sequence[str] = (),
    places: Sequence[str] = (),
) -> tuple[Interviews, Pseudonyms]:
    """Replace names of people and places, of the interviews and of the coders, the same one everywhere.

    A bare surname stands for the one person with that surname, when there is one. Positions of codings move
    with the text. The result has no REFI-QDA file to go back to: notes and recordings there are not looked at.

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
    """People with a first name or initials first; then bare names, which may be theirs."""
    known = key.of("person")
    number = len(set(known.values()))
    rows = []
    for name in sorted(set(names) - set(known), key=lambda name: (-len(name.split()), name)):
        theirs = {p for other, p in known.items() if _same_person(name, other)}
        if len(theirs) == 1:
            known[name] = theirs.pop()
        else:
            number += 1
            known[name] = f"{IDENTITIES.label('person')} {number}"
        rows.append(("person", name, known[name]))
    return Pseudonyms(pd.concat([key.rows, pd.DataFrame(rows, columns=key.rows.columns)], ignore_index=True))


def _same_person(name: str, other: str) -> bool:
    """Whether a name is a part of another, such as a surname, or has its initial."""
    short, full = name.lower(), other.lower()
    if full.endswith(f" {short}") or full.startswith(f"{short} "):
        return True
    initial = re.fullmatch(r"([a-z])\.\s?(?:[a-z]\.\s?)*(.+)", short)
    return bool(initial and full.startswith(initial[1]) and full.endswith(f" {initial[2]}"))


def _replaced(interviews: Interviews, key: Pseudonyms) -> Interviews:
    stands = {**key.of("person"), **key.of("place"), **key.of("contact")}
    pattern = _listed(list(stands))
    sources, coders = key.of("source"), {**key.of("coder"), "": ""}
    texts = interviews.texts

    def said(text: str) -> str:
        return pattern.sub(lambda match: f"[{stands[match.group()]}]", text)

    def moved(rows: pd.DataFrame) -> pd.DataFrame:
        out = rows.copy()
        for source, at in rows.groupby("source").groups.items():
            if source not in texts:
                continue
            spots = [
                (m.start(), m.end(), len(stands[m.group()]) + 2) for m in pattern.finditer(texts[source])
            ]
            for end in ("start", "end"):
                out.loc[at, end] = [_moved(place, spots, end == "end") for place in rows.loc[at, end]]
        out["source"] = out["source"].map({**sources, "": ""})
        out["coder"] = out["coder"].map(coders)
        return out

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
    texts_told = interviews.sources.assign(source=told, name=told, text=interviews.sources["text"].map(said))
    notes = (f"{len(interviews.notes)} sources without text",) if interviews.notes else ()
    return replace(
        interviews, name=said(interviews.name), sources=texts_told, codes=codes, codings=ordered(codings),
        links=ordered(links), groups=groups, notes=notes, package=None, is_pseudonymous=True,
    )  # fmt: skip


def _moved(place: int, spots: Sequence[tuple[int, int, int]], is_end: bool) -> int:
    """Where a place in a text is after replacing; inside a name it goes to the outer side of it."""
    if place < 0:
        return place
    shift = 0
    for start, end, length in spots:
        if end <= place:
            shift += length - (end - start)
        elif start < place:
            return start + shift + (length if is_end else 0)
        else:
            break
    return place + shift


def read_key(path: Path) -> Pseudonyms:
    """Read pseudonyms that were kept.

    Raises
    ------
    InputError
        When it is no such file.
    """
    allowed = "a CSV with kind, found, pseudonym"
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
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
    names = [*key.of("person"), *key.of("place"), *key.of("contact")]
    pattern = _listed(names)
    return sorted({match.group() for text in texts.values() for match in pattern.finditer(text)})
