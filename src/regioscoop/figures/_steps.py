"""Steps of a fill, from pale to full: shares on a map."""

from __future__ import annotations

from typing import Final

import numpy as np

from regioscoop.figures._colours import TOKENS

OPACITIES: Final = ("0.12", "0.24", "0.38", "0.54")
MEMBERSHIP: Final[list[float]] = TOKENS["membership_classes"]
"""Lowest membership of each step."""
SECOND: Final[list[float]] = TOKENS["second_membership_classes"]
"""Lowest second membership of each step."""


def step_of(share: float, lowest: list[float]) -> int:
    """Step of the fill for a share (0 to 1), 0 for the palest; an unknown share is palest too."""
    return max(int(np.searchsorted(lowest, share, side="right")) - 1, 0) if share == share else 0
