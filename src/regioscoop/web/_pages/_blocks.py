"""Blocks of a report, ready for a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from regioscoop.reports import Picture, plain_names
from regioscoop.web._render import drawing


def parts(blocks: Iterable[Any]) -> list[dict[str, Any]]:
    """Each block of a report with its kind, and its drawing with ids that stand once in the page."""
    return [
        {
            "kind": type(block).__name__,
            "block": block,
            "svg": drawing(plain_names(block.svg, f"figure{k}-")) if isinstance(block, Picture) else None,
        }
        for k, block in enumerate(blocks)
    ]
