"""Make the picture of the README with the program itself: the first page of the atlas, in a browser.

Boundaries come from the folder in ``REGIOSCOOP_DATA``; without it the picture is the schematic map. Needs
Debian's chromium.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from regioscoop.register import load_edition
from regioscoop.web import Atlases, build_atlas, create_app

OUT = Path(__file__).parents[1] / "docs/img/ecosystems-2016.png"


def main(port: int = 8765) -> None:
    """Serve the atlas, take the picture, stop."""
    app = create_app(Atlases.of(build_atlas(load_edition("2016"))))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.1)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1320, "height": 1000})
        page.goto(f"http://127.0.0.1:{port}/kaart")
        OUT.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(OUT))
        browser.close()
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
