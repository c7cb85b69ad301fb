"""One reader per public source: the only places in the register that read the outside world.

A reader turns a published file into a plain frame with one row per stated fact and the number of the row
it stood in. It repairs nothing: repairing, joining and leaving out is done, and reported, by
`regioscoop.register.importing`. Where a source lists arrangements, a second function gives them as
candidates: a list with the columns of `CANDIDATE_COLUMNS`, which `regioscoop.collection.linking` compares.
"""

from regioscoop.register.sources._candidates import (
    CANDIDATE_COLUMNS,
    as_candidates,
    division_candidates,
    edition_candidates,
    register_candidates,
)
from regioscoop.register.sources._csv import checksum
from regioscoop.register.sources._divisions import read_nationwide_divisions
from regioscoop.register.sources._epci import read_communes, read_epci, read_package_version
from regioscoop.register.sources._municipalities import (
    read_mergers,
    read_municipalities,
    read_res_and_safety_regions,
)
from regioscoop.register.sources._organisations_register import (
    OrganisationsRegister,
    read_organisations_register,
)
from regioscoop.register.sources._registers import read_provincial_registers
from regioscoop.register.sources._spreadsheet import (
    SheetDescription,
    read_sheet_description,
    read_spreadsheet,
)

__all__ = [
    "CANDIDATE_COLUMNS",
    "OrganisationsRegister",
    "SheetDescription",
    "as_candidates",
    "checksum",
    "division_candidates",
    "edition_candidates",
    "read_communes",
    "read_epci",
    "read_mergers",
    "read_municipalities",
    "read_nationwide_divisions",
    "read_organisations_register",
    "read_package_version",
    "read_provincial_registers",
    "read_res_and_safety_regions",
    "read_sheet_description",
    "read_spreadsheet",
    "register_candidates",
]
