"""Checking names that were given against those that exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from regioscoop.errors import InputError, UnknownNameError


def require_known(kind: str, names: Iterable[str], known: Collection[str]) -> None:
    """Refuse names that do not exist, all of them at once.

    Parameters
    ----------
    kind
        What they are names of, such as ``municipality``.
    names
        What was given.
    known
        Every name that exists.

    Raises
    ------
    UnknownNameError
        When one name does not exist; suggests the nearest.
    InputError
        When several do not: every one of them, with its suggestions.
    """
    strange = sorted({name for name in names if name not in known})
    if not strange:
        return
    everything = sorted(known)
    errors = [UnknownNameError(kind, name, everything) for name in strange]
    if len(errors) == 1:
        raise errors[0]
    problems = [problem for error in errors for problem in error.problems]
    raise InputError(f"{len(errors)} times an unknown {kind}", problems)
