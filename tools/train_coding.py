"""Train the classifier of coding and write its file: the same shipped edition always gives the same bytes.

Run without arguments::

    python tools/train_coding.py
"""

from __future__ import annotations

from regioscoop.collection.coding import dumps, examples_of, shipped_examples, train
from regioscoop.collection.coding._classifier import MODEL


def main() -> None:
    """Learn from edition 2016; the hand-coded arrangements that judge the classifier are not read."""
    MODEL.write_bytes(dumps(train(examples_of(shipped_examples("2016")))))


if __name__ == "__main__":
    main()
