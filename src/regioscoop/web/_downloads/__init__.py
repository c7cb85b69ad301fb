"""Downloads: everything on the pages, and every table behind it, in open formats.

- `DOWNLOADS`: the files of an edition, in the order of the page; `GROUPS`: how they are grouped there;
- `download`: writes one; `facts`: how large each is, and its checksum;
- `region_download`: name of the download of one region.

The same edition gives the same bytes.
"""

from __future__ import annotations

from regioscoop.web._downloads._columns import ENDINGS, MEASURED, split
from regioscoop.web._downloads._list import CSVW, DOWNLOADS, GROUPS, Download, Facts, download, facts
from regioscoop.web._downloads._participations import Participation, participations
from regioscoop.web._downloads._regions import region_download
from regioscoop.web._downloads._shapes import region_shapes, rounded
from regioscoop.web._downloads._tables import TABLES

__all__ = [
    "CSVW",
    "DOWNLOADS",
    "ENDINGS",
    "GROUPS",
    "MEASURED",
    "TABLES",
    "Download",
    "Facts",
    "Participation",
    "download",
    "facts",
    "participations",
    "region_download",
    "region_shapes",
    "rounded",
    "split",
]
