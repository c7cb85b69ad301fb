"""The cooperation network: incidence, projection, null model and backbone.

Municipalities on one side, arrangements on the other; projected on the municipalities it says who
cooperates with whom and how much. Clustering does not live here.
"""

from regioscoop.network._incidence import Incidence, from_pairs, incidence_of
from regioscoop.network._null import Backbone, NullModel, backbone, fit_null_model
from regioscoop.network._projection import WEIGHTS, Projection, project

__all__ = [
    "WEIGHTS",
    "Backbone",
    "Incidence",
    "NullModel",
    "Projection",
    "backbone",
    "fit_null_model",
    "from_pairs",
    "incidence_of",
    "project",
]
