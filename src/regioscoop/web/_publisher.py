"""Who publishes this site and where it stands: settings of whoever runs it, with placeholders."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Final

URL: Final = "REGIOSCOOP_URL"
"""Environment variable with the address of the site, such as ``https://atlas.example.nl``."""
NAME: Final = "REGIOSCOOP_PUBLISHER"
"""Environment variable with the name of who publishes it."""
MAIL: Final = "REGIOSCOOP_MAIL"
"""Environment variable with the address of who keeps the register."""
PLACEHOLDER: Final = "https://regioscoop.invalid"
"""Stands where no address was set. The domain .invalid can never resolve (RFC 2606)."""
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-_~:\[\]]+(/[A-Za-z0-9.\-_~/]*)?", re.ASCII)
_MAILED: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True)
class Publisher:
    """Who publishes the site.

    Attributes
    ----------
    name, email
        Whom to reach.
    url
        Address of the site without a slash at its end.
    """

    name: str
    email: str
    url: str

    @classmethod
    def of_settings(cls, seen_at: str = "") -> Publisher:
        """Read the settings.

        Parameters
        ----------
        seen_at
            Address under which a reader sees the site; used where none was set.
        """
        asked = (os.environ.get(URL, ""), seen_at, PLACEHOLDER)
        url = next(text for text in asked if _ADDRESS.fullmatch(text))
        mail = os.environ.get(MAIL, "")
        return cls(
            os.environ.get(NAME, "") or "Regioscoop",
            mail if _MAILED.fullmatch(mail) else "contact@regioscoop.invalid",
            url.rstrip("/"),
        )
