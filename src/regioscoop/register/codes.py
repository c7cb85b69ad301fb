"""The code lists of the register (codebook 1): stable codes with a Dutch and an English label.

A code is what stands in a table; a label is what a reader sees. Sources of the definitions are named in
``docs/explanation/method.md``; codes that are ours and not the study's are listed in `OWN_FIELDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Code:
    """One entry of a code list.

    Attributes
    ----------
    code
        Stable identifier, as it stands in the tables.
    nl
        Dutch label.
    en
        English label.
    """

    code: str
    nl: str
    en: str


class CodeList:
    """An ordered list of codes.

    Parameters
    ----------
    name
        Name of the list, used in error messages.
    entries
        The codes in the order in which they are shown.
    """

    def __init__(self, name: str, *entries: Code) -> None:
        self.name = name
        self.entries = entries
        self._by_code = {entry.code: entry for entry in entries}

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Code:
        return self._by_code[code]

    @property
    def codes(self) -> list[str]:
        """All codes, in order."""
        return list(self._by_code)

    def label(self, code: str, language: str = "nl") -> str:
        """Label of a code in ``nl`` or ``en``; an empty code gives the word for unknown."""
        if not code:
            return {"nl": "onbekend", "en": "unknown"}[language]
        entry = self._by_code[code]
        return entry.nl if language == "nl" else entry.en


POLICY_FIELDS: Final = CodeList(
    "policy field",
    Code("spatial", "Ruimte en wonen", "Spatial planning and housing"),
    Code("economy", "Economie en arbeidsmarkt", "Economy and labour market"),
    Code("social", "Sociaal domein en onderwijs", "Social domain and education"),
    Code("safety", "Veiligheid en gezondheid", "Safety and health"),
    Code("energy", "Energie en duurzaamheid", "Energy and sustainability"),
    Code("mobility", "Mobiliteit", "Mobility"),
    Code("environment", "Milieu, water en natuur", "Environment, water and nature"),
    Code("administration", "Bestuur en bedrijfsvoering", "Administration and shared services"),
)
OWN_FIELDS: Final = ("mobility", "environment", "administration")
"""Policy fields that are ours: the source text names only the other five."""

LEGAL_CLASSES: Final = CodeList(
    "legal class",
    Code("wgr_body", "Zelfstandig lichaam volgens de Wgr", "Independent body under the Wgr"),
    Code("private_body", "Zelfstandig lichaam, privaatrechtelijk", "Independent body under private law"),
    Code("no_body", "Geen rechtspersoonlijkheid", "No legal personality"),
)

LEGAL_FORMS: Final = CodeList(
    "legal form",
    Code("openbaar_lichaam", "openbaar lichaam", "public body"),
    Code("bedrijfsvoeringsorganisatie", "bedrijfsvoeringsorganisatie", "shared-service organisation"),
    Code("gemeenschappelijk_orgaan", "gemeenschappelijk orgaan", "joint committee"),
    Code("centrumregeling", "centrumregeling", "central-municipality arrangement"),
    Code("regeling_zonder_meer", "regeling zonder meer", "plain arrangement"),
    Code("nv", "naamloze vennootschap", "public limited company"),
    Code("bv", "besloten vennootschap", "private limited company"),
    Code("stichting", "stichting", "foundation"),
    Code("vereniging", "vereniging", "association"),
    Code("cooperatie", "coöperatie", "cooperative"),
    Code("bestuursovereenkomst", "bestuursovereenkomst", "administrative agreement"),
    Code("convenant", "convenant", "covenant"),
    Code("network", "netwerk", "network"),
    Code("unknown", "onbekend", "unknown"),
)

CLASS_OF_FORM: Final[dict[str, str]] = {
    "openbaar_lichaam": "wgr_body",
    "bedrijfsvoeringsorganisatie": "wgr_body",
    "gemeenschappelijk_orgaan": "no_body",
    "centrumregeling": "no_body",
    "regeling_zonder_meer": "no_body",
    "nv": "private_body",
    "bv": "private_body",
    "stichting": "private_body",
    "vereniging": "private_body",
    "cooperatie": "private_body",
    "bestuursovereenkomst": "no_body",
    "convenant": "no_body",
    "network": "no_body",
}
WGR_FORMS: Final = (
    "openbaar_lichaam",
    "bedrijfsvoeringsorganisatie",
    "gemeenschappelijk_orgaan",
    "centrumregeling",
    "regeling_zonder_meer",
)
"""Forms that rest on the Wgr, with or without legal personality."""

OBLIGATIONS: Final = CodeList(
    "obligation",
    Code("mandatory", "verplicht", "mandatory"),
    Code("semi_mandatory", "half verplicht", "semi-mandatory"),
    Code("voluntary", "vrijwillig", "voluntary"),
)

GOALS: Final = CodeList(
    "goal",
    Code("operational", "operationeel", "operational"),
    Code("tactical", "tactisch", "tactical"),
    Code("strategic", "strategisch", "strategic"),
)

ORGANISATION_KINDS: Final = CodeList(
    "kind of organisation",
    Code("municipality", "gemeente", "municipality"),
    Code("province", "provincie", "province"),
    Code("water_board", "waterschap", "water board"),
    Code("ministry", "ministerie", "ministry"),
    Code("other_government", "andere overheid", "other government"),
    Code("company", "bedrijf", "company"),
    Code("education", "onderwijs", "education"),
    Code("civil_society", "maatschappelijke organisatie", "civil society"),
    Code("residents", "inwoners", "residents"),
)
DECENTRAL: Final = ("municipality", "province", "water_board")
GOVERNMENTS: Final = (*DECENTRAL, "ministry")
"""Dutch governments: what the inclusion rules count. Foreign and joint bodies are ``other_government``."""

PARTICIPATION_STATUSES: Final = CodeList(
    "status of a participation",
    Code("confirmed", "bevestigd door een bron", "confirmed by a source"),
    Code("carried", "overgenomen uit een eerdere editie", "carried from an earlier edition"),
    Code("carried-split", "overgenomen, na splitsing", "carried, after a split"),
)
RELATION_KINDS: Final = CodeList(
    "kind of relation",
    Code("successor", "opgevolgd door", "succeeded by"),
    Code("merged_into", "opgegaan in", "merged into"),
    Code("part_of", "onderdeel van", "part of"),
    Code("same_as", "hetzelfde als", "same as"),
)
CODING_STATUSES: Final = CodeList(
    "status of the coding",
    Code("confirmed", "bevestigd door mensen", "confirmed by people"),
    Code("rule", "volgt uit het codeboek", "follows from the codebook"),
    Code("guess", "voorgesteld door een model, niet bevestigd", "suggested by a model, not confirmed"),
)
CERTAINTIES: Final = CodeList("certainty", Code("sure", "zeker", "sure"), Code("unsure", "onzeker", "unsure"))
CRITERION_STATES: Final = CodeList(
    "state of a criterion",
    Code("met", "voldaan", "met"),
    Code("not_met", "niet voldaan", "not met"),
    Code("undetermined", "niet vast te stellen", "undetermined"),
)
BUDGET_ATTRIBUTES: Final = CodeList(
    "what a budget says",
    Code("contribution", "bijdrage", "contribution"),
    Code("board_seats", "zetels in het bestuur", "seats on the board"),
    Code("equity_start", "eigen vermogen, begin", "equity at the start"),
    Code("equity_end", "eigen vermogen, eind", "equity at the end"),
    Code("debt_start", "vreemd vermogen, begin", "debt at the start"),
    Code("debt_end", "vreemd vermogen, eind", "debt at the end"),
    Code("result", "resultaat", "result"),
)
