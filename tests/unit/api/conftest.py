"""The routes over a service that is told what to answer, so that each answer can be had without reading."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import flask
import pytest

from python_ocr_reconcile.api.routes import production_json_blueprint
from python_ocr_reconcile.config import Limits, Settings
from python_ocr_reconcile.errors import NotFoundError
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.production_json_models import (
    BankTransactionUpload,
    InvoiceUpload,
    ReconciliationMatch,
)
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.services.access import OPEN
from python_ocr_reconcile.services.metrics import Requests
from python_ocr_reconcile.services.production_json_workflows import UploadAnswer

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
LIMITS = Limits(upload_bytes=100_000, request_json_bytes=1_000, list_rows=20, wait_seconds=30)

COMMON = {
    "id": 3,
    "upload_id": 7,
    "file_name": "scan.pdf",
    "file_path": "ab/" + "ab" * 32,
    "file_hash": "ab" * 32,
    "file_size": 1_234,
    "mime_type": "application/pdf",
    "pages_total": 2,
    "upload_timestamp": NOON,
    "processing_start": NOON,
    "processing_end": NOON,
    "processing_duration_seconds": 1.5,
    "confidence_score": 0.98,
    "status": "completed",
    "page_layer": b"\x00packed",
    "created_at": NOON,
    "updated_at": NOON,
}

INVOICES = InvoiceUpload(
    **COMMON,
    invoice_json=encode(
        InvoiceDocument(upload_id=7, invoices=[Invoice(invoice_id="inv-1", total_amount=Decimal("1190.10"))])
    ),
    total_invoices_found=1,
    total_invoices_processed=1,
    total_amount=Decimal("1190.10"),
    currency_summary={"EUR": {"count": 1, "total_amount": Decimal("1190.10")}},
    date_range_start=date(2024, 5, 1),
)
BANK = BankTransactionUpload(
    **COMMON,
    bank_transaction_json=encode(BankDocument(upload_id=7)),
    total_debits=Decimal("12.30"),
    total_credits=Decimal("0.00"),
    total_transactions_found=4,
    total_transactions_processed=4,
)
RUN = ReconciliationMatch(
    id=2,
    reconciliation_id=5,
    invoice_upload_id=7,
    bank_upload_id=8,
    invoice_file_name="scan.pdf",
    bank_file_name="bank.pdf",
    reconciliation_timestamp=NOON,
    reconciliation_duration_seconds=0.25,
    status="completed",
    reconciliation_match_json=b'{"reconciliation_id":5}',
    total_matches_found=1,
    match_rate_percentage=Decimal("100.00"),
    created_at=NOON,
    updated_at=NOON,
)
ROWS = {"invoice": INVOICES, "bank": BANK, "reconciliation": RUN}


@dataclass
class ScriptedService:
    """Answers what the test has put in, and remembers what it was asked."""

    settings: Settings = field(default_factory=lambda: Settings(limits=LIMITS))
    duplicate: bool = False
    finished: bool = True
    raises: Exception | None = None
    rows: dict = field(default_factory=lambda: dict(ROWS))
    asked: list = field(default_factory=list)
    received: bytes = b""
    metrics: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(requests=Requests(), text=lambda: "ocr_reconcile_info 1\n")
    )

    @property
    def access(self):
        return self

    def identify(self, token, *, from_this_machine):
        assert from_this_machine
        return OPEN

    def acting(self, tenant, actor):
        return self

    def upload(self, kind, stream, file_name, *, wait_seconds=None):
        self.asked.append((kind, file_name, wait_seconds))
        while chunk := stream.read(10_000):
            self.received += chunk
        self._fail()
        return UploadAnswer(self.rows[kind], duplicate=self.duplicate, finished=self.finished)

    def reconcile(self, invoice_upload_ids, bank_upload_ids, *, profile=None):
        self.asked.append((invoice_upload_ids, bank_upload_ids, profile))
        self._fail()
        return RUN

    def move_cuts(self, upload_id, starts, *, reason=None, seen=None):
        self.asked.append(("cuts", upload_id, starts, reason))
        self._fail()
        assert seen is self.rows["invoice"]
        return seen

    def correct(self, upload_id, corrections, *, reason=None, seen=None):
        self.asked.append(("correct", upload_id, dict(corrections), reason))
        self._fail()
        assert any(seen is row for row in self.rows.values())
        return seen

    def accept(self, upload_id, *, reason=None, seen=None):
        self.asked.append(("accept", upload_id, reason))
        self._fail()
        assert any(seen is row for row in self.rows.values())
        return seen

    def fetch(self, kind, row_id):
        self.asked.append((kind, row_id))
        self._fail()
        if row_id not in (5, 7):
            raise NotFoundError(f"there is no {kind} {row_id}")
        return self.rows[kind]

    def list(self, kind, filters, cursor, limit):
        self.asked.append((kind, dict(filters), cursor, limit))
        self._fail()
        return [self.rows[kind]], None

    def health(self):
        self._fail()
        return {
            "status": "healthy",
            "production_json_api": "available",
            "database": {"path": "x.db", "invoice_uploads": 1, "bank_uploads": 0, "reconciliations": 0},
            "upload_folder": "uploads",
            "storage_mode": "single_row_json",
        }

    def _fail(self):
        if self.raises:
            raise self.raises


@pytest.fixture
def service():
    return ScriptedService()


@pytest.fixture
def host(service):
    """A host application that has the API as one part of it."""
    app = flask.Flask("host")
    app.register_blueprint(production_json_blueprint(service))
    return app


@pytest.fixture
def client(host):
    return host.test_client()
