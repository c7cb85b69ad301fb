"""The records of an export in XML, one at a time: no document type, no entity and no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from regioscoop.errors import InputError, Problem

_CHUNK: Final = 1 << 16
_RECORD: Final = 3
"""Depth of a record: inside a section, inside the root."""


class _RefusedError(Exception):
    """A document type declaration: a plain export has none, and it is where entities come from."""


class _Reader:
    """Builds each record as a small tree and forgets it when it has been taken."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.root: Element | None = None
        self.done: list[tuple[int, str, Element]] = []
        self._skipped = skipped
        self._open: list[str] = []
        self._skipping = 0
        self._builder = TreeBuilder()
        self._line = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition("}")[2]
        self._open.append(local)
        depth = len(self._open)
        named = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if depth == 1:
            self.root = Element(local, named)
        if depth == _RECORD:
            self._builder, self._line = TreeBuilder(), self.parser.CurrentLineNumber
        if self._skipping or (depth > _RECORD and local in self._skipped):
            self._skipping += 1
        elif depth >= _RECORD:
            self._builder.start(local, named)

    def _end(self, _: str) -> None:
        depth, local = len(self._open), self._open.pop()
        if self._skipping:
            self._skipping -= 1
        elif depth >= _RECORD:
            self._builder.end(local)
            if depth == _RECORD:
                self.done.append((self._line, self._open[-1], self._builder.close()))

    def _text(self, text: str) -> None:
        if len(self._open) >= _RECORD and not self._skipping:
            self._builder.data(text)

    def _doctype(self, *_: object) -> None:
        raise _RefusedError

    def take(self) -> list[tuple[int, str, Element]]:
        """The records that are complete, once."""
        done, self.done = self.done, []
        return done


def read_records(
    path: Path, root: str, skipped: frozenset[str] = frozenset()
) -> Iterator[tuple[dict[str, str], int, str, Element]]:
    """Read the records of an export, whatever version of its namespace it names.

    Parameters
    ----------
    path
        XML of the form root > section > record. It is streamed: memory does not grow with the file.
    root
        Name that the root must have.
    skipped
        Elements inside a record that are left out, with all that is in them.

    Yields
    ------
    tuple
        Attributes of the root, line of the record, name of its section, and the record; names are without
        their namespace.

    Raises
    ------
    InputError
        When there is no such file, it is not well-formed XML, it declares a document type (which no export
        does, and which is how entities are smuggled in), or it has another root.
    """
    if not path.is_file():
        raise InputError("A source is missing", [Problem(str(path), "no such file", "an XML file")])
    reader = _Reader(skipped)
    with path.open("rb") as file:
        while True:
            block = file.read(_CHUNK)
            _feed(reader, path, block)
            attributes = _root(reader, path, root)
            for line, section, record in reader.take():
                yield attributes, line, section, record
            if not block:
                return


def _feed(reader: _Reader, path: Path, block: bytes) -> None:
    try:
        reader.parser.Parse(block, not block)
    except expat.ExpatError as error:
        found = f"not XML: {expat.ErrorString(error.code)}"
        problem = Problem(f"{path.name}, line {error.lineno}", found, "well-formed XML")
        raise InputError(f"{path.name} cannot be read", [problem]) from error
    except (_RefusedError, ValueError, LookupError) as error:
        refused = isinstance(error, _RefusedError)
        found = "a document type declaration" if refused else f"not XML: {error}"
        problem = Problem(
            f"{path.name}, line {reader.parser.CurrentLineNumber}", found, "XML without document type"
        )
        raise InputError(f"{path.name} cannot be read", [problem]) from error


def _root(reader: _Reader, path: Path, wanted: str) -> dict[str, str]:
    if reader.root is not None and reader.root.tag != wanted:
        problem = Problem(path.name, f"an element {reader.root.tag}", f"{wanted} as the outer element")
        raise InputError(f"{path.name} cannot be read", [problem])
    return {} if reader.root is None else dict(reader.root.attrib)
