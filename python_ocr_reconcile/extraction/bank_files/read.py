"""Bytes of a bank file to a verified reading: the whole trip, downwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from python_ocr_reconcile.collector import resting_collector
from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.errors import DamagedFileError, EmptyFileError, LimitExceededError
from python_ocr_reconcile.extraction.bank_files import halves, mt940_halves
from python_ocr_reconcile.extraction.bank_files.assemble import assemble
from python_ocr_reconcile.extraction.bank_files.camt import read_camt
from python_ocr_reconcile.extraction.bank_files.entries import BankFile
from python_ocr_reconcile.extraction.bank_files.halves import Cut, Halves, joined
from python_ocr_reconcile.extraction.bank_files.mt940 import read_mt940, read_part
from python_ocr_reconcile.extraction.bank_files.ofx import read_ofx
from python_ocr_reconcile.extraction.bank_files.qif import read_qif
from python_ocr_reconcile.extraction.bank_files.tables import read_table, read_workbook
from python_ocr_reconcile.extraction.statement.reading import StatementStream

_READERS: dict[str, Callable[[bytes], BankFile]] = {
    "camt": read_camt,
    "mt940": read_mt940,
    "mt942": read_mt940,
    "ofx": read_ofx,
    "qif": read_qif,
    "csv": read_table,
    "xlsx": read_workbook,
    "xls": read_workbook,
}


class _InHalves(NamedTuple):
    """How a format is read by two processes."""

    large_bytes: int
    """Files from this size on."""
    halves: Callable[[bytes], Halves[Any]]
    read: Callable[[Any], BankFile]


_MOST_HALVED_BYTES = 256 << 20
"""A larger file is read by one process: two would need twice its memory."""
_MT940 = _InHalves(mt940_halves.LARGE_BYTES, mt940_halves.mt940_halves, read_part)
_IN_HALVES = {
    "camt": _InHalves(halves.LARGE_BYTES, halves.halves, read_camt),
    "mt940": _MT940,
    "mt942": _MT940,
}
_TO_BYTES = msgspec.msgpack.Encoder()
_FROM_BYTES = msgspec.msgpack.Decoder(tuple[Cut, BankFile | None])


def read_bank_file(path: Path, file_format: str) -> StatementStream:
    """The statements of the bank file at `path`, proved where the balances it states are met.

    Raises `EmptyFileError`, or a `DocumentError` that says what is wrong with the file.
    """
    data = _bytes_of(path)
    with resting_collector():
        return _proved(_READERS[file_format](data))


def can_be_halved(path: Path, file_format: str) -> bool:
    """Whether two processes may read the bank file at `path` sooner than one: see `read_half`."""
    way = _IN_HALVES.get(file_format)
    return way is not None and way.large_bytes <= path.stat().st_size <= _MOST_HALVED_BYTES


def read_half(path: Path, file_format: str, half: int) -> bytes:
    """What one half (0 or 1) of a file says, for `read_from_halves`. Raises as `read_bank_file` does."""
    way = _IN_HALVES[file_format]
    with resting_collector():
        cut, messages = way.halves(_bytes_of(path))
        return _TO_BYTES.encode((cut, way.read(messages[half]) if half < len(messages) else None))


def read_from_halves(path: Path, file_format: str, parts: Sequence[bytes]) -> StatementStream:
    """What `read_bank_file` gives, from what `read_half` gave for each half."""
    with resting_collector():
        read = [_FROM_BYTES.decode(part) for part in parts]
        found = joined(read[0][0], [file for _, file in read if file is not None])
        if found is None:
            return read_bank_file(path, file_format)
        return _proved(found)


def _bytes_of(path: Path) -> bytes:
    data = path.read_bytes()
    if not data.strip(b"\0 \t\r\n"):
        raise EmptyFileError("The file has nothing but white space.")
    return data


def _proved(found: BankFile) -> StatementStream:
    _within_limits(found)
    return assemble(found)


def _within_limits(found: BankFile) -> None:
    entries = sum(len(statement.entries) for statement in found.statements)
    limit = DOCUMENT_LIMITS
    if entries > limit.transactions or len(found.statements) > limit.statements:
        raise LimitExceededError(
            f"The file has {entries:,} entries in {len(found.statements):,} statements; the limits are "
            f"{limit.transactions:,} and {limit.statements:,}."
        )
    for statement in found.statements:
        amounts = [e.amount for e in statement.entries]
        balances = [e.balance for e in statement.entries if e.balance]
        stated = [f for f in (statement.opening, statement.closing) if f]
        for fact in (*amounts, *balances, *stated):
            if abs(fact.value) > limit.money:
                raise DamagedFileError(f"{fact.place}: no account moves {limit.money:,} and more.")
