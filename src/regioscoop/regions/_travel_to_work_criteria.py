"""When an area is a travel-to-work area, and which of those that are not is the worst."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from regioscoop.errors import InputError, Problem
from regioscoop.regions._flows import ratio

CONTAINMENT_SHIFTS: Final = (-0.05, 0.0, 0.05)
SIZE_FACTORS: Final = (0.5, 1.0, 2.0)
_ROUNDING: Final = 1e-12


@dataclass(frozen=True)
class TravelToWork:
    """When an area is a travel-to-work area.

    An area meets the criteria when it has at least ``min_workers`` working residents, and its supply-side
    and demand-side self-containment are both at least what its size asks: ``target_containment`` at
    ``min_workers``, going down in a straight line to ``min_containment`` at ``target_workers`` and staying
    there. The defaults are those of the United Kingdom (Coombes and Bond 2008; Coombes and Office for
    National Statistics 2015).

    Attributes
    ----------
    min_workers, target_workers
        Working residents.
    min_containment, target_containment
        Shares, above 0 and up to 1.

    Raises
    ------
    InputError
        When the four do not fit together: everything that is wrong.
    """

    min_workers: float = 3_500
    target_workers: float = 25_000
    min_containment: float = 0.667
    target_containment: float = 0.75

    def __post_init__(self) -> None:
        rules = (
            ("min_workers", self.min_workers >= 0, "0 or more"),
            ("target_workers", self.min_workers <= self.target_workers < np.inf, "min_workers or more"),
            ("min_containment", 0 < self.min_containment <= 1, "above 0, up to 1"),
            ("target_containment", self.min_containment <= self.target_containment <= 1,
             "min_containment or more, up to 1"),
        )  # fmt: skip
        values = asdict(self)
        problems = [Problem(name, str(values[name]), allowed) for name, right, allowed in rules if not right]
        if problems:
            raise InputError("These are no criteria for travel-to-work areas", problems)

    def required(self, residents: NDArray[np.float64]) -> NDArray[np.float64]:
        """Self-containment that an area of a size must have, both ways.

        Below ``min_workers`` the line goes on upwards, so that smaller areas score lower.
        """
        span = self.target_workers - self.min_workers
        above = residents - self.min_workers
        grown = above / span if span else (above >= 0).astype(np.float64)
        return self.target_containment - (self.target_containment - self.min_containment) * np.minimum(
            grown, 1
        )

    def score(
        self, residents: NDArray[np.float64], jobs: NDArray[np.float64], internal: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Score X of areas: 1 on the line of the criteria, lower when worse.

        X = min(S, target_containment) / required(O), with S the lower of internal / O and internal / D. The
        line is the published one; that the ratio to it puts the areas that fail in order is ours, since
        the source does not print its equation.
        """
        lower = ratio(internal, np.maximum(residents, jobs))
        return np.minimum(lower, self.target_containment) / self.required(residents)

    def meets(
        self, residents: NDArray[np.float64], jobs: NDArray[np.float64], internal: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Whether areas meet the criteria."""
        enough = residents >= self.min_workers * (1 - _ROUNDING)
        return enough & (self.score(residents, jobs, internal) >= 1 - _ROUNDING)


def parameter_range(parameters: TravelToWork | None = None) -> list[TravelToWork]:
    """Criteria around the given ones, to see how much hangs on them [own].

    Both self-containments 0.05 lower, as they are, and 0.05 higher; both sizes halved, as they are, and
    doubled: nine in all, the given ones among them. Shares are kept above 0 and up to 1.
    """
    base = parameters or TravelToWork()
    return [
        replace(
            base,
            min_workers=base.min_workers * factor,
            target_workers=base.target_workers * factor,
            min_containment=float(np.clip(round(base.min_containment + shift, 6), 0.01, 1)),
            target_containment=float(np.clip(round(base.target_containment + shift, 6), 0.01, 1)),
        )
        for shift in CONTAINMENT_SHIFTS
        for factor in SIZE_FACTORS
    ]
