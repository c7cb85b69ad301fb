"""What a council member can do: questions from what is odd, and decisions that are coming."""

from __future__ import annotations

from typing import Final

from regioscoop.errors import UnknownNameError
from regioscoop.reports import council_blocks, council_handout, pdf
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._blocks import parts
from regioscoop.web._pages._types import Content

KIND: Final = "raadslid"


def council(atlases: Atlases, page: Page) -> Content:
    """The hand-out of one municipality, on a page."""
    atlas = atlases.get(page.edition)
    names = atlas.edition.municipalities["name"]
    if page.id not in names.index:
        raise UnknownNameError("gemeente", page.id, [*names.index, *names])
    blocks = parts(council_blocks(atlas.edition, atlas.found, page.id, page.language))
    return "council", {"municipality": page.id, "name": str(names[page.id]), "blocks": blocks}


def council_pdf(atlases: Atlases, page: Page) -> bytes:
    """The same as a PDF to print.

    Raises
    ------
    UnknownNameError
        When there is no such municipality.
    """
    atlas = atlases.get(page.edition)
    return pdf(council_handout(atlas.edition, atlas.found, page.id, page.language))
