"""Making editions from the public sources, and saying what was done.

The sources are read by `regioscoop.register.sources`; what people decided about them (which records are
one arrangement, what an odd name means, which divisions count, the codes) stands as tables in
``register/data/decisions`` and is applied here. The same input gives the same edition, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.importing._common import Import, slugify
from regioscoop.register.importing._france_epci import import_france
from regioscoop.register.importing._netherlands_2016 import import_2016
from regioscoop.register.importing._netherlands_2024 import import_2024
from regioscoop.register.importing._organisations_register import import_organisations_register

__all__ = ["IMPORTS", "Import", "import_edition", "slugify"]

IMPORTS: Final[dict[str, tuple[Callable[..., Import], tuple[str, ...]]]] = {
    "netherlands-2016": (
        import_2016,
        (
            "provincial registers",
            "nationwide divisions",
            "municipalities 2016",
            "mergers 2014-2016",
            "regions 2023",
        ),
    ),
    "netherlands-2024": (import_2024, ("regions 2023", "mergers 2016-2023")),
    "france-epci": (import_france, ("epci.json", "communes.json", "package.json")),
    "organisations-register": (import_organisations_register, ("exportOO.xml",)),
}
"""What can be imported: the function, and the files it takes in order."""


def import_edition(source: str, paths: list[Path]) -> Import:
    """Make an edition from public sources.

    Parameters
    ----------
    source
        A key of `IMPORTS`.
    paths
        The files, in the order that `IMPORTS` names.

    Raises
    ------
    UnknownNameError, InputError
        When the source is unknown or the files do not fit.
    """
    if source not in IMPORTS:
        raise UnknownNameError("source", source, list(IMPORTS))
    make, names = IMPORTS[source]
    if len(paths) != len(names):
        found = f"{len(paths)} files"
        allowed = f"{len(names)} files in this order: {', '.join(names)}"
        raise InputError(f"{source} takes other files", [Problem(source, found, allowed)])
    missing = [
        Problem(str(p), "no such file", n) for p, n in zip(paths, names, strict=True) if not p.is_file()
    ]
    if missing:
        raise InputError("Files are missing", missing)
    return make(*paths)
