"""Writing nodes as JSON-LD and as Turtle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from regioscoop.web._catalogue._terms import PREFIXES, Node
from regioscoop.web._store import BASE


def json_ld(nodes: Sequence[Node], base: str = BASE) -> bytes:
    """Write nodes as JSON-LD.

    Parameters
    ----------
    nodes
        The nodes.
    base
        Address of the site without a slash at its end.
    """
    data = {"@context": {"@base": f"{base}/", **PREFIXES}, "@graph": list(nodes)}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def turtle(nodes: Sequence[Node], base: str = BASE) -> bytes:
    """Write the same nodes as Turtle; see `json_ld`."""
    lines = [f"@base <{base}/> .", *(f"@prefix {name}: <{where}> ." for name, where in PREFIXES.items()), ""]
    lines += [f"<{node['@id']}> {_inside(node, '  ')} .\n" for node in nodes]
    return "\n".join(lines).encode("utf-8")


def _inside(node: Node, indent: str) -> str:
    said = [f"a {node['@type']}"] if "@type" in node else []
    said += [f"{name} {_objects(value, indent)}" for name, value in node.items() if name[0] != "@"]
    return f" ;\n{indent}".join(said)


def _objects(value: Any, indent: str) -> str:  # noqa: ANN401 - whatever JSON-LD allows
    values = value if isinstance(value, list) else [value]
    return f",\n{indent}  ".join(_object(one, indent) for one in values)


def _object(value: str | Node, indent: str) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if "@id" in value:
        return f"<{value['@id']}>"
    if "@value" in value:
        ending = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
        return _quoted(value["@value"]) + ending
    return f"[ {_inside(value, indent + '    ')} ]"


def _quoted(text: str) -> str:
    """A literal; Turtle and JSON escape the same way."""
    return json.dumps(text, ensure_ascii=False)
