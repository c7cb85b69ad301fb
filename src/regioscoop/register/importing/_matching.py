"""From a name in a source to the organisation that is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

TYPING_ERROR_CUTOFF = 85.0
"""Least similarity (rapidfuzz ratio, 0 to 100) at which a name is read as a typing error of another."""


@dataclass(frozen=True)
class Match:
    """What became of a name.

    Attributes
    ----------
    ids
        Organisations that are meant: one, more where a cell held two names, none when left out.
    how
        Why, in words; empty when the name stood there exactly.
    repaired
        Whether something had to be repaired.
    """

    ids: tuple[str, ...]
    how: str = ""
    repaired: bool = False


def normalise(name: str) -> str:
    """Lower case, without accents, brackets, punctuation and double blanks."""
    text = unicodedata.normalize("NFKD", name.replace("ĳ", "ij")).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", text).strip()


class NameMatcher:
    """Finds the organisation behind a name: by exact name, spelling, merger, decision or typing error.

    Parameters
    ----------
    organisations
        id, name, kind, province of all that may be meant.
    heirs
        old_name, new, new_name, share of municipalities that were dissolved.
    decisions
        found, scope, ids, why: what a person decided; ``scope`` is an arrangement name, a province, or
        empty for everywhere; no ids means that the name is left out.
    minimum_share
        Least share of the area that makes a municipality an heir.
    """

    def __init__(
        self,
        organisations: pd.DataFrame,
        heirs: pd.DataFrame,
        decisions: pd.DataFrame,
        minimum_share: float = 0.2,
    ) -> None:
        self._province = dict(zip(organisations["id"], organisations["province"], strict=True))
        self._kind = dict(zip(organisations["id"], organisations["kind"], strict=True))
        self._exact: dict[str, list[str]] = {}
        self._loose: dict[str, list[str]] = {}
        for id_, name in zip(organisations["id"], organisations["name"], strict=True):
            self._exact.setdefault(name, []).append(id_)
            self._loose.setdefault(normalise(name), []).append(id_)
            bare = normalise(re.sub(r"\(.*?\)", "", name))
            if bare != normalise(name):
                self._loose.setdefault(bare, []).append(id_)
        self._heirs = {
            old: group["new"].tolist()
            for old, group in heirs[heirs["share"] >= minimum_share].groupby("old_name", sort=False)
        }
        self._decisions: Mapping[tuple[str, str], tuple[tuple[str, ...], str]] = {
            (row.found, row.scope): (tuple(row.ids.split("|")) if row.ids else (), row.why)
            for row in decisions.itertuples()
        }

    def match(self, name: str, arrangement: str = "", province: str = "") -> Match:
        """Find who is meant.

        Parameters
        ----------
        name
            The name as it stands in the source.
        arrangement, province
            Where it stands: decides between two of one name.
        """
        for scope in (arrangement, province, ""):
            if (name.strip(), scope) in self._decisions:
                ids, why = self._decisions[name.strip(), scope]
                return Match(ids, why, repaired=bool(ids))
        if len(self._exact.get(name, ())) == 1 and len(self._loose[normalise(name)]) == 1:
            return Match((self._exact[name][0],))
        for steps in (self._by_spelling, self._by_merger, self._by_typing_error):
            found = steps(name, province)
            if found is not None:
                return found
        return Match((), "stands in no list of organisations and no loaded merger")

    def _by_spelling(self, name: str, province: str) -> Match | None:
        candidates = self._loose.get(normalise(name), [])
        if len(candidates) > 1:
            here = [c for c in candidates if self._province[c] == province]
            if len(here) == 1:
                return Match((here[0],), f"several of this name; the one in {province}", repaired=True)
            return Match((), "several of this name and no province that decides")
        if candidates:
            return Match((candidates[0],), "other spelling of the name", repaired=True)
        return None

    def _by_merger(self, name: str, province: str) -> Match | None:
        heirs = self._heirs.get(name.strip())
        if heirs is None:
            return None
        return Match(tuple(heirs), "dissolved municipality, replaced by its heir", repaired=True)

    def _by_typing_error(self, name: str, province: str) -> Match | None:
        pool = [
            n
            for n, ids in self._loose.items()
            if len(ids) == 1 and (not province or self._province[ids[0]] in ("", province))
        ]
        hits = process.extract(
            normalise(name), pool, scorer=fuzz.ratio, score_cutoff=TYPING_ERROR_CUTOFF, limit=2
        )
        if len(hits) == 1 or (len(hits) == 2 and hits[0][1] > hits[1][1] + 3):
            how = f"typing error (similarity {hits[0][1]:.0f} of 100)"
            return Match((self._loose[hits[0][0]][0],), how, repaired=True)
        return None
