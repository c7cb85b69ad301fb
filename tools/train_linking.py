"""Train the model of linking on the judged pairs, and say how well it does on arrangements it never saw.

Run with the data folder as the only argument, or with ``REGIOSCOOP_DATA`` set::

    python tools/train_linking.py ../shared/data

It rewrites ``src/regioscoop/collection/data/linking.json``; the same folder always gives the same file, bit
for bit. The pairs themselves do not ship.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from regioscoop.collection.linking._training import held_out_answers, material, measures, train
from regioscoop.collection.linking.gold import read_judged, read_sources

MODEL = Path(__file__).parents[1] / "src/regioscoop/collection/data/linking.json"


def main() -> None:
    """Train, write, and report on stderr."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("REGIOSCOOP_DATA", ""))
    found = material(read_sources(folder), read_judged(folder))
    model, scores = train(found)
    MODEL.write_text(json.dumps(model, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    for name, answers in held_out_answers(found, scores, model["thresholds"]).items():
        sys.stderr.write(f"{name}\n{measures(found, answers).round(3).to_string()}\n")


if __name__ == "__main__":
    main()
