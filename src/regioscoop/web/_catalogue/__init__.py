"""The catalogue of the open data in DCAT-AP-NL 3: as JSON-LD and as Turtle, the same graph.

Every address in it is relative to ``@base``. On a server the base is ``REGIOSCOOP_URL`` where that is set,
else the address under which the reader asks. Plain files take ``REGIOSCOOP_URL``, else a placeholder under
the domain .invalid: who publishes the files sets that variable, or changes the one line with ``@base``.
"""

from __future__ import annotations

from regioscoop.web._catalogue._graph import asked_of, graph
from regioscoop.web._catalogue._write import json_ld, turtle

FORMS = {
    "jsonld": ("application/ld+json", json_ld),
    "ttl": ("text/turtle; charset=utf-8", turtle),
}
"""Extension -> media type, and what writes it."""

__all__ = ["FORMS", "asked_of", "graph", "json_ld", "turtle"]
