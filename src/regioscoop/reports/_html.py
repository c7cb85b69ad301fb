"""Writes a report as one HTML file that needs nothing else."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from itertools import count

from regioscoop.reports._document import Block, Break, Document, Heading, Picture, Points, Table, Text, Warned
from regioscoop.reports._drawing import plain_names


def html(document: Document) -> str:
    """Write a report as HTML; the figures stand in it as drawings."""
    style = files("regioscoop.reports").joinpath("data", "report.css").read_text(encoding="utf-8")
    number = count(1)
    body = "\n".join(_block(block, number) for block in document.blocks)
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'<p class="kicker">{escape(document.kicker)}</p>\n<h1>{escape(document.title)}</h1>\n'
        f'<p class="subtitle">{escape(document.subtitle)}</p>\n{body}\n</main>\n'
        f"<footer>{escape(document.footer)}</footer>\n</body>\n</html>\n"
    )


def _block(block: Block, number: count[int]) -> str:
    match block:
        case Heading(words, level):
            return f"<h{level + 1}>{escape(words)}</h{level + 1}>"
        case Text(words):
            return f"<p>{escape(words)}</p>"
        case Points(items):
            return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
        case Warned(words):
            return f'<p class="warned">{escape(words)}</p>'
        case Picture():
            return _picture(block, next(number))
        case Table():
            return _table(block)
        case Break():
            return ""


def _picture(block: Picture, number: int) -> str:
    svg = plain_names(block.svg, f"figure{number}-")
    notes = "".join(f"<p>{escape(note)}</p>" for note in block.notes)
    aside = f"<aside>{notes}</aside>" if notes else ""
    drawn = f'<div role="img" aria-label="{escape(block.alt)}">{svg}</div>'
    return (
        f'<figure><p class="named">{escape(block.title)}</p>{drawn}'
        f"<figcaption>{escape(block.caption)}</figcaption>{aside}</figure>"
    )


def _table(block: Table) -> str:
    kinds = [kind for _, kind in block.columns]
    heads = "".join(f'<th scope="col" class="{kind}">{escape(words)}</th>' for words, kind in block.columns)
    rows = "".join(
        "<tr>"
        + "".join(f'<td class="{k}">{escape(c)}</td>' for c, k in zip(row, kinds, strict=True))
        + "</tr>"
        for row in block.rows
    )
    caption = f"<caption>{escape(block.title)}</caption>" if block.title else ""
    table = f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{table}</div>'
