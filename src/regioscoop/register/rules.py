"""The inclusion rules: what counts as an arrangement.

The rule sets that `docs/explanation/method.md` describes: three of studies, the one the shipped editions
were made with, and one for France. Each criterion is answered per arrangement with met, not met or
undetermined, and on what evidence; a criterion that no source speaks of is undetermined, never assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.register.codes import DECENTRAL, GOVERNMENTS
from regioscoop.register.edition import Edition


@dataclass(frozen=True)
class RuleSet:
    """One set of inclusion rules.

    Attributes
    ----------
    id, about
        Id and what it is.
    criteria
        The criteria that must all be met.
    """

    id: str
    about: str
    criteria: tuple[str, ...]


CRITERIA: Final[dict[str, str]] = {
    "two_governments": "at least two Dutch governments take part",
    "one_government": "at least one Dutch government takes part",
    "one_decentral": "at least one municipality, province or water board takes part",
    "named": "it has a name",
    "recorded_purpose": "its purpose is recorded",
    "recorded": "the cooperation is recorded in a source",
    "in_a_budget": "a budget names it as a linked party",
    "fixed_interaction": "a fixed group meets at a fixed frequency with an agenda, for a year or longer",
    "not_denied": "no participant denies it",
    "own_tax_epci": "the national list of France names it among the EPCI with taxes of their own",
}
RULE_SETS: Final[dict[str, RuleSet]] = {
    r.id: r
    for r in (
        RuleSet(
            "sotb-2025",
            "Staat van het Bestuur 2025",
            ("two_governments", "named", "recorded_purpose", "fixed_interaction", "not_denied"),
        ),
        RuleSet("sotb-2017", "Staat van het Bestuur 2017 and 2020", ("in_a_budget", "one_government")),
        RuleSet("regioatlas", "Regioatlas", ("two_governments", "one_decentral", "recorded")),
        RuleSet(
            "wgr-and-divisions-2016",
            "Joint arrangements of the provincial registers and the nationwide divisions that count as "
            "cooperation; says nothing of informal or private forms",
            ("two_governments", "one_decentral", "recorded"),
        ),
        RuleSet(
            "france-epci",
            "EPCI with taxes of their own (France)",
            ("own_tax_epci",),
        ),
    )
}


def evaluate_criteria(edition: Edition) -> pd.DataFrame:
    """Answer every criterion for every arrangement.

    Parameters
    ----------
    edition
        The edition.

    Returns
    -------
    DataFrame
        arrangement, criterion, met (met, not_met, undetermined), evidence: what the register itself
        shows, overruled by what the table ``criteria`` of the edition records.
    """
    frame = edition.arrangements
    counts = pd.crosstab(edition.members["arrangement"], edition.members["kind"])
    counts = counts.reindex(index=frame.index, fill_value=0)
    governments = counts.reindex(columns=list(GOVERNMENTS), fill_value=0).sum(axis=1)
    decentral = counts.reindex(columns=list(DECENTRAL), fill_value=0).sum(axis=1)
    disputed = edition["participations"].query("recognised == 'no'")["arrangement"].unique()
    unknown = pd.Series("undetermined", index=frame.index)
    answers = {
        "two_governments": _yes_no(governments >= 2),
        "one_government": _yes_no(governments >= 1),
        "one_decentral": _yes_no(decentral >= 1),
        "named": _yes_no(frame["name"].ne("")),
        "recorded_purpose": unknown.mask(frame["purpose"].ne(""), "met"),
        "recorded": pd.Series("met", index=frame.index),
        "in_a_budget": unknown,
        "fixed_interaction": unknown,
        "not_denied": unknown,
        "own_tax_epci": unknown,
    }
    evidence = {
        "two_governments": governments.map("{} governments in the register".format),
        "one_government": governments.map("{} governments in the register".format),
        "one_decentral": decentral.map("{} decentral governments in the register".format),
        "recorded": frame["source"],
        "not_denied": unknown.where(frame.index.isin(disputed), "nobody was asked").mask(
            frame.index.isin(disputed), "two sources disagree on who takes part"
        ),
    }
    none = pd.Series("no source speaks of it", index=frame.index)
    computed = pd.concat(
        pd.DataFrame(
            {
                "arrangement": frame.index,
                "criterion": name,
                "met": met.to_numpy(),
                "evidence": evidence.get(name, none).to_numpy(),
            }
        )
        for name, met in answers.items()
    )
    recorded = edition["criteria"][["arrangement", "criterion", "met", "evidence"]]
    both = pd.concat([recorded, computed]).drop_duplicates(["arrangement", "criterion"])
    return both.sort_values(["arrangement", "criterion"]).reset_index(drop=True)


def apply_rule_set(edition: Edition, rule_set: str) -> pd.DataFrame:
    """Which arrangements a rule set counts.

    Parameters
    ----------
    edition
        The edition.
    rule_set
        Id of the rule set.

    Returns
    -------
    DataFrame
        Index arrangement; ``counts``: met when every criterion is met, not_met when one is not, else
        undetermined; ``because``: the criteria that decide.

    Raises
    ------
    UnknownNameError
        When there is no such rule set.
    """
    if rule_set not in RULE_SETS:
        raise UnknownNameError("rule set", rule_set, list(RULE_SETS))
    answers = evaluate_criteria(edition)
    answers = answers[answers["criterion"].isin(RULE_SETS[rule_set].criteria)]
    wide = answers.pivot_table(index="arrangement", columns="criterion", values="met", aggfunc="first")
    fails, open_ = wide.eq("not_met"), wide.eq("undetermined")
    counts = pd.Series("met", index=wide.index)
    counts = counts.mask(open_.any(axis=1), "undetermined").mask(fails.any(axis=1), "not_met")
    decides = fails.where(fails.any(axis=1), open_)
    because = [
        ", ".join(c for c, hit in zip(wide.columns, row, strict=True) if hit) for row in decides.to_numpy()
    ]
    return pd.DataFrame({"counts": counts, "because": because})


def _yes_no(answer: pd.Series) -> pd.Series:
    return answer.map({True: "met", False: "not_met"})
