"""How sure a number of the register is: its known errors, carried through by simulation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import POLICY_FIELDS

Rate = tuple[float, float]
FIELDS: Final = len(POLICY_FIELDS.codes)
NOBODY: Final[Rate] = (0.0, 0.0)
ARTICLE: Final = "article on the state of the region (2025), annex: estimates for the register of 2024"
_ONES: Final = np.array([mask.bit_count() for mask in range(1 << FIELDS)])


@dataclass(frozen=True)
class ErrorRates:
    """How often a register is wrong, each as the ends of a range between 0 and 1.

    Attributes
    ----------
    duplicates
        Share of arrangements that stand in the register twice.
    fields
        Share of arrangements whose set of policy fields is wrong.
    partners
        Share of arrangements whose central-government or non-government participants are wrong or
        incomplete.
    reporting
        Chance that a government that takes part in an arrangement reports it; (1, 1) when nothing is known
        to be missing.
    source
        Where the rates come from.
    """

    duplicates: Rate = (0.02, 0.03)
    fields: Rate = (0.05, 0.08)
    partners: Rate = (0.15, 0.20)
    reporting: Rate = (1.0, 1.0)
    source: str = ARTICLE

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        InputError
            With every rate that is no range between 0 and 1, or a chance of reporting of 0.
        """
        problems = []
        for name in (f.name for f in fields(self) if f.name != "source"):
            low, high = getattr(self, name)
            if not 0 <= low <= high <= 1 or (name == "reporting" and low == 0):
                allowed = "low and high, 0 <= low <= high <= 1" + (", above 0" if name == "reporting" else "")
                problems.append(Problem(f"rate {name}", f"{low:g} to {high:g}", allowed))
        if problems:
            raise InputError("The error rates are impossible", problems)


NO_ERRORS: Final = ErrorRates(NOBODY, NOBODY, NOBODY, source="none assumed")


def reporting_rate(members: NDArray[np.int64], reporters: NDArray[np.int64]) -> Rate:
    """Chance that a participant reports an arrangement, from how many did [own].

    An arrangement of n members has n chances to be reported and is seen only when at least one is taken:
    the number of reporters follows a binomial distribution without its zero. The rate is its maximum
    likelihood estimate, the range the 95% interval of the likelihood ratio.

    Parameters
    ----------
    members
        n, governments that take part in each arrangement, shape (S,).
    reporters
        How many of them report it, shape (S,); arrangements with none are left out.

    Returns
    -------
    tuple of float
        Low and high end, between 0 and 1.

    Raises
    ------
    InputError
        When nobody is known to have reported anything, or there are more reporters than members.
    """
    seen = reporters > 0
    n, k = members[seen].astype(np.float64), reporters[seen].astype(np.float64)
    if not len(n) or (k > n).any():
        problem = Problem("reported_by", "more reporters than members" if len(n) else "none", "some")
        raise InputError("The chance of reporting cannot be estimated", [problem])
    grid = np.linspace(0.001, 1 - 1e-9, 2000)
    # log-likelihood without the binomial coefficient, for every rate on the grid
    total = k.sum() * np.log(grid) + (n - k).sum() * np.log1p(-grid)
    sizes, counts = np.unique(n, return_counts=True)
    unseen = np.log1p(-((1 - grid)[:, None] ** sizes[None, :]).clip(max=1 - 1e-15))
    likelihood = total - unseen @ counts
    inside = grid[likelihood >= likelihood.max() - 1.92]
    return float(inside[0]), float(inside[-1])


@dataclass(frozen=True)
class Draws:
    """Registers as they could have been, given the errors of the one that is.

    Attributes
    ----------
    weight
        How often each arrangement counts, shape (draws, S): 0 for a duplicate, more than 1 where it
        stands for arrangements of its size that nobody reported.
    draw, row, mask
        Field sets that differ from those of the register, one for each change: which draw, which
        arrangement, and the fields as bits.
    central, partner
        Whether an arrangement gets a ministry or a non-government participant that the register misses,
        shape (draws, S).
    """

    weight: NDArray[np.float64]
    draw: NDArray[np.int64]
    row: NDArray[np.int64]
    mask: NDArray[np.int64]
    central: NDArray[np.bool_]
    partner: NDArray[np.bool_]

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """Number of arrangements in each draw, shape (draws,)."""
        return self.weight.sum(axis=1)

    def of_fields(
        self,
        masks: NDArray[np.int64],
        table: NDArray[np.float64],
        times: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """Sum what follows from the fields of an arrangement.

        Parameters
        ----------
        masks
            Fields of each arrangement in the register, as bits, shape (S,).
        table
            What each set of fields counts for, shape (256, k).
        times
            What each arrangement counts for, shape (S,); default once.

        Returns
        -------
        ndarray
            Sums in each draw, shape (draws, k).
        """
        own = np.ones(len(masks)) if times is None else times
        out = self.weight @ (table[masks] * own[:, None])
        weight = self.weight[self.draw, self.row] * own[self.row]
        change = (table[self.mask] - table[masks[self.row]]) * weight[:, None]
        for k in range(table.shape[1]):
            out[:, k] += np.bincount(self.draw, weights=change[:, k], minlength=len(out))
        return out


def simulate(
    masks: NDArray[np.int64],
    governments: NDArray[np.int64],
    rates: ErrorRates,
    draws: int,
    generator: np.random.Generator,
) -> Draws:
    """Draw registers with the errors that the rates tell [own].

    In each draw a rate is picked from its range. For the share ``fields`` of the arrangements one field is
    replaced by another, dropped or added (a third each; the new one drawn by how common it is; a set never
    becomes empty); the share ``duplicates`` is left out; the share ``partners`` gets a ministry, and the
    same share independently a non-government participant, that the register misses. Where reporting
    is not complete, an arrangement with n governments is seen with chance d = 1 - (1 - p)^n, and stands for
    as many unseen ones as there are failures before a first success (geometric, mean (1 - d)/d).

    Parameters
    ----------
    masks
        Fields of each arrangement as bits, shape (S,).
    governments
        Governments that take part in each, shape (S,).
    rates
        How often the register is wrong.
    draws
        How many registers.
    generator
        Where chance comes from.

    Returns
    -------
    Draws
    """
    shape = (draws, len(masks))

    def rate(of: Rate) -> NDArray[np.float64]:
        return generator.uniform(*of, size=draws)[:, None]

    def hit(of: Rate) -> NDArray[np.bool_]:
        return np.asarray(generator.random(shape, dtype=np.float32) < rate(of))

    weight = (~hit(rates.duplicates)).astype(np.float64)
    if rates.reporting != (1.0, 1.0):
        seen = 1 - (1 - rate(rates.reporting)) ** np.maximum(governments, 1)[None, :]
        weight *= generator.geometric(seen)
    draw, row = np.nonzero(hit(rates.fields))
    mask = _wrong_fields(masks, masks[row], generator)
    return Draws(weight, draw, row, mask, hit(rates.partners), hit(rates.partners))


def _wrong_fields(
    masks: NDArray[np.int64], own: NDArray[np.int64], generator: np.random.Generator
) -> NDArray[np.int64]:
    """Sets of fields with one replaced, dropped or added."""
    has = bits(own)
    common = bits(masks).mean(axis=0) if len(masks) else np.zeros(FIELDS)
    change = generator.integers(3, size=len(own))  # 0 replaces, 1 drops, 2 adds
    drops = (change == 0) | ((change == 1) & (_ONES[own] > 1))
    adds = change != 1
    gone = _pick(has.astype(np.float64), generator)
    new = _pick(~has * common, generator)
    possible = (~has * common).sum(axis=1) > 0
    drops &= (_ONES[own] > 0) & ((change != 0) | possible)
    out = np.where(drops, own & ~(1 << gone), own)
    return np.where(adds & possible, out | (1 << new), out)


def _pick(weight: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.int64]:
    """Pick one column of each row, in proportion to its weight."""
    ends = weight.cumsum(axis=1)
    at = generator.random(len(weight)) * ends[:, -1]
    return np.minimum((ends <= at[:, None]).sum(axis=1), weight.shape[1] - 1)


def bits(masks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Fields of each set, shape (n, 8), in the order of `POLICY_FIELDS`."""
    return np.asarray((masks[:, None] >> np.arange(FIELDS)) & 1, dtype=bool)


def interval(
    value: float, drawn: NDArray[np.float64], low: float = 0.0, high: float = np.inf
) -> tuple[float, float, float]:
    """95% of what was drawn, centred on the observed value.

    Parameters
    ----------
    value
        What the register says.
    drawn
        What the registers with errors say, shape (draws,).
    low, high
        What is possible at all.

    Returns
    -------
    low, high, shift
        Ends of the interval, and by how much the errors alone would move the value: reported, not corrected.
    """
    drawn = drawn[~np.isnan(drawn)]  # a mean of what a draw left nothing of
    if not len(drawn) or np.isnan(value):
        return float("nan"), float("nan"), float("nan")
    shift = float(drawn.mean()) - value
    ends = np.quantile(drawn, [0.025, 0.975]) - shift
    return float(np.clip(ends[0], low, high)), float(np.clip(ends[1], low, high)), shift
