"""The codes and names of the arrangements of 2016: from decisions, and from rules for nationwide systems."""

from __future__ import annotations

import re

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import CLASS_OF_FORM
from regioscoop.register.importing._common import CODEBOOK, DIVISIONS, REGISTERS, decisions, slugify

_ENDED = re.compile(r"\s*\((in 2016 opgeheven|in 2016 opgegaan in [^)]*|opgeheven[^)]*|in liquidatie)\)")


def ids_of(records: pd.DataFrame, counted: pd.DataFrame) -> dict[str, str]:
    names = {name: display_name(name, counted) for name in sorted(records["arrangement"].unique())}
    ids = {name: slugify(shown) for name, shown in names.items()}
    doubles = pd.Series(ids).value_counts()
    return {
        name: slug if doubles[slug] == 1 else slugify(name.replace("|", " ")) for name, slug in ids.items()
    }


def display_name(record: str, counted: pd.DataFrame) -> str:
    if "|" not in record:
        return _ENDED.sub("", record).strip()
    division, region = record.split("|", 1)
    prefix = counted["prefix"][division]
    return f"{prefix} {region}".strip()


def coded_arrangements(
    records: pd.DataFrame, ids: dict[str, str], counted: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    codes = decisions("codes_2016").set_index("arrangement_name")
    rows, fields = [], []
    for name, group in records.groupby("arrangement", sort=True):
        names = sorted(set(group["record"]))
        divisions = [d for d in group["division"].unique() if d]
        coded = _code(str(name), names, divisions, codes, counted)
        seats = [s for s in group["seat"].unique() if s]
        aliases = sorted({display_name(n, counted) for n in names} - {display_name(str(name), counted)})
        own_fields = coded.pop("fields")
        rows.append(
            {
                "id": ids[str(name)],
                "name": display_name(str(name), counted),
                "aliases": "|".join(aliases),
                "seat": seats[0] if seats else "",
                "purpose": "",
                "founded": "",
                "dissolved": _dissolved(str(name)),
                **coded,
                "source": REGISTERS if (group["source"] == REGISTERS).any() else DIVISIONS,
            }
        )
        fields += [(ids[str(name)], f, rank, coded["coded_by"]) for rank, f in enumerate(own_fields, start=1)]
    frame = pd.DataFrame(fields, columns=["arrangement", "policy_field", "rank", "source"])
    return pd.DataFrame(rows), frame.assign(source=CODEBOOK)


def _dissolved(name: str) -> str:
    if match := re.search(r"opgeheven per 25 januari 2016", name):
        return "2016-01-25" if match else ""
    return "2016" if "(in 2016 " in name else ""


def _code(
    name: str, names: list[str], divisions: list[str], codes: pd.DataFrame, counted: pd.DataFrame
) -> dict[str, str]:
    """Codes of one arrangement: from reading its name, and from the rules for nationwide systems."""
    read = next((n for n in (name, *names) if n in codes.index), None)
    rule = counted.loc[divisions[0]] if divisions else None
    if read is not None:
        row = codes.loc[read]
        out = {
            "fields": row["fields"].split("|"),
            "obligation": row["obligation"],
            "goal": row["goal"],
            "coded_by": f"language model, codebook 1, {row['method']}",
            "coding_status": "guess",
            "coding_certainty": row["certainty"],
        }
        legal = _legal(row["legal_form"], "wgr_body", "unsure")
    else:
        if rule is None:
            raise InputError("An arrangement has no codes", [Problem("codes_2016", name, "a row of codes")])
        out = {
            "fields": rule["fields"].split("|"),
            "obligation": rule["obligation"],
            "goal": rule["goal"],
            "coded_by": "codebook 1, rule for the division",
            "coding_status": "rule",
            "coding_certainty": "sure",
        }
        legal = _legal(
            _form_in_name(name) or rule["legal_form"], rule["legal_class"], rule["legal_certainty"]
        )
    obligations = [out["obligation"], *(counted["obligation"][d] for d in divisions)]
    strictest = min(obligations, key=["mandatory", "semi_mandatory", "voluntary"].index)
    if strictest != "voluntary":
        out |= {"obligation": strictest, "goal": ""}
    if "veiligheidsregios" in divisions:
        legal = _legal("openbaar_lichaam", "wgr_body", "sure")
    return out | legal


def _legal(form: str, otherwise: str, certainty: str) -> dict[str, str]:
    known = CLASS_OF_FORM.get(form)
    sure = "sure" if known is not None and form != "network" else certainty
    return {"legal_class": known or otherwise, "legal_form": form, "legal_certainty": sure}


def _form_in_name(name: str) -> str:
    """The form that the name of a company itself shows."""
    tail = re.sub(r"[^a-z]+$", "", name.casefold().replace(".", ""))
    for form in ("nv", "bv"):
        if re.search(rf"\b{form}$", tail) or re.search(rf"\b{form}\b", tail):
            return form
    return ""
