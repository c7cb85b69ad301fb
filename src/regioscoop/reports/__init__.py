"""Reports: what the numbers of one or more editions say, for the country, a region or a municipality.

A report is first a `Document` of headings, sentences, figures and tables; `pdf` and `html` set it. The table
of `beside_published` needs none of the extra packages; what needs them is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from regioscoop.reports._dutch import DUTCH
from regioscoop.reports._published import beside_published, published

if TYPE_CHECKING:
    from regioscoop.reports._document import Document, Picture
    from regioscoop.reports._drawing import plain_names
    from regioscoop.reports._figures import figure_chart, figure_table
    from regioscoop.reports._html import html
    from regioscoop.reports._pdf import pdf
    from regioscoop.reports.cases import cases_blocks
    from regioscoop.reports.council import council_blocks, council_handout
    from regioscoop.reports.municipality import municipality_report
    from regioscoop.reports.national import national_report
    from regioscoop.reports.region import region_report

_HOME = {
    "Document": "_document",
    "Picture": "_document",
    "cases_blocks": "cases",
    "council_blocks": "council",
    "council_handout": "council",
    "figure_chart": "_figures",
    "figure_table": "_figures",
    "html": "_html",
    "municipality_report": "municipality",
    "plain_names": "_drawing",
    "national_report": "national",
    "pdf": "_pdf",
    "region_report": "region",
}

__all__ = [
    "DUTCH",
    "Document",
    "Picture",
    "beside_published",
    "cases_blocks",
    "council_blocks",
    "council_handout",
    "figure_chart",
    "figure_table",
    "html",
    "municipality_report",
    "national_report",
    "pdf",
    "plain_names",
    "published",
    "region_report",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what a module holds
    """Import what writes reports when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"regioscoop.reports.{_HOME[name]}"), name)
