"""Settings and limits: the one place for both, each with its environment variable.

`Settings.from_environment()` reads them once at start and they are handed down from there; nothing
else in the package looks at the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_cache_path

from python_ocr_reconcile.errors import InputError

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

T = TypeVar("T")


class PhotoReader(StrEnum):
    """Whether the optional photo reader may read."""

    AUTO = "auto"
    """Where it is installed, and only the pages that need it."""
    OFF = "off"


class ReadHere(StrEnum):
    """Whether a service reads the uploads that it receives."""

    YES = "yes"
    NO = "no"
    """Processes of `ocr-reconcile worker` do, on this machine or on others."""


def _setting(default: Any, env: str, unit: str, doc: str) -> Any:
    return field(default=default, metadata={"env": env, "unit": unit, "doc": doc})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what one document may cost; each is tested from both sides."""

    upload_bytes: int = _setting(64 * MIB, "OCR_RECONCILE_MAX_UPLOAD_BYTES", "bytes", "largest file accepted")
    pages: int = _setting(5_000, "OCR_RECONCILE_MAX_PAGES", "pages", "most pages in one document")
    page_pixels: int = _setting(
        120_000_000, "OCR_RECONCILE_MAX_PAGE_PIXELS", "pixels", "largest page image, before it is decoded"
    )
    page_seconds: int = _setting(
        120, "OCR_RECONCILE_MAX_PAGE_SECONDS", "seconds", "longest time to read one page"
    )
    document_seconds: int = _setting(
        3_600, "OCR_RECONCILE_MAX_DOCUMENT_SECONDS", "seconds", "longest time to read one document"
    )
    worker_memory_bytes: int = _setting(
        3 * GIB, "OCR_RECONCILE_MAX_WORKER_MEMORY_BYTES", "bytes", "address space of one reading process"
    )
    json_bytes: int = _setting(
        256 * MIB, "OCR_RECONCILE_MAX_JSON_BYTES", "bytes", "largest JSON document stored in a row"
    )
    xml_bytes: int = _setting(
        64 * MIB, "OCR_RECONCILE_MAX_XML_BYTES", "bytes", "largest XML of an e-invoice, unpacked"
    )
    request_json_bytes: int = _setting(
        64 * KIB, "OCR_RECONCILE_MAX_REQUEST_JSON_BYTES", "bytes", "largest JSON body of an API request"
    )
    page_cache_bytes: int = _setting(
        512 * MIB, "OCR_RECONCILE_PAGE_CACHE_BYTES", "bytes", "size of the cache of pages already read"
    )
    picture_pixels: int = _setting(
        16_000_000, "OCR_RECONCILE_MAX_PICTURE_PIXELS", "pixels", "largest picture of a page that is shown"
    )
    picture_cache_bytes: int = _setting(
        256 * MIB, "OCR_RECONCILE_PICTURE_CACHE_BYTES", "bytes", "size of the cache of pictures of pages"
    )
    wait_seconds: int = _setting(
        60, "OCR_RECONCILE_WAIT_SECONDS", "seconds", "how long an upload waits before it is answered with 202"
    )
    requests_per_minute: int = _setting(
        6_000, "OCR_RECONCILE_MAX_REQUESTS_PER_MINUTE", "requests", "with one token, in each server process"
    )
    failed_tokens_per_minute: int = _setting(
        60, "OCR_RECONCILE_MAX_FAILED_TOKENS_PER_MINUTE", "requests", "with wrong tokens, from one address"
    )
    silence_seconds: int = _setting(
        30, "OCR_RECONCILE_MAX_SILENCE_SECONDS", "seconds", "a client may pause in the middle of a request"
    )
    request_seconds: int = _setting(
        300, "OCR_RECONCILE_MAX_REQUEST_SECONDS", "seconds", "in which the body of a request must arrive"
    )
    idempotency_hours: int = _setting(
        24,
        "OCR_RECONCILE_IDEMPOTENCY_HOURS",
        "hours",
        "for which a first answer is kept for its Idempotency-Key",
    )
    export_bytes: int = _setting(
        8 * GIB, "OCR_RECONCILE_MAX_EXPORT_BYTES", "bytes", "largest export made or imported, unpacked"
    )
    export_files: int = _setting(
        1_000_000, "OCR_RECONCILE_MAX_EXPORT_FILES", "files", "most files in an export that is imported"
    )
    report_pages: int = _setting(
        2_000, "OCR_RECONCILE_MAX_REPORT_PAGES", "pages", "drawn for the evidence in the reports of an export"
    )
    list_rows: int = _setting(200, "OCR_RECONCILE_MAX_LIST_ROWS", "rows", "most rows in one page of a list")


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Bounds on what a JSON document may hold.

    They stand in the published schemas, so they are the same in every installation: a document that one of
    them accepts, all of them accept.
    """

    invoices: int = 10_000
    line_items: int = 10_000
    """In one invoice."""
    transactions: int = 200_000
    statements: int = 10_000
    checks: int = 100_000
    """Of one invoice or statement: up to three a line, and the sums over all lines."""
    evidence: int = 100_000
    """Values of one invoice or statement."""
    pages: int = 100_000
    history: int = 10_000
    """Changes to one document after it was read."""
    changes: int = 1_000_000
    """Values that one of them changed."""
    uploads: int = 1_000
    """On each side of one run."""
    linked: int = 1_000
    """Invoices, or transactions, of one link that is made by hand."""
    rates: int = 2_000_000
    """In one table of exchange rates."""
    links: int = 1_000_000
    """Confirmed links, rejected pairs or aliases in the memory of one tenant."""
    explanation: int = 100
    """Sentences that explain one match."""
    name: int = 1_000
    """Characters of a name, a number, a code or a file name."""
    text: int = 20_000
    """Characters of a description, an address, or the text that a value was read from."""
    money: int = 10**15
    """Largest amount either side of zero; with cents, it still fits into NUMERIC(18, 2)."""


DOCUMENT_LIMITS = DocumentLimits()


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs; every field can be set from the environment."""

    database_url: str = _setting(
        "ocr_reconcile.db", "DATABASE_URL", "path or URL", "SQLite file, or postgresql:// URL"
    )
    upload_folder: Path = _setting(
        Path("uploads"), "OCR_RECONCILE_UPLOAD_FOLDER", "path", "where originals are kept"
    )
    audit_key_file: Path = _setting(
        Path(), "OCR_RECONCILE_AUDIT_KEY_FILE", "path", "the key that seals the audit; made at first use"
    )
    cache_folder: Path = _setting(
        user_cache_path("ocr-reconcile"), "OCR_RECONCILE_CACHE_FOLDER", "path", "pages already read"
    )
    database_pool_size: int = _setting(5, "DATABASE_POOL_SIZE", "connections", "kept open (PostgreSQL)")
    database_max_overflow: int = _setting(
        10, "DATABASE_MAX_OVERFLOW", "connections", "opened above the pool size (PostgreSQL)"
    )
    database_pool_recycle: int = _setting(
        1_800, "DATABASE_POOL_RECYCLE", "seconds", "age at which a connection is replaced (PostgreSQL)"
    )
    processes: int = _setting(
        os.cpu_count() or 1, "OCR_RECONCILE_PROCESSES", "processes", "pages read at the same time"
    )
    read_here: ReadHere = _setting(
        ReadHere.YES,
        "OCR_RECONCILE_READ_HERE",
        "yes or no",
        "whether `serve` reads uploads; no: `worker` does",
    )
    heartbeat_seconds: float = _setting(
        5.0,
        "OCR_RECONCILE_HEARTBEAT_SECONDS",
        "seconds",
        "between two signs of life of who reads an upload; after twelve missed ones another takes it over",
    )
    ocr_languages: str = _setting(
        "eng+deu+fra+spa+ita+nld", "OCR_RECONCILE_LANGUAGES", "codes", "languages OCR may expect, joined by +"
    )
    photo_reader: PhotoReader = _setting(
        PhotoReader.AUTO,
        "OCR_RECONCILE_PHOTO_READER",
        "auto or off",
        "second OCR engine, where it is installed",
    )
    host: str = _setting("127.0.0.1", "OCR_RECONCILE_HOST", "address", "where `serve` listens")
    port: int = _setting(8000, "OCR_RECONCILE_PORT", "port", "where `serve` listens")
    log_level: str = _setting("info", "OCR_RECONCILE_LOG_LEVEL", "level", "debug, info, warning or error")
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
        """Settings from `environment`; `overrides` win, and ``None`` in them means "not given".

        Raises `InputError` (code ``invalid_request``) that names the variable whose value is unusable.
        """
        given = {name: value for name, value in overrides.items() if value is not None}
        limits = given.pop("limits", None) or _read(Limits, environment, {})
        return _read(cls, environment, {**given, "limits": limits})


def _read(cls: type[T], environment: Mapping[str, str], overrides: dict[str, Any]) -> T:
    values = dict(overrides)
    for setting in fields(cls):  # type: ignore[arg-type]
        env = setting.metadata.get("env")
        text = environment.get(env) if env else None
        if setting.name in values or not env or not text:
            continue
        kind: type[Any] = type(setting.default)
        try:
            values[setting.name] = Path(text) if issubclass(kind, Path) else kind(text)
        except ValueError:
            wanted = " or ".join(kind) if issubclass(kind, Enum) else f"a {kind.__name__}"
            raise InputError(f"{env} must be {wanted}, not {text!r}") from None
        if kind in (int, float) and not 0 < values[setting.name] < float("inf"):
            raise InputError(f"{env} must be above zero, not {text!r}")
    return cls(**values)
