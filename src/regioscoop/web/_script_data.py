"""Files of data that the scripts of pages need, by their name: one for each edition and language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from regioscoop.web._ambition import ambition_data
from regioscoop.web._atlas import Atlas
from regioscoop.web._comparison import comparison_data
from regioscoop.web._map_data import map_data
from regioscoop.web._search import index_file

DATA: Final[Mapping[str, Callable[[Atlas, str], bytes]]] = {
    "kaart.json": map_data,
    "zoek.json": index_file,
    "opgave.json": ambition_data,
    "vergelijk.json": comparison_data,
}
"""What writes each file, from an atlas and a language, as JSON."""
