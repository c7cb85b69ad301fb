"""Drawings of several writers in one document."""

from __future__ import annotations

import re
from typing import Final

_ID: Final = re.compile(r'\bid="([^"]+)"')
_NAMED: Final = re.compile(r'(\bid="|url\(#|href="#|aria-labelledby=")([^")]+)(["\)])')


def plain_names(svg: str, prefix: str = "part") -> str:
    """Number the ids of a drawing from one: Vega counts on over all that one program draws."""
    found = {name: f"{prefix}{k}" for k, name in enumerate(dict.fromkeys(_ID.findall(svg)), start=1)}

    def renamed(match: re.Match[str]) -> str:
        names = [found.get(name, name) for name in match[2].split()]
        return match[1] + " ".join(names) + match[3]

    return _NAMED.sub(renamed, svg)
