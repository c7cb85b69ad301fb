"""A real PostgreSQL server for the tests, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def running() -> Iterator[str]:
    """Start a server and give the address of an empty database; says so where there is no PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="regioscoop-postgres-"))
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    if user:  # the server refuses to be run by root
        os.chown(folder, user.pw_uid, user.pw_gid)

    def do(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(found[-1] / program), "-D", str(folder / "data"), *arguments],
            check=True,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        do("initdb", "-U", "regioscoop", "--auth=trust", "-E", "UTF8", "--no-sync")
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -F"
        do("pg_ctl", "-w", "-o", settings, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://regioscoop@127.0.0.1:{port}/postgres"
        finally:
            do("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
