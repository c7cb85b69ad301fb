"""One reader per public source: the only places in the register that read the outside world.

A reader turns a published file into a plain frame with one row per stated fact and the number of the row
it stood in. It repairs nothing: repairing, joining and leaving out is done, and reported, by
`regioscoop.register.importing`.
"""

from regioscoop.register.sources._csv import checksum
from regioscoop.register.sources._divisions import read_nationwide_divisions
from regioscoop.register.sources._epci import read_communes, read_epci, read_package_version
from regioscoop.register.sources._municipalities import (
    read_mergers,
    read_municipalities,
    read_res_and_safety_regions,
)
from regioscoop.register.sources._registers import read_provincial_registers

__all__ = [
    "checksum",
    "read_communes",
    "read_epci",
    "read_mergers",
    "read_municipalities",
    "read_nationwide_divisions",
    "read_package_version",
    "read_provincial_registers",
    "read_res_and_safety_regions",
]
