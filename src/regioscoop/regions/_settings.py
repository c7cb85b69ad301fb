"""The choices of a delineation, in one place, so that a result can say how it was made."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Settings:
    """How to delineate.

    Attributes
    ----------
    weight
        Network weight: ``newman`` or ``count``.
    seed
        Seed of every random number.
    draws
        Registers resampled over arrangements (bootstrap).
    neighbours
        With how many following draws each draw is compared for the stability of a resolution.
    seeds
        Runs with different seeds on the full register, of which the consensus is taken.
    coarsest
        Lowest resolution that is searched.
    steps
        Steps in each doubling of the resolution, in the fine search.
    largest_share
        The search ends where regions outnumber this share of the members.
    """

    weight: str = "newman"
    seed: int = 2016
    draws: int = 200
    neighbours: int = 3
    seeds: int = 20
    coarsest: float = 0.5
    steps: int = 8
    largest_share: float = 0.25

    def key(self) -> str:
        """Text that identifies these settings, for caches."""
        return ";".join(f"{k}={v}" for k, v in asdict(self).items())
