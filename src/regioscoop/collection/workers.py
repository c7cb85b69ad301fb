"""One function over many inputs: in this process, on all cores, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, TypeVar

from regioscoop.errors import InputError, NotAvailableError, Problem

Input = TypeVar("Input")
Output = TypeVar("Output")
HERE, CORES = "here", "cores"
ALLOWED: Final = (
    f"{HERE} (this process), {CORES} (all cores) or the address of a Dask scheduler (tcp://host:8786)"
)
PATIENCE: Final = 15
"""Seconds to wait for a scheduler."""


def each(
    work: Callable[[Input], Output], inputs: Sequence[Input], on: str = CORES
) -> Iterator[tuple[Input, Output | BaseException]]:
    """Do the work for each input, and give what came of it as soon as it is done.

    Parameters
    ----------
    work
        A function that can be sent to another process.
    inputs
        What it is done for.
    on
        ``here``, ``cores`` or the address of a Dask scheduler, whose workers see the same files.

    Yields
    ------
    tuple
        The input, and the output or what went wrong: an input that brings its process down is tried once
        more, alone, and stops no other.

    Raises
    ------
    InputError
        When ``on`` is none of these, or the scheduler does not answer.
    NotAvailableError
        When a cluster is asked for and Dask is absent.
    """
    if on == HERE:
        for item in inputs:
            yield item, _tried(work, item)
    elif on == CORES:
        yield from _on_cores(work, inputs)
    elif "://" in on:
        yield from _on_cluster(work, inputs, on)
    else:
        raise InputError("Nothing was done", [Problem("--on", repr(on), ALLOWED)])


def _tried(work: Callable[[Input], Output], item: Input) -> Output | BaseException:
    try:
        return work(item)
    except Exception as error:  # one bad input never stops the others
        return error


def _on_cores(
    work: Callable[[Input], Output], inputs: Sequence[Input]
) -> Iterator[tuple[Input, Output | BaseException]]:
    suspects = []
    with _pool(None, work) as pool:
        for item, outcome in _as_done(pool, work, inputs):
            if isinstance(outcome, BrokenProcessPool):
                suspects.append(item)
            else:
                yield item, outcome
    for item in sorted(suspects, key=inputs.index):
        with _pool(1, work) as pool:
            yield from _as_done(pool, work, [item])


def _pool(workers: int | None, work: Callable[[Any], Any]) -> ProcessPoolExecutor:
    """Processes that are copies of one that has read the program and does nothing else, where that can be."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([work.__module__])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """See to it that a worker ends when the program that started it is killed."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _on_cluster(
    work: Callable[[Input], Output], inputs: Sequence[Input], address: str
) -> Iterator[tuple[Input, Output | BaseException]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise NotAvailableError(
            f"A cluster needs {error.name}, which is absent: pip install 'regioscoop[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        problem = Problem("--on", f"{address}: {error}", "the address of a Dask scheduler that answers")
        raise InputError("Nothing was done", [problem]) from error
    with client, client.get_executor(pure=False) as executor:  # type: ignore[no-untyped-call]
        yield from _as_done(executor, work, inputs)


def _as_done(
    executor: Executor, work: Callable[[Input], Output], inputs: Iterable[Input]
) -> Iterator[tuple[Input, Output | BaseException]]:
    futures: dict[Future[Any], Input] = {}
    try:
        for item in inputs:
            try:
                futures[executor.submit(work, item)] = item
            except BrokenProcessPool as error:
                yield item, error
        for future in as_completed(futures):
            yield futures[future], future.exception() or future.result()
    finally:
        for future in futures:
            future.cancel()
