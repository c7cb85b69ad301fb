"""One function over many inputs, wherever it runs."""

from __future__ import annotations

import os

import pytest

from regioscoop.collection.workers import each
from regioscoop.errors import InputError


def _fails(number: int) -> int:
    if number == 1:
        raise ValueError("one")
    if number == 2:
        os._exit(3)
    return number * number


@pytest.mark.parametrize("inputs", [range(6), [2]])
def test_an_input_that_brings_its_process_down_stops_no_other(inputs: list[int]) -> None:
    found = dict(each(_fails, list(inputs), "cores"))
    assert {n: o for n, o in found.items() if not isinstance(o, BaseException)} == {
        n: n * n for n in inputs if n not in (1, 2)
    }
    assert isinstance(found[2], BaseException)


@pytest.mark.parametrize("on", ["everywhere", "tcp://127.0.0.1:1"])
def test_where_it_cannot_run_is_said(on: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regioscoop.collection.workers.PATIENCE", 1)
    with pytest.raises(InputError, match="--on"):
        list(each(abs, [1], on))
