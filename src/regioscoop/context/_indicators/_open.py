"""Opening whatever holds indicators: a description, a known file, or a CSV beside its description."""

from __future__ import annotations

from pathlib import Path

from regioscoop.context._indicators._csv import read_described_csv
from regioscoop.context._indicators._description import SUFFIXES, read_description
from regioscoop.context._indicators._files import KNOWN_FILES, read_known_file, recognise
from regioscoop.context._indicators._reading import Reading
from regioscoop.context._indicators._statline import read_statline
from regioscoop.errors import InputError, Problem


def read_indicators(path: Path) -> Reading:
    """Read indicators from a description file, or from a CSV file.

    Parameters
    ----------
    path
        A description (``.yml``, ``.yaml``, ``.json``) of a CSV file or of a table of StatLine; or a CSV file
        that has its description beside it under the same name, or that is one of `KNOWN_FILES`.

    Returns
    -------
    Reading
        Its figures, not yet loaded.

    Raises
    ------
    InputError
        With everything that is wrong.
    NotAvailableError
        When StatLine is needed and cannot be reached.
    """
    if path.suffix in SUFFIXES:
        return _described(path)
    beside = [path.with_suffix(suffix) for suffix in SUFFIXES if path.with_suffix(suffix).is_file()]
    if beside:
        return _described(beside[0])
    known = recognise(path)
    if known is None:
        found = "a file with other columns" if path.is_file() else "no such file"
        allowed = (
            f"a CSV with its description ({path.stem}.yml) beside it, or one of {', '.join(KNOWN_FILES)}"
        )
        raise InputError(f"{path.name} cannot be read", [Problem(str(path), found, allowed)])
    return read_known_file(path, known)


def _described(path: Path) -> Reading:
    description = read_description(path)
    return read_statline(description) if description.is_statline else read_described_csv(description)
