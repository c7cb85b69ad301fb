"""Identifiers of governments in TOOI, the thesaurus of Dutch government organisations.

TOOI writes ``https://identifier.overheid.nl/tooi/id/<kind>/<code>``, with the code of CBS in small letters.
Our registers know water boards by name only; the codes of those that exist today stand here. Of boards that
have been merged, and of every other kind of organisation, no identifier is given.
"""

from __future__ import annotations

import re
from typing import Final

ROOT: Final = "https://identifier.overheid.nl/tooi/id"
_KINDS: Final = {"GM": "gemeente", "PV": "provincie", "WS": "waterschap"}
_CODE: Final = re.compile(r"(GM\d{4}|PV\d{2}|WS\d{4})")
_WATER_BOARDS: Final[dict[str, str]] = {
    "waterschap-rijn-en-ijssel": "WS0152",
    "hoogheemraadschap-amstel-gooi-en-vecht": "WS0155",
    "hoogheemraadschap-van-delfland": "WS0372",
    "waterschap-de-dommel": "WS0539",
    "hoogheemraadschap-van-rijnland": "WS0616",
    "waterschap-rivierenland": "WS0621",
    "hoogheemraadschap-de-stichtse-rijnlanden": "WS0636",
    "waterschap-hunze-en-aas": "WS0646",
    "waterschap-noorderzijlvest": "WS0647",
    "waterschap-zuiderzeeland": "WS0650",
    "hoogheemraadschap-hollands-noorderkwartier": "WS0651",
    "waterschap-brabantse-delta": "WS0652",
    "wetterskip-fryslan": "WS0653",
    "waterschap-aa-en-maas": "WS0654",
    "waterschap-hollandse-delta": "WS0655",
    "hoogheemraadschap-van-schieland-en-de-krimpenerwaard": "WS0656",
    "waterschap-scheldestromen": "WS0661",
    "waterschap-vallei-en-veluwe": "WS0662",
    "waterschap-vechtstromen": "WS0663",
    "waterschap-drents-overijsselse-delta": "WS0664",
    "waterschap-limburg": "WS0665",
}


def tooi(organisation: str) -> str:
    """Identifier of an organisation in TOOI.

    Parameters
    ----------
    organisation
        Id in the register, such as ``GM0363`` or ``waterschap-rivierenland``.

    Returns
    -------
    str
        A URI; empty when TOOI is not known to have one.
    """
    code = _WATER_BOARDS.get(organisation, organisation)
    if not _CODE.fullmatch(code):
        return ""
    return f"{ROOT}/{_KINDS[code[:2]]}/{code.lower()}"
