"""Prime implicants, found in the whole space of terms at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Implicants:
    """Terms: conjunctions of conditions, each present, absent or not in it.

    Attributes
    ----------
    care
        Binary number with a 1 for each condition in the term, first condition first.
    value
        Binary number with a 1 for each condition that is present in it.
    """

    care: Ints
    value: Ints

    def __len__(self) -> int:
        return len(self.care)

    def cover(self, combinations: Ints) -> Bools:
        """Which combinations lie in which term: terms by combinations."""
        return ((combinations[None, :] ^ self.value[:, None]) & self.care[:, None]) == 0


def prime_implicants(on: Ints, allowed: Bools) -> Implicants:
    """The widest terms that hold nothing but allowed combinations, and at least one to explain.

    Quine (1952) and McCluskey (1956) join terms in pairs; here all 3^k terms are laid out in a k-dimensional
    array, absent, present and left out along each axis, so that a term is allowed when its two halves are and
    prime when none of its k widenings is allowed.

    Parameters
    ----------
    on
        Combinations to explain, as binary numbers.
    allowed
        For each of the 2^k combinations, whether a term may hold it: those to explain and the remainders that
        count with them.

    Returns
    -------
    Implicants
        Those with fewest conditions first, then in the order of the conditions.
    """
    conditions = int(allowed.size).bit_length() - 1
    wanted = np.zeros(allowed.size, dtype=bool)
    wanted[on] = True
    whole = _terms(allowed, conditions, np.logical_and)
    prime = whole & _terms(wanted, conditions, np.logical_or)
    for axis in range(conditions):
        narrow = _along(axis, conditions, slice(0, 2))
        prime[narrow] &= ~whole[_along(axis, conditions, slice(2, 3))]
    return _sorted(np.argwhere(prime), conditions)


def _terms(cells: Bools, conditions: int, join: np.ufunc) -> Bools:
    cube = cells.reshape((2,) * conditions)
    for axis in range(conditions):
        both = join.reduce(cube, axis=axis, keepdims=True)
        cube = np.concatenate([cube, both], axis=axis)
    return cube


def _along(axis: int, conditions: int, part: slice) -> tuple[slice, ...]:
    return tuple(part if i == axis else slice(None) for i in range(conditions))


def _sorted(digits: Ints, conditions: int) -> Implicants:
    """From digits (0 absent, 1 present, 2 left out) to masks, in a fixed order."""
    care, value = digits != 2, digits == 1
    # Present before absent before left out, as one would write a formula.
    shown = np.where(digits == 2, 2, 1 - digits)
    order = np.lexsort((*shown.T[::-1], care.sum(axis=1)))
    weights = 1 << np.arange(conditions - 1, -1, -1, dtype=np.int64)
    return Implicants((care @ weights)[order], (value @ weights)[order])
