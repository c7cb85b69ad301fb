"""Context: what is known about municipalities beside their cooperation, as tables and their meaning.

What lives here says how the country is divided otherwise and how large a municipality is. It delineates
no region and knows no measure.

- `official_divisions`, `division_name`, `region_members`: provinces, safety regions and the other official
  divisions, in the municipalities of an edition;
- `inhabitants`, `inhabitants_caption`: inhabitants of the municipalities of an edition;
- `flows`, `flows_caption`, `read_flows`: commuting between the municipalities of an edition, or of a file;
- `size_class`, `of_its_size`: a municipality beside the others of its size, as a description;
- `indicators`, `indicator_list`, `indicator_groups`, `indicator_sources`: figures of municipalities that ship
  or are loaded, and what they mean; `fit_indicators` brings them into the borders of an edition,
  `missing_municipalities` says what lacks; `load_context`, `check_context`, `context_inventory`,
  `read_indicators`: loading more of them;
- `aggregate`: from municipality to region with the right weights and the coverage of each figure;
- `levels`, `indicator_trends`, `theme_scores`, `mirrored_profiles`, `entrepreneurial_ecosystems`: broad
  welfare and the ten elements;
- `within_between`, `development_within_between`, `can_test_development`: differences within regions against
  those between them; `biotope_scores`, `nearest_peers`, `what_differs`: which regions are alike, and what
  they do otherwise;
- `published_figures`, `tensions`, `published_sources`: what the national article published, and where the
  sources do not fit;
- `sources`: where the tables come from.
"""

from regioscoop.context._aggregate import aggregate
from regioscoop.context._biotope import (
    DEVELOPMENT_WORDS,
    WITHIN_WORDS,
    biotope_scores,
    can_test_development,
    development_within_between,
    nearest_peers,
    what_differs,
    within_between,
)
from regioscoop.context._divisions import (
    TRAVEL_TO_WORK,
    division_name,
    official_divisions,
    region_members,
    system_name,
)
from regioscoop.context._flows import flows, flows_caption, read_flows
from regioscoop.context._indicators._carry import FittedIndicators, carry_indicators, fit_indicators
from regioscoop.context._indicators._catalogue import (
    in_group,
    indicator_groups,
    indicator_list,
    indicator_sources,
    indicators,
)
from regioscoop.context._indicators._open import read_indicators
from regioscoop.context._indicators._reading import Reading, missing_municipalities
from regioscoop.context._packages import check_context, context_inventory, load_context
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
from regioscoop.context._welfare import (
    MIRROR_WORDS,
    TREND_WORDS,
    entrepreneurial_ecosystems,
    indicator_trends,
    levels,
    mirrored_profiles,
    theme_scores,
)

__all__ = [
    "DEVELOPMENT_WORDS",
    "MIN_PEERS",
    "MIRROR_WORDS",
    "SIZE_CLASSES",
    "TRAVEL_TO_WORK",
    "TREND_WORDS",
    "WITHIN_WORDS",
    "FittedIndicators",
    "PeerComparison",
    "Reading",
    "SizeClass",
    "aggregate",
    "biotope_scores",
    "can_test_development",
    "carry_indicators",
    "check_context",
    "context_inventory",
    "development_within_between",
    "division_name",
    "entrepreneurial_ecosystems",
    "fit_indicators",
    "flows",
    "flows_caption",
    "in_group",
    "indicator_groups",
    "indicator_list",
    "indicator_sources",
    "indicator_trends",
    "indicators",
    "inhabitants",
    "inhabitants_caption",
    "levels",
    "load_context",
    "mirrored_profiles",
    "missing_municipalities",
    "nearest_peers",
    "of_its_size",
    "official_divisions",
    "published_figures",
    "published_sources",
    "read_flows",
    "read_indicators",
    "region_members",
    "size_class",
    "sources",
    "system_name",
    "tensions",
    "theme_scores",
    "what_differs",
    "within_between",
]
