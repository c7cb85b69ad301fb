"""The few words of SVG that the figures are written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import pandas as pd


@dataclass(frozen=True)
class Caption:
    """The words of a figure.

    Attributes
    ----------
    title
        What one sees.
    description
        The same for who cannot see it.
    language
        Language of both.
    """

    title: str
    description: str
    language: str = "nl"


@dataclass(frozen=True)
class Drawing:
    """A figure and the table of the numbers that stand in it.

    Attributes
    ----------
    svg
        One ``<svg>`` element.
    table
        What was drawn, one row a mark.
    """

    svg: str
    table: pd.DataFrame = field(repr=False)


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """Write an element.

    Parameters
    ----------
    name
        Name of the element.
    *children
        What stands in it, as SVG.
    **attributes
        ``class_`` is written as ``class``, and every other underscore as a hyphen; None is left out.

    Returns
    -------
    str
        The element; closed at once when it has no children.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_text(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(children)
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def words(name: str, text: str, **attributes: str | float | None) -> str:
    """Write an element that holds text, such as a title."""
    return tag(name, escape(text), **attributes)


def figure(
    *children: str,
    caption: Caption,
    key: str,
    width: float,
    height: float,
    class_: str,
    view: str = "",
    **data: str,
) -> str:
    """Write the outer element, an image with a title and a description for who cannot see it.

    Parameters
    ----------
    *children
        The drawing.
    caption
        Its words.
    key
        Prefix of every id in the drawing, so that several drawings fit in one page.
    width, height
        Size in units of the drawing.
    class_
        Class of the element.
    view
        View box; by default the whole size.
    **data
        Data attributes.
    """
    return tag(
        "svg",
        words("title", caption.title, id=f"{key}-title"),
        words("desc", caption.description, id=f"{key}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=view or f"0 0 {_text(width)} {_text(height)}",
        width=width,
        height=height,
        class_=class_,
        role="img",
        lang=caption.language,
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        **data,
    )


def _text(value: str | float | None) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
