"""A large file of invoices, or a long statement, extracted in several processes at once by the page.

Each chunk of pages gives its signs, and the invoices that it comes to by itself. The cuts are weighed here,
over the whole file, from the signs alone; what the chunks took for an invoice and is one stands, the others,
above all those across the border of two chunks, are read again. To take in every page twice cost half as much
again in CPU time.

Of a long statement the chunks give their lines, which are half of the work; the table and the chain of its
balances are one, and one process solves them. So it is with the halves of a large bank file.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from python_ocr_reconcile.collector import resting_collector
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import ReadingTimeoutError
from python_ocr_reconcile.extraction.bank_files import read_half
from python_ocr_reconcile.extraction.extract import (
    extract_ahead,
    extract_from_halves,
    extract_from_lines,
    extract_groups,
)
from python_ocr_reconcile.extraction.invoice import (
    InvoiceReading,
    Part,
    Sides,
    conflict_notices,
    divide,
    numbered,
    open_cuts,
    settled,
    verdict,
)
from python_ocr_reconcile.extraction.invoice.cutting import Signs
from python_ocr_reconcile.extraction.statement import (
    MarkVotes,
    PackedReading,
    lines_ahead,
    put_together,
)
from python_ocr_reconcile.intake.identify import FileKind
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.file import Start
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.reading.page_layer import from_msgpack, to_msgpack
from python_ocr_reconcile.reading.sandbox import shared_pool
from python_ocr_reconcile.services.hand_over import HandedOver, TakenOver, emptying, handed_over

T = TypeVar("T")

CHUNK_PAGES = 40
"""Taken by one task: 0.3 s of text, and 10 MB in the child."""
FROM_PAGES = 2 * CHUNK_PAGES
"""A smaller file is extracted by one process, in one go."""


def extract_side_by_side(
    pages: Sequence[Page], starts: Sequence[Start] | None, settings: Settings
) -> InvoiceReading:
    """What `extract` gives for invoices, to the letter."""
    deadline = time.monotonic() + settings.limits.document_seconds
    chunks = [pages[first : first + CHUNK_PAGES] for first in range(0, len(pages), CHUNK_PAGES)]
    looked = _in_turn([(_look, (to_msgpack(list(chunk)), starts)) for chunk in chunks], deadline, settings)
    signs: list[list[Signs]] = []
    ahead: dict[tuple[Part, ...], Invoice] = {}
    for shown, groups, read in looked:
        signs += shown
        ahead.update(zip(map(tuple, groups), decode(read, list[Invoice]), strict=True))
    division = divide([page.number for page in pages], signs, starts)
    by_number = {page.number: page for page in pages}
    opened = open_cuts(division)
    verdicts = _in_turn(
        [(_judge, (_layer(by_number, sides), sides)) for sides in opened.values()], deadline, settings
    )
    division = settled(division, dict(zip(opened, verdicts, strict=True)))
    left = [group for group in division.groups if tuple(group) not in ahead]
    tasks = [(_read, (_layer(by_number, groups), groups, starts)) for groups in _chunks_of(left)]
    for (_, (_, groups, _)), answer in zip(tasks, _in_turn(tasks, deadline, settings), strict=True):
        ahead.update(zip(map(tuple, groups), decode(answer, list[Invoice]), strict=True))
    invoices = numbered(ahead[tuple(group)] for group in division.groups)
    return InvoiceReading(invoices, division.notices + conflict_notices(invoices), division.cuts)


def statement_side_by_side(pages: Sequence[Page], settings: Settings) -> PackedReading:
    """What `extract` gives for a statement, to the letter."""
    deadline = time.monotonic() + settings.limits.document_seconds
    chunks = [list(pages[first : first + CHUNK_PAGES]) for first in range(0, len(pages), CHUNK_PAGES)]
    limits = deadline, settings
    seen = list(_in_turn([(_lines, (to_msgpack(chunk), None)) for chunk in chunks], *limits))
    votes = sum((own for own, _ in seen), MarkVotes())
    misread = {at: chunk for at, chunk in enumerate(chunks) if seen[at][0].mark != votes.mark}
    again = _in_turn([(_lines, (to_msgpack(chunk), votes)) for chunk in misread.values()], *limits)
    seen_again = dict(zip(misread, again, strict=True))
    parts = [seen_again.get(at, one)[1] for at, one in enumerate(seen)]
    del seen
    return _by_one(_solved, parts, votes, deadline=deadline, settings=settings)


def bank_file_side_by_side(path: Path, found: FileKind, settings: Settings) -> PackedReading:
    """What `extract_bank_file` gives for a large file that can be halved, to the letter."""
    deadline = time.monotonic() + settings.limits.document_seconds
    parts = list(_in_turn([(read_half, (path, found.format, half)) for half in (0, 1)], deadline, settings))
    return _by_one(_from_halves, path, found, parts, deadline=deadline, settings=settings)


def _by_one(
    function: Callable[..., HandedOver], *arguments: Any, deadline: float, settings: Settings
) -> PackedReading:
    """The reading that `function` hands over, in one child; the others end meanwhile."""
    pool, taken = shared_pool(settings), TakenOver(settings)
    solving = pool.stream(
        function, *arguments, seconds=settings.limits.document_seconds, each=taken.transactions
    )
    for _ in range(settings.processes - 1):
        pool.rest()  # 45 MB each that nobody needs now
    return taken.reading(_in_time(solving, deadline, settings))


def _from_halves(path: Path, found: FileKind, parts: list[bytes]) -> HandedOver:
    """In the child: the statements that two halves come to."""
    with resting_collector():
        stream = extract_from_halves(path, found, parts)
        parts.clear()  # 60 MB of 100,000 entries, which are objects now
        return (yield from handed_over(stream))


def _lines(layer: bytes, votes: MarkVotes | None) -> tuple[MarkVotes, bytes]:
    """In the child: the lines of some pages of a statement."""
    return lines_ahead(from_msgpack(layer), votes)


def _solved(parts: list[bytes], votes: MarkVotes) -> HandedOver:
    """In the child: the statements that all lines come to."""
    with resting_collector():
        return (yield from handed_over(emptying(extract_from_lines(put_together(parts, votes)))))


def _layer(pages: Mapping[int, Page], groups: Iterable[Sequence[Part]]) -> bytes:
    """The pages that `groups` stand on, as a child takes them."""
    return to_msgpack([pages[number] for number in sorted({page for group in groups for page, _ in group})])


def _judge(layer: bytes, sides: Sides) -> bool | None:
    """In the child: what the sums say of an unsure cut."""
    return verdict(from_msgpack(layer), sides)


def _look(layer: bytes, starts: Sequence[Start] | None) -> tuple[list[list[Signs]], list[list[Part]], bytes]:
    """In the child: the signs of some pages, and the invoices they come to, as JSON."""
    ahead = extract_ahead(from_msgpack(layer), starts)
    return ahead.signs, ahead.groups, encode(ahead.invoices)


def _read(layer: bytes, groups: list[list[Part]], starts: Sequence[Start] | None) -> bytes:
    """In the child: some invoices, as JSON."""
    return encode(extract_groups(from_msgpack(layer), groups, starts))


def _chunks_of(groups: Sequence[list[Part]]) -> Iterator[list[list[Part]]]:
    """The groups in runs of about `CHUNK_PAGES` pages; a longer invoice has a run to itself."""
    chunk: list[list[Part]] = []
    size = 0
    for group in groups:
        if chunk and size + len(group) > CHUNK_PAGES:
            yield chunk
            chunk, size = [], 0
        chunk.append(group)
        size += len(group)
    if chunk:
        yield chunk


def _in_turn(
    tasks: Sequence[tuple[Callable[..., T], tuple[Any, ...]]], deadline: float, settings: Settings
) -> Iterator[T]:
    """The results in order, with few tasks under way at once: another document gets its turn between."""
    pool, waiting = shared_pool(settings), deque(tasks)
    running: deque[Future[T]] = deque()
    limit = settings.limits.document_seconds
    try:
        while waiting or running:
            while waiting and len(running) < 2 * settings.processes:
                function, arguments = waiting.popleft()
                running.append(pool.submit(function, *arguments, seconds=limit))
            yield _in_time(running.popleft(), deadline, settings)
    finally:
        for future in running:
            future.cancel()


def _in_time(future: Future[T], deadline: float, settings: Settings) -> T:
    """Its result. Raises `ReadingTimeoutError` past the deadline."""
    try:
        return future.result(max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        limit = settings.limits.document_seconds
        raise ReadingTimeoutError(
            f"Reading the document took longer than {limit:,} seconds.", limit=limit
        ) from None
