"""Layouts that extraction was not made with: it is measured with them, and only at the end."""

from __future__ import annotations

from typing import Final

from regioscoop.collection.documents.synthetic._training import Layout

HELD_OUT: Final[dict[str, Layout]] = {}
