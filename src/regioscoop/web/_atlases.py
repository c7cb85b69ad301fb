"""The editions that are shown: each atlas is built when it is first needed, or before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from regioscoop.errors import UnknownNameError

if TYPE_CHECKING:
    from regioscoop.register import Edition
    from regioscoop.register.changes import Changes
    from regioscoop.web._atlas import Atlas


class Atlases:
    """The atlases of one or more editions.

    Parameters
    ----------
    editions
        What loads each edition, by its id; the first is the default one.
    build
        What builds the atlas of an edition.
    """

    def __init__(
        self, editions: Mapping[str, Callable[[], Edition]], build: Callable[[Edition], Atlas]
    ) -> None:
        self._loaders = dict(editions)
        self._build = build
        self._editions: dict[str, Edition] = {}
        self._made: dict[str, Atlas] = {}
        self._changes: dict[str, Changes | None] = {}
        self._locks = {name: threading.Lock() for name in editions}

    @classmethod
    def of(cls, *atlases: Atlas) -> Atlases:
        """Atlases that are built already; the first is the default one."""
        built = {atlas.edition.id: atlas for atlas in atlases}
        found = cls(
            {name: partial(getattr, atlas, "edition") for name, atlas in built.items()},
            lambda edition: built[edition.id],
        )
        found._made = dict(built)
        return found

    @property
    def ids(self) -> list[str]:
        """Ids of the editions, the default one first."""
        return list(self._loaders)

    @property
    def default(self) -> str:
        """Id of the default edition."""
        return self.ids[0]

    def canonical(self, edition: str) -> str:
        """How an edition stands in an address: the default one not at all.

        Raises
        ------
        UnknownNameError
            When there is no such edition.
        """
        if edition and edition not in self._loaders:
            raise UnknownNameError("editie", edition, self.ids)
        return "" if edition == self.default else edition

    def is_ready(self, edition: str = "") -> bool:
        """Whether an atlas is built."""
        return (edition or self.default) in self._made

    def edition(self, edition: str = "") -> Edition:
        """An edition, by default the first, without its atlas.

        Raises
        ------
        UnknownNameError
            When there is no such edition.
        """
        name = self.canonical(edition) or self.default
        if name not in self._editions:
            self._editions[name] = self._loaders[name]()
        return self._editions[name]

    def get(self, edition: str = "") -> Atlas:
        """The atlas of an edition, by default the first; built when it was not yet.

        Raises
        ------
        UnknownNameError
            When there is no such edition.
        """
        found = self.edition(edition)
        with self._locks[edition or self.default]:
            if found.id not in self._made:
                self._made[found.id] = self._build(found)
            return self._made[found.id]

    def changes(self, edition: str) -> Changes | None:
        """What changed since the edition before; None when there is none before."""
        from regioscoop.register.changes import changes

        name = edition or self.default
        if name not in self._changes:
            before = self.earlier(edition)
            self._changes[name] = changes(before, self.edition(edition)) if before is not None else None
        return self._changes[name]

    def earlier(self, edition: str) -> Edition | None:
        """The last edition before this one, if there is any."""
        own = self.edition(edition)
        before = [e for e in map(self.edition, self.ids) if e.reference_date < own.reference_date]
        return max(before, key=lambda e: e.reference_date, default=None)
