"""What a page is made of."""

from __future__ import annotations

from typing import Any

Content = tuple[str, dict[str, Any]]
"""Name of a template, and what it needs."""
