"""What every document says of its file and of how it was read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, get_args

from python_ocr_reconcile.models.evidence import Record

UploadStatus = Literal["pending", "processing", "completed", "needs_review", "failed"]
STATUSES: tuple[UploadStatus, ...] = get_args(UploadStatus)
READ_STATUSES: tuple[UploadStatus, ...] = ("completed", "needs_review")
"""Of an upload that has a document."""
FINAL_STATUSES: tuple[UploadStatus, ...] = (*READ_STATUSES, "failed")
"""Of an upload that nobody reads any more."""
PageSource = Literal["text_layer", "ocr", "mixed", "blank", "bank_file"]


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


class ProcessingInfo(Record, frozen=True, kw_only=True):
    """How and when the file was read."""

    processing_start: datetime
    processing_end: datetime
    processing_duration_seconds: float
    ocr_engine: str | None
    """Such as ``tesseract 5.3.0``; ``None`` where no page needed OCR."""
    confidence_score: float
    status: UploadStatus
    software_version: str
    pages: list[PageInfo] = []
    warnings: list[Notice] = []
    cuts: list[Cut] = []
    """Of a file of invoices: where one ends and the next begins, in the order of the file."""


class Subtotal(Record, frozen=True, kw_only=True):
    """A count with its sum; ``None`` where the parts are in several currencies."""

    count: int = 0
    total_amount: Decimal | None = None


class DateRange(Record, frozen=True, kw_only=True):
    """First and last date, both included."""

    start: date | None = None
    end: date | None = None
