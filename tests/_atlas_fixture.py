"""One atlas of 2016 for all tests that need one, and a real server in front of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import uvicorn

from regioscoop.register import Edition, load_edition
from regioscoop.web import Atlas, Atlases, build_atlas, create_app


@lru_cache(maxsize=1)
def shared_atlas() -> Atlas:
    """The atlas of 2016, built once a session."""
    return build_atlas(load_edition("2016"))


@lru_cache(maxsize=1)
def later_atlas() -> Atlas:
    """The atlas of 2024 in the colours of 2016, built once a session."""
    return build_atlas(load_edition("2024"), like=shared_atlas())


@lru_cache(maxsize=1)
def small_atlas() -> Atlas:
    """An atlas of one province only, for what is slow: 13 municipalities and what they do together."""
    whole = load_edition("2016")
    tables = dict(whole.tables)
    organisations = tables["organisations"]
    is_town = organisations["kind"] == "municipality"
    tables["organisations"] = organisations[~is_town | (organisations["province"] == "PV29")]
    known = set(tables["organisations"]["id"])
    rows = tables["participations"]
    rows = rows[rows["organisation"].isin(known)]
    towns = rows[rows["organisation"].str.startswith("GM")].groupby("arrangement").size()
    kept = set(towns.index[towns >= 2])
    tables["participations"] = rows[rows["arrangement"].isin(kept)]
    edition = Edition(tables).select(arrangements=kept)
    return build_atlas(edition)


@contextmanager
def serving(*atlases: Atlas) -> Iterator[str]:
    """Serve atlases on a free port, the first is the default one; gives the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(Atlases.of(*atlases)), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
