"""The lines of some pages of a long statement, read by one process and put together in another.

Half of the time of a long text statement goes into its lines, page by page; only then is it one table.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec

from python_ocr_reconcile.dates import DateReading
from python_ocr_reconcile.errors import WorkerCrashError
from python_ocr_reconcile.extraction.layout import Line, Segment
from python_ocr_reconcile.extraction.lexicon import Label
from python_ocr_reconcile.extraction.spans import DateSpan
from python_ocr_reconcile.extraction.statement.decimals import MarkVotes, mark_votes
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.lines import (
    PrintedLine,
    PrintedText,
    kept_words,
    text_under,
)
from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Page, Word


class _PackedDate(msgspec.Struct, array_like=True, gc=False):
    """A `DateSpan` without its line."""

    start: int
    end: int
    text: str
    readings: tuple[DateReading, ...]


class _PackedSegment(msgspec.Struct, array_like=True, gc=False):
    """A `Segment` without its words."""

    end: int
    """Of the words of its line; it begins where the one before ends."""
    text: str
    """Empty for one word, whose text it is."""
    box: BBox


class _PackedLine(msgspec.Struct, array_like=True, gc=False):
    """A `PrintedLine` with each word once."""

    page: int
    index: int
    words: tuple[Word, ...]
    segments: list[_PackedSegment]
    box: BBox
    em: float
    figures: list[Figure]
    dates: list[_PackedDate]
    labels: list[Label]
    noisy: bool


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[_PackedLine])


def lines_ahead(pages: list[Page], votes: MarkVotes | None = None) -> tuple[MarkVotes, bytes]:
    """The votes of `pages` on the decimal mark, and their lines, packed, under the mark that `votes` are for.

    Without `votes` their own decide: nearly always those of the whole document do not say otherwise.
    """
    kept = kept_words(pages)
    own = mark_votes(word for page in kept for word in page.words)
    return own, _ENCODER.encode([_packed(line) for line in text_under(kept, votes or own).lines])


def put_together(parts: list[bytes], votes: MarkVotes) -> PrintedText:
    """What `printed_text` gives for all pages, from lines that were read under the mark of `votes`.

    The list `parts` is empty then. Raises `WorkerCrashError` where a part is no lines.
    """
    lines: list[PrintedLine] = []
    parts.reverse()
    while parts:
        try:
            packed = _DECODER.decode(parts.pop())
        except msgspec.DecodeError:
            raise WorkerCrashError("The process that read these pages gave no proper answer.") from None
        lines += [_unpacked(line, index) for index, line in enumerate(packed, len(lines))]
    return PrintedText(lines, *votes.mark)


def _packed(printed: PrintedLine) -> _PackedLine:
    line, end = printed.line, 0
    segments = []
    for part in line.segments:
        end += len(part.words)
        text = part.text if len(part.words) > 1 else ""
        segments.append(_PackedSegment(end, text, (part.x0, part.y0, part.x1, part.y1)))
    return _PackedLine(
        line.page,
        line.index,
        line.words,
        segments,
        (line.x0, line.y0, line.x1, line.y1),
        line.em,
        printed.figures,
        [_PackedDate(date.start, date.end, date.text, date.readings) for date in printed.dates],
        printed.labels,
        printed.noisy,
    )


def _unpacked(packed: _PackedLine, index: int) -> PrintedLine:
    words = packed.words
    ends = pairwise([0, *(part.end for part in packed.segments)])
    segments = tuple(
        Segment(packed.page, words[start:end], part.text or words[start].text, *part.box)
        for (start, end), part in zip(ends, packed.segments, strict=True)
    )
    line = Line(packed.page, packed.index, words, segments, *packed.box, packed.em)
    dates = [DateSpan(line, date.start, date.end, date.text, date.readings) for date in packed.dates]
    return PrintedLine(index, line, packed.figures, dates, packed.labels, packed.noisy)
