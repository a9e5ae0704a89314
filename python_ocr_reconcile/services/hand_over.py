"""Statements from the process that reads them to the one that stores them, some transactions at a time.

While the child goes on, its parent holds what has come against the schema and takes its summary: of a bank
file of 100,000 entries a fifth of the time, and neither has all transactions as objects.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TypeAlias

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import LimitExceededError
from python_ocr_reconcile.extraction.statement import (
    PackedReading,
    StatementHead,
    StatementReading,
    StatementStream,
)
from python_ocr_reconcile.models.encoding import decode, encode, joined_arrays, json_arrays
from python_ocr_reconcile.models.statement import Booked, Transaction
from python_ocr_reconcile.models.validation import valid_members
from python_ocr_reconcile.reading.worker import uncopied

HandedOver: TypeAlias = Generator[bytes, None, bytes]
"""JSON arrays of transactions, and in the end the JSON of the statements: a task for `Pool.run`."""


def handed_over(stream: StatementStream) -> HandedOver:
    """In the child: `stream`, for a `TakenOver` in its parent."""
    for array in json_arrays(stream.transactions):
        yield uncopied(array)
    return uncopied(encode(StatementHead(statements=stream.statements, notices=stream.notices)))


def emptying(reading: StatementReading) -> StatementStream:
    """`reading` as a stream that lets go of each transaction when the next is asked for."""
    return StatementStream(reading.statements, (), _popped(reading.transactions), reading.notices)


def _popped(transactions: list[Transaction]) -> Iterator[Transaction]:
    transactions.reverse()
    while transactions:
        yield transactions.pop()


class TakenOver:
    """In the parent: the reading that a child hands over."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.limits.json_bytes
        self._arrays: list[bytes] = []
        self._bytes = 0
        self._booked: list[Booked] = []
        self._are_valid = True

    def transactions(self, array: bytes) -> None:
        """Take the next ones. Raises `LimitExceededError`, and `MalformedJSONError` where they are none."""
        self._bytes += len(array)
        if self._bytes > self._most:
            raise LimitExceededError(
                f"the transactions have more than {self._most:,} bytes of JSON, which is the limit "
                "(OCR_RECONCILE_MAX_JSON_BYTES)"
            )
        self._booked += decode(array, list[Booked])
        self._are_valid = self._are_valid and valid_members(array, "bank", "transactions")
        self._arrays.append(array)

    def reading(self, head: bytes) -> PackedReading:
        """What was taken, with the statements and notices in `head`."""
        told = decode(head, StatementHead)
        return PackedReading(
            statements=told.statements,
            notices=told.notices,
            transactions=joined_arrays(self._arrays),
            booked=self._booked,
            are_valid=self._are_valid,
        )
