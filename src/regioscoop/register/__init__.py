"""The register: who cooperates with whom, in editions at a reference date.

Here live the model and its code lists, editions as Frictionless data packages, the inclusion rules,
carrying an edition across mergers, one reader per public source (`sources`), and the facts that ship
(``data``). Graphs and statistics do not live here.
"""

from regioscoop.register.changes import (
    ARRANGEMENT_CHANGES,
    CHANGE_CERTAINTIES,
    CHANGE_GROUNDS,
    PARTICIPATION_CHANGES,
    Changes,
    changes,
)
from regioscoop.register.edition import Edition, list_editions, load_edition
from regioscoop.register.importing import IMPORTS, Import, import_edition
from regioscoop.register.influence import Influence
from regioscoop.register.mergers import Carried, carry_edition
from regioscoop.register.package import load_tables, validate_package, write_package
from regioscoop.register.rules import RULE_SETS, apply_rule_set, evaluate_criteria

__all__ = [
    "ARRANGEMENT_CHANGES",
    "CHANGE_CERTAINTIES",
    "CHANGE_GROUNDS",
    "IMPORTS",
    "PARTICIPATION_CHANGES",
    "RULE_SETS",
    "Carried",
    "Changes",
    "Edition",
    "Import",
    "Influence",
    "apply_rule_set",
    "carry_edition",
    "changes",
    "evaluate_criteria",
    "import_edition",
    "list_editions",
    "load_edition",
    "load_tables",
    "validate_package",
    "write_package",
]
