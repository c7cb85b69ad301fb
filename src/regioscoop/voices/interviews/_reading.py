"""Reads interviews from whatever they are in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._folder import join_groups, read_csv, read_folder
from regioscoop.voices.interviews._model import Interviews


def read_interviews(path: Path, groups: Path | None = None) -> Interviews:
    """Read coded interviews: a REFI-QDA project, or a folder of texts with CSV files.

    Parameters
    ----------
    path
        A ``.qdpx`` (ATLAS.ti, MAXQDA, NVivo, QualCoder), or a folder with ``.txt`` or ``.docx`` files and
        ``codes.csv``.
    groups
        CSV with source and one column a division (such as role, size), beside those of the project.

    Returns
    -------
    Interviews

    Raises
    ------
    InputError
        With everything that is wrong with it.
    """
    if path.is_dir():
        found = read_folder(path)
    elif path.suffix.lower() == ".qdpx" and path.is_file():
        # lxml comes with the extra `voices`; a folder needs less.
        from regioscoop.voices.interviews._refi import read_project

        found = read_project(path)
    else:
        allowed = "a .qdpx file, or a folder with texts and codes.csv"
        given = "another kind of file" if path.exists() else "no such file or folder"
        raise InputError("The interviews cannot be read", [Problem(str(path), given, allowed)])
    if groups is None:
        return found
    problems: list[Problem] = []
    rows = read_csv(groups, problems)
    joined = found.groups if rows is None else join_groups(rows, groups.name, found.groups, problems)
    if problems:
        raise InputError(f"{groups} cannot be read ({len(problems)} problems)", problems)
    return replace(found, groups=joined)
