"""The two tables of a workspace."""

from __future__ import annotations

from sqlalchemy import Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of the tables."""

    metadata = MetaData()


class Result(Base):
    """What a step made of one input; the same input always gives the same value.

    Attributes
    ----------
    step
        Name of the step.
    key
        sha256 of the input and of the program's version.
    value
        What came of it, as JSON.
    """

    __tablename__ = "results"
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Decision(Base):
    """What a person decided. Nothing is ever changed here: a later decision on the same subject counts.

    Attributes
    ----------
    number
        Order in which decisions came.
    collection
        Name of the collection that it is about.
    kind
        ``link``, ``code`` or ``entry``.
    subject, other
        What it is about: two records; an arrangement and a family of codes; an entry and an attribute.
    decision
        What was decided.
    decided_by, note
        Who decided, and why.
    """

    __tablename__ = "decisions"
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    collection: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(Text)
    other: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
