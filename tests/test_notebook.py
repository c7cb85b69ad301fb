"""The notebook of the docs runs, and gives what stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

PAGE = Path(__file__).parents[1] / "docs" / "notebooks" / "state.ipynb"


def outputs(notebook: nbformat.NotebookNode) -> list[str]:
    texts = [
        "".join(output["data"].get("text/plain", ""))
        for cell in notebook.cells
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
        if "data" in output
    ]
    return [re.sub(r"0x[0-9a-f]+", "", text) for text in texts]


def test_the_notebook_runs_and_is_short() -> None:
    told = nbformat.read(PAGE, as_version=4)
    code = [cell["source"] for cell in told.cells if cell["cell_type"] == "code"]
    assert sum(len(text.splitlines()) for text in code) < 40
    fresh = nbformat.from_dict(told)
    NotebookClient(fresh, timeout=300, kernel_name="python3").execute()
    assert len(outputs(told)) == len(code) - 1
    assert outputs(fresh) == outputs(told)
