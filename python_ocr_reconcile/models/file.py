"""What every document says of its file and of how it was read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from python_ocr_reconcile.models.evidence import Record

UploadStatus = Literal["pending", "processing", "completed", "needs_review", "failed"]
STATUSES: tuple[UploadStatus, ...] = get_args(UploadStatus)
READ_STATUSES: tuple[UploadStatus, ...] = ("completed", "needs_review")
"""Of an upload that has a document."""
FINAL_STATUSES: tuple[UploadStatus, ...] = (*READ_STATUSES, "failed")
"""Of an upload that nobody reads any more."""
PageSource = Literal["text_layer", "ocr", "mixed", "blank", "bank_file"]
HistoryAction = Literal["cuts_moved", "cuts_reset", "corrected", "accepted", "reprocessed"]


class FileInfo(Record, frozen=True, kw_only=True):
    """The file as it was received."""

    file_name: str
    """As the sender named it; never used as a path."""
    file_size: int
    """Bytes."""
    file_hash: str
    """SHA-256, lower-case hexadecimal."""
    mime_type: str
    """By content, not by name."""
    pages_total: int
    upload_timestamp: datetime


class PageInfo(Record, frozen=True, kw_only=True):
    """How one page was read."""

    page: int
    source: PageSource
    words: int
    ocr_confidence: float | None = None
    """Mean of its words, 0..1."""
    rotation: int = 0
    """Degrees clockwise that the page was turned to stand upright: 0, 90, 180 or 270."""
    skew: float = 0.0
    """Degrees clockwise that the scan was straightened by."""
    ocr_engine: str | None = None
    """What read it, such as ``tesseract 5.3.0``; ``None`` where it needed no OCR."""


class Notice(Record, frozen=True, kw_only=True):
    """Something a person should know that is not an error."""

    code: str
    message: str
    page: int | None = None


class Cut(Record, frozen=True, kw_only=True):
    """A place in a file where an invoice may begin, and what became of it."""

    page: int
    """1-based."""
    y: float | None = None
    """Points from the top of the page to the first line behind the cut; ``None``: the top of the page."""
    is_cut: bool
    """Whether an invoice begins here."""
    confidence: float
    """0..1 that `is_cut` is right."""
    reasons: list[str] = []
    """What spoke for and against, the strongest first."""
    by: Literal["reader", "human"] = "reader"


class Start(Record, frozen=True, kw_only=True):
    """Where an invoice begins in a file."""

    page: int
    """1-based."""
    y: float | None = None
    """Points from the top of the page, as in `Cut`; ``None``: the top of the page."""


class Change(Record, frozen=True, kw_only=True):
    """One value that is not what it was: enough to undo it."""

    pointer: str
    """JSON pointer (RFC 6901) from the document root: `before` stood there in the document before, `after`
    stands there in the one that came of it."""
    before: Any = None
    """``None`` also where there was nothing at `pointer`."""
    after: Any = None
    """``None`` also where there is nothing at `pointer` any more."""
    invoice_number: str | None = None
    """Of a correction: the number of its invoice as it was read. With `page` it finds the invoice again when
    pointers have moved."""
    page: int | None = None
    """Of a correction: the first page of its invoice."""


class HistoryEntry(Record, frozen=True, kw_only=True):
    """What somebody did to the document after it was read for the first time."""

    at: datetime
    actor: str
    """Who did it; ``local`` where nobody said."""
    action: HistoryAction
    """cuts_moved: a person said where invoices begin. cuts_reset: the reader's own cuts again. corrected: a
    person set values. accepted: a person looked at what was doubtful and takes the document as it is.
    reprocessed: the file was extracted anew, by this or a newer version."""
    reason: str | None = None
    """As the person gave it."""
    changes: list[Change] = []
    document_hash_before: str
    """SHA-256 of the document before this change, in canonical form: the versions are a chain."""


class Overlap(Record, frozen=True, kw_only=True):
    """Another bank upload that holds some of the same transactions."""

    upload_id: int
    shared_transactions: int
    """How many of the transactions of this file it holds as well, by fingerprint."""


class ProcessingInfo(Record, frozen=True, kw_only=True):
    """How and when the file was read."""

    processing_start: datetime
    processing_end: datetime
    processing_duration_seconds: float
    ocr_engine: str | None
    """Such as ``tesseract 5.3.0``; joined by a plus where several read, ``None`` where no page needed OCR."""
    confidence_score: float
    status: UploadStatus
    software_version: str
    pages: list[PageInfo] = []
    warnings: list[Notice] = []
    cuts: list[Cut] = []
    """Of a file of invoices: where one ends and the next begins, in the order of the file."""
    starts: list[Start] | None = None
    """Every place where an invoice begins, as a person has said; ``None``: the reader's own cuts hold."""
    overlaps: list[Overlap] = []
    """Of a bank file: the earlier uploads that it repeats transactions of."""
    history: list[HistoryEntry] = []
    """Every change since the file was read for the first time, oldest first."""


class Subtotal(Record, frozen=True, kw_only=True):
    """A count with its sum; ``None`` where the parts are in several currencies."""

    count: int = 0
    total_amount: Decimal | None = None


class DateRange(Record, frozen=True, kw_only=True):
    """First and last date, both included."""

    start: date | None = None
    end: date | None = None
