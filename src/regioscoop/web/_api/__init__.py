"""The API, after the NLgov REST API Design Rules: plural nouns, camelCase, problems as RFC 9457.

One table says which resources there are (`_collections`); the server answers by it (`_answers`) and the
description is made from it (`_openapi`). Rows are made once for an edition (`_rows`) and kept (`_prepared`).
"""

from __future__ import annotations

from regioscoop.web._api._app import create_api
from regioscoop.web._api._openapi import describe
from regioscoop.web._changes_of_api import CHANGES, Change
from regioscoop.web._problem import VERSION

__all__ = ["CHANGES", "VERSION", "Change", "create_api", "describe"]
