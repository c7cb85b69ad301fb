"""The atlas under load: start-up, 20,000 requests by 50 readers at once, weight and speed of the first page.

Run with ``make bench``. It needs ``h2load`` (Debian: nghttp2-client) and Debian's chromium. The server runs
as a reader gets it: ``regioscoop atlas serve`` on the editions that ship. Beside it stands what one would
pick instead: the same pages as plain files behind Python's own web server.
"""

from __future__ import annotations

import itertools
import os
import platform
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
from playwright.sync_api import Request, sync_playwright

from regioscoop.register import load_edition

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-atlas.md"
COMMAND = Path(sys.executable).with_name("regioscoop")
REQUESTS, READERS = 20_000, 50
CHROMIUM = "/usr/bin/chromium"
REGIONS = ("twente", "achterhoek", "zuid-limburg", "zeeland", "drenthe")
HEADERS = ("-H", "accept-encoding: gzip")


@dataclass(frozen=True)
class Load:
    """What a load generator saw."""

    rate: float
    failed: int
    latencies_ms: list[float]

    def percentile(self, share: float) -> float:
        """Latency below which this share of the requests was answered, in ms."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Start a server; gives its process and the seconds until its first page came whole."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}{path}", timeout=60).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.02)
        yield process, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait()


def paths(count: int = 1000) -> list[str]:
    """Pages as readers ask for them: mostly municipalities and arrangements, some maps and regions."""
    draw = random.Random(2016)
    edition = load_edition("2016")
    towns, arrangements = list(edition.municipalities.index), list(edition.arrangements.index)
    names = [*edition.municipalities["name"], *edition.arrangements["name"]]
    fields = sorted({f for row in edition.arrangements["fields"] for f in row})
    makers: list[tuple[int, Callable[[], str]]] = [
        (30, lambda: f"/gemeente/{draw.choice(towns)}"),
        (25, lambda: f"/samenwerkingsverband/{draw.choice(arrangements)}"),
        (10, lambda: "/kaart"),
        (5, lambda: f"/kaart?terrein={draw.choice(fields)}"),
        (10, lambda: f"/zoek/suggesties?q={quote(draw.choice(names)[: draw.randint(2, 8)])}"),
        (10, lambda: f"/regio/{draw.choice(REGIONS)}"),
        (5, lambda: f"/en/gemeente/{draw.choice(towns)}"),
        (3, lambda: "/gemeenten"),
        (2, lambda: f"/api/v1/gemeenten/{draw.choice(towns)}"),
    ]
    chosen = draw.choices([make for _, make in makers], [weight for weight, _ in makers], k=count)
    return [make() for make in chosen]


def load(port: int, asked: list[str]) -> Load:
    """Send the requests with h2load over HTTP/1.1."""
    with tempfile.TemporaryDirectory() as folder:
        urls, log = Path(folder) / "urls", Path(folder) / "log"
        urls.write_text("".join(f"http://127.0.0.1:{port}{p}\n" for p in asked), encoding="utf-8")
        command = ["h2load", "--h1", "-n", str(REQUESTS), "-c", str(READERS), "-i", str(urls)]
        command += [*HEADERS, f"--log-file={log}"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        rows = [line.split("\t") for line in log.read_text(encoding="utf-8").splitlines()]
    bad = sum(int(n) for n in re.findall(r"(\d+) (?:failed|errored|timeout|[45]xx)", told))
    rate = re.search(r"([\d.]+) req/s", told)
    return Load(float(rate.group(1)) if rate else 0.0, bad, [int(row[2]) / 1000 for row in rows])


def under_load(port: int, asked: list[str]) -> tuple[Load, float]:
    """Send the load, and ask beside it how long the server is busy: its 95th percentile, ms."""
    spent: list[float] = []
    with ThreadPoolExecutor(1) as pool, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        running_load = pool.submit(load, port, asked)
        for path in itertools.cycle(asked):
            if running_load.done():
                break
            spent.append(float(client.get(path).headers["server-timing"].partition("dur=")[2]))
        return running_load.result(), sorted(spent)[int(0.95 * len(spent))]


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Memory of a process that is really there, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found.group(1)) / 1024 if found else float("nan")


def first_page(port: int) -> tuple[float, float, float]:
    """Open the map in a browser that has nothing yet.

    Returns
    -------
    at_once
        kB over the line until the page is there.
    in_all
        The same with what it loads later by itself, the map library included.
    seconds
        Until the card answers to a key on the map.
    """
    sizes: list[int] = []

    def count(request: Request) -> None:
        told = request.sizes()
        sizes.append(told["responseBodySize"] + told["responseHeadersSize"])

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.on("requestfinished", count)
        start = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/kaart", wait_until="commit")
        page.wait_for_selector("[data-stage][tabindex='0']")
        page.locator("[data-stage]").focus()
        page.wait_for_selector(".card-name")
        seconds = time.perf_counter() - start
        at_once = sum(sizes) / 1000
        page.wait_for_timeout(8000)
        in_all = sum(sizes) / 1000
        browser.close()
    return at_once, in_all, seconds


def wait_until_all_is_made(process: subprocess.Popen[bytes]) -> None:
    """Wait for the process that makes every page ahead."""
    command = ["pgrep", "--parent", str(process.pid), "--full", "regioscoop.web._ahead"]
    while subprocess.run(command, capture_output=True, check=False).stdout:
        time.sleep(2)


def wait_until_made(port: int, asked: list[str]) -> None:
    """Ask for every page once, so that the load is on a built atlas."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
        for path in dict.fromkeys(asked):
            client.get(path)


def main() -> None:
    """Run everything and write the page."""
    if shutil.which("h2load") is None:
        sys.exit("h2load is absent: install Debian's package nghttp2-client")
    asked = paths()
    port = free_port()
    serve = [str(COMMAND), "atlas", "serve", "--port", str(port)]
    with running(serve, port, "/kaart") as (process, _first):
        wait_until_all_is_made(process)
    with running(serve, port, "/kaart") as (process, started):
        weight = first_page(port)
        wait_until_all_is_made(process)
        wait_until_made(port, asked)
        load(port, asked)
        before = memory_mb(process)
        seen, own = under_load(port, asked)
        after = memory_mb(process)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build = [str(COMMAND), "atlas", "build", "--edition", "2016", "--out", str(site)]
        subprocess.run(build, check=True, capture_output=True)
        plain = free_port()
        files = [sys.executable, "-m", "http.server", str(plain), "--directory", str(site)]
        file = re.compile(r"/(en/)?(gemeente|samenwerkingsverband|regio)/[^?]+")
        same = [f"{p}.html" for p in asked if file.fullmatch(p)]
        with running(files, plain, "/kaart.html"):
            beside = load(plain, same)
        with running(serve, port, "/kaart"):
            ours = load(port, [p.removesuffix(".html") for p in same])
    rows = [
        ("start-up of a built site until the map came", f"{started:.2f} s", "under 3 s"),
        (f"{REQUESTS:,} requests by {READERS} readers: errors", str(seen.failed), "0"),
        ("the same: 95% answered within, waiting included", f"{seen.percentile(0.95):.0f} ms", ""),
        ("the same: requests a second", f"{seen.rate:.0f}", ""),
        ("server time of 95% of the requests", f"{own:.1f} ms", "under 50 ms"),
        ("memory before and after the last 20,000", f"{before:.0f} and {after:.0f} MB", "flat"),
        ("first page, compressed, at once", f"{weight[0]:.0f} kB", ""),
        ("first page with all it loads later, map library included", f"{weight[1]:.0f} kB", "under 500 kB"),
        ("map answers to the keyboard in a browser with an empty cache", f"{weight[2]:.2f} s", "under 2 s"),
        (
            "requests a second against the same pages as files behind Python's http.server",
            f"{ours.rate:.0f} against {beside.rate:.0f} ({ours.rate / beside.rate:.1f}x)",
            "",
        ),
    ]
    head = (
        "# The atlas under load\n\nMade with `make bench` on the machine it ran on: "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, which the server, the load generator "
        "and the browser share.\n\n| what | measured | wanted |\n|---|---|---|\n"
    )
    PAGE.write_text(head + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in rows), encoding="utf-8")
    for row in rows:
        print(*row, sep=" | ")


if __name__ == "__main__":
    main()
