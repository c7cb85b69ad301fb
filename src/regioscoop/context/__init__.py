"""Context: what is known about municipalities beside their cooperation, as tables and their meaning.

What lives here says how the country is divided otherwise and how large a municipality is. It delineates
no region and knows no measure.

- `official_divisions`, `division_name`, `region_members`: provinces, safety regions and the other official
  divisions, in the municipalities of an edition;
- `inhabitants`, `inhabitants_caption`: inhabitants of the municipalities of an edition;
- `size_class`, `of_its_size`: a municipality beside the others of its size, as a description;
- `published_figures`, `tensions`, `published_sources`: what the national article published, and where the
  sources do not fit;
- `sources`: where the tables come from.
"""

from regioscoop.context._divisions import division_name, official_divisions, region_members, system_name
from regioscoop.context._peers import (
    MIN_PEERS,
    SIZE_CLASSES,
    PeerComparison,
    SizeClass,
    of_its_size,
    size_class,
)
from regioscoop.context._population import inhabitants, inhabitants_caption
from regioscoop.context._published import published_figures, published_sources, tensions
from regioscoop.context._tables import sources

__all__ = [
    "MIN_PEERS",
    "SIZE_CLASSES",
    "PeerComparison",
    "SizeClass",
    "division_name",
    "inhabitants",
    "inhabitants_caption",
    "of_its_size",
    "official_divisions",
    "published_figures",
    "published_sources",
    "region_members",
    "size_class",
    "sources",
    "system_name",
    "tensions",
]
