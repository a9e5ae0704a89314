"""A file that was cut or changed on its way is refused with a code, or claims no proof that it does not have.

Every case prints its seed, and replays from it.
"""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from bank_file_generator import WRITERS, Written, written
from test_written_and_read import signed

from python_ocr_reconcile.errors import DocumentError
from python_ocr_reconcile.extraction.extract import extract_bank_file
from python_ocr_reconcile.intake.identify import BANK_FILE_FORMATS, identify

pytestmark = pytest.mark.slow

CASES = 60
"""Of each format and kind of damage; `benchmarks` of the same loop ran to thousands."""


def cut(data: bytes, random_: random.Random) -> bytes:
    return data[: random_.randrange(1, len(data))]


def flipped(data: bytes, random_: random.Random) -> bytes:
    place = random_.randrange(len(data))
    other = random_.choice([data[place] ^ (1 << random_.randrange(8)), random_.choice(b"0123456789CD,.;-/ ")])
    return data[:place] + bytes([other]) + data[place + 1 :]


def line_lost(data: bytes, random_: random.Random) -> bytes:
    lines = data.split(b"\n")
    del lines[random_.randrange(len(lines))]
    return b"\n".join(lines)


DAMAGES = {"cut": cut, "flipped": flipped, "line_lost": line_lost}


def truths(file: Written) -> set:
    """Every statement by its balances and the sum of its entries in any order."""
    return {
        (one.opening, one.closing, frozenset(Counter(e.amount for e in one.entries).items()))
        for one in file.histories
    }


def wrong_proof(file: Written, data: bytes, folder) -> str | None:
    """What is proved and is not so, ``None`` where nothing is."""
    path = folder / "bank.file"
    path.write_bytes(data)
    kind = identify(path)
    if kind.format not in BANK_FILE_FORMATS:
        return None
    try:
        reading = extract_bank_file(path, kind).whole()
    except DocumentError:  # anything else is a fault of ours
        return None
    for index, info in enumerate(reading.statements):
        rows = [signed(t) for t in reading.transactions if t.statement_index == index]
        told = (info.opening_balance, info.closing_balance, frozenset(Counter(rows).items()))
        if info.proof == "proved" and told not in truths(file):
            return f"{told[:2]} with {len(rows)} entries, sum {sum(rows, Decimal(0))}"
    return None


@pytest.mark.parametrize("kind", list(WRITERS))
@pytest.mark.parametrize("damage", list(DAMAGES))
def test_damage_proves_nothing(kind, damage, tmp_path):
    for seed in range(CASES):
        file = written(kind, seed % 12)
        data = DAMAGES[damage](file.data, random.Random(f"{damage}-{seed}"))
        problem = wrong_proof(file, data, tmp_path)
        assert problem is None, f"{kind} {damage} seed {seed} ({file.dialect}): {problem}"
