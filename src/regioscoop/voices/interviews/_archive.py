"""Opens packed files (QDPX, DOCX) that may be hostile: nothing is unpacked to disk, and nothing too large."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from regioscoop.errors import InputError, Problem

MOST_BYTES: Final = 4_000_000_000
"""A project is no larger than this when unpacked; recordings are large."""
MOST_READ: Final = 400_000_000
"""A part that is read (XML, text) is no larger than this."""
MOST_RATIO: Final = 250
"""A part of more than a million bytes is packed no tighter than this."""
MOST_PARTS: Final = 20_000


def check_archive(path: Path) -> list[Problem]:
    """Find what is wrong with a packed file, before anything of it is unpacked.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    list of Problem
        A file that does not open, is too large, is packed too tight, is locked, or has parts with names that
        lead out of it or that stand twice.
    """
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        return [Problem(name, f"a file that does not open ({error})", "a packed project (zip)")]
    problems = []
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES:
        problems.append(Problem(name, f"{total:,} bytes when unpacked", f"at most {MOST_BYTES:,}"))
    if len(parts) > MOST_PARTS:
        problems.append(Problem(name, f"{len(parts):,} parts", f"at most {MOST_PARTS:,}"))
    seen: set[str] = set()
    for part in parts:
        problems += _wrong_with(name, part, seen)
        seen.add(part.filename.lower())
    return problems


def _wrong_with(name: str, part: zipfile.ZipInfo, seen: set[str]) -> list[Problem]:
    shown = repr(part.filename[:80])
    inside = PurePosixPath(part.filename)
    problems = []
    if inside.is_absolute() or ".." in inside.parts or "\\" in part.filename or ":" in part.filename:
        problems.append(Problem(name, f"a part {shown}", "names that stay inside the project"))
    if part.filename.lower() in seen:
        problems.append(Problem(name, f"a part {shown} more than once", "every part once"))
    if part.flag_bits & 0x1:
        problems.append(Problem(name, f"a locked part {shown}", "a project without a password"))
    if part.file_size > 1e6 and part.file_size / max(1, part.compress_size) > MOST_RATIO:
        tight = part.file_size / max(1, part.compress_size)
        problems.append(Problem(name, f"a part {shown} packed {tight:,.0f} times", f"at most {MOST_RATIO}"))
    return problems


def require_archive(path: Path) -> None:
    """Refuse a packed file with something wrong in it.

    Raises
    ------
    InputError
        With everything that `check_archive` finds.
    """
    problems = check_archive(path)
    if problems:
        raise InputError(f"{path.name} cannot be read", problems)


def read_part(archive: zipfile.ZipFile, member: str, where: str) -> bytes:
    """Read one part of a packed file.

    Raises
    ------
    InputError
        When it is too large or broken.
    """
    part = archive.getinfo(member)
    allowed = f"a whole part of at most {MOST_READ:,} bytes"
    if part.file_size > MOST_READ:
        problem = Problem(where, f"{member}: {part.file_size:,} bytes", allowed)
        raise InputError(f"{where} cannot be read", [problem])
    try:
        return archive.read(part)
    except Exception as error:
        # zlib, zipfile and struct each have errors of their own for a part that is broken.
        problem = Problem(where, f"{member} does not unpack ({error})", allowed)
        raise InputError(f"{where} cannot be read", [problem]) from error
