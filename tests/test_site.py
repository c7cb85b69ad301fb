"""A site as its keeper starts it: what is kept, what is made ahead, and what nobody can make it keep."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from _atlas_fixture import small_atlas
from regioscoop.register.package import write_package

COMMAND = Path(sys.executable).with_name("regioscoop")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "small"
    write_package(small_atlas().edition.tables, folder, "small", "One province")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@contextmanager
def served(package: Path, cache: Path) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [COMMAND, "atlas", "serve", "--edition", package, "--port", str(port)],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            until(lambda: answers(client), 120)
            yield process, client
    finally:
        process.kill()
        process.wait()


def answers(client: httpx.Client) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return client.get("/healthz").status_code == 200
    return False


def until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)


def kept(cache: Path) -> set[str]:
    (path,) = (cache / "regioscoop/sites").glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as db:
        return {row[0] for row in db.execute("SELECT address FROM answers")}


def ahead(process: subprocess.Popen[bytes]) -> list[int]:
    """The process that makes pages ahead for a server."""
    command = ["pgrep", "--parent", str(process.pid), "--full", "regioscoop.web._ahead"]
    return [int(word) for word in subprocess.run(command, capture_output=True, text=True).stdout.split()]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() != b""


def test_every_page_is_made_ahead_and_survives_a_kill(package: Path, cache: Path) -> None:
    towns = {f"/gemeente/{i}" for i in small_atlas().edition.municipalities.index}
    with served(package, cache) as (process, _):
        until(lambda: len(kept(cache) & towns) >= 3, 120)
        own = ahead(process)
        assert own
        process.send_signal(signal.SIGKILL)
        until(lambda: not any(map(alive, own)), 60)
    before = kept(cache)
    with served(package, cache) as (process, _):
        until(lambda: kept(cache) >= towns | {f"/en{town}" for town in towns}, 240)
        assert before < kept(cache)
        own = ahead(process)
        process.send_signal(signal.SIGTERM)
        until(lambda: not any(map(alive, own)), 60)
        assert process.wait(30) in (0, -signal.SIGTERM)


def test_nobody_fills_the_disk_with_one_answer_under_many_addresses(package: Path, cache: Path) -> None:
    with served(package, cache) as (process, client):
        for pid in ahead(process):
            os.kill(pid, signal.SIGSTOP)
        before = kept(cache)
        for k in range(20):
            for path in ("/kaart", "/gemeenten", "/download/regios.csv", "/kaart.json"):
                client.get(f"{path}?x={k}")
                client.get(path + "?" + "&".join(["niveau=2"] * (k + 2)))
                client.get(path + "?" + "&".join(["leeg="] * (k + 1)))
                client.get(f"/{k}{path}")
        assert kept(cache) == before
        assert client.get("/download/regios.csv").status_code == 200
        assert kept(cache) >= before
