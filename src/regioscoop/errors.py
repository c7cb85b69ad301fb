"""Every error this package raises on purpose.

::

    RegioscoopError            something went wrong; the message says what and what to do
    |-- InputError             what the user gave cannot be used; lists everything that is wrong
    |   `-- UnknownNameError   a name or id that does not exist; suggests the nearest ones
    |-- NotReadyError          what was asked is still being computed
    `-- NotAvailableError      what was asked needs data or a service that is not at hand

The command line turns `InputError` into exit code 2 and the others into exit code 1; the web turns
them into RFC 9457 problems.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class RegioscoopError(Exception):
    """Base of every error raised on purpose."""


class NotAvailableError(RegioscoopError):
    """What was asked needs data or a service that is not at hand."""


class NotReadyError(RegioscoopError):
    """What was asked is still being computed."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in what was given.

    Attributes
    ----------
    where
        File or table the problem is in.
    row
        Row number as a spreadsheet shows it (the header is row 1), or None when it is not about a row.
    column
        Column name, or None.
    found
        What was found there.
    allowed
        What would have been right, in words.
    """

    where: str
    found: str
    allowed: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = self.where
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: found {self.found}; allowed: {self.allowed}"


class InputError(RegioscoopError):
    """What the user gave cannot be used. Nothing was written.

    Parameters
    ----------
    summary
        One line that says what was being done.
    problems
        Everything that is wrong, not only the first thing.
    """

    def __init__(self, summary: str, problems: Iterable[Problem] = ()) -> None:
        self.summary = summary
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [self.summary, *(f"  - {problem}" for problem in self.problems)]
        return "\n".join(lines)


class UnknownNameError(InputError):
    """A name or id that does not exist.

    Parameters
    ----------
    kind
        What was looked for, such as ``edition``.
    name
        What was given.
    known
        Every name that exists.
    """

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        lower = {k.lower(): k for k in known}
        near = [lower[n] for n in difflib.get_close_matches(name.lower(), list(lower), n=3, cutoff=0.4)]
        listed = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")
        allowed = f"did you mean {' or '.join(near)}?" if near else f"one of {listed or 'none'}"
        self.name = name
        self.suggestions: tuple[str, ...] = tuple(near)
        super().__init__(f"Unknown {kind} {name!r}", [Problem(kind, repr(name), allowed)])
