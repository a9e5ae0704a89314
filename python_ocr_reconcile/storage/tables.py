"""The three tables, one row for each upload and each run, and the numbers that name them.

Documents and page layers stand last in their row: SQLite reaches a column by walking over all that are in
front of it, and a list must not walk through megabytes. They are never selected by a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from python_ocr_reconcile.models.file import STATUSES
from python_ocr_reconcile.storage.types import JSONDocument, JSONSummary, Key, Moment, Money, Real, Words

metadata = MetaData()

_STATUS_RULE = f"status IN ({', '.join(map(repr, STATUSES))})"


def _upload_table(prefix: str, *own: Column[Any]) -> Table:
    """One kind of upload; `prefix` begins the names of its constraints, `own` are its own columns."""
    return Table(
        f"production_{prefix}_uploads",
        metadata,
        Column("id", Key, autoincrement=True),
        Column("upload_id", Key, nullable=False),
        Column("tenant", Words, nullable=False),
        Column("file_name", Words, nullable=False),
        Column("file_path", Words, nullable=False),
        Column("file_hash", Words, nullable=False),
        Column("file_size", Key, nullable=False),
        Column("mime_type", Words, nullable=False),
        Column("pages_total", Integer, nullable=False),
        Column("upload_timestamp", Moment, nullable=False),
        Column("processing_start", Moment),
        Column("processing_end", Moment),
        Column("processing_duration_seconds", Real),
        Column("ocr_engine", Words),
        Column("confidence_score", Real),
        Column("proof", Words),
        Column("status", Words, nullable=False),
        Column("error_code", Words),
        Column("error_message", Words),
        # Who reads it, when that worker was last heard of, and how often reading was begun.
        Column("worker", Words),
        Column("heartbeat_at", Moment),
        Column("attempts", Integer, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
        *own,
        Column("page_layer", LargeBinary),
        PrimaryKeyConstraint("id", name=f"pk_{prefix}_uploads"),
        UniqueConstraint("upload_id", name=f"uq_{prefix}_uploads_upload_id"),
        UniqueConstraint("tenant", "file_hash", name=f"uq_{prefix}_uploads_tenant_file_hash"),
        CheckConstraint(_STATUS_RULE, name=f"ck_{prefix}_uploads_status"),
        Index(f"ix_{prefix}_uploads_tenant", "tenant", "upload_id"),
    )


invoice_uploads = _upload_table(
    "invoice",
    Column("total_invoices_found", Integer, nullable=False),
    Column("total_invoices_processed", Integer, nullable=False),
    Column("total_amount", Money),
    Column("currency_summary", JSONSummary),
    Column("vendor_summary", JSONSummary),
    Column("date_range_start", Date),
    Column("date_range_end", Date),
    # The keys of the two summaries, one on a line, between line ends: what the filters look through.
    Column("currencies", Words),
    Column("vendors", Words),
    Column("invoice_json", JSONDocument),
)

bank_uploads = _upload_table(
    "bank",
    Column("account_number", Words),
    Column("account_name", Words),
    Column("bank_name", Words),
    Column("statement_period_start", Date),
    Column("statement_period_end", Date),
    Column("opening_balance", Money),
    Column("closing_balance", Money),
    Column("total_debits", Money),
    Column("total_credits", Money),
    Column("currency", Words),
    Column("statement_type", Words),
    Column("total_transactions_found", Integer, nullable=False),
    Column("total_transactions_processed", Integer, nullable=False),
    Column("transaction_type_summary", JSONSummary),
    Column("bank_transaction_json", JSONDocument),
)

reconciliation_matches = Table(
    "production_reconciliation_matches",
    metadata,
    Column("id", Key, autoincrement=True),
    Column("reconciliation_id", Key, nullable=False),
    Column("tenant", Words, nullable=False),
    Column("invoice_upload_id", Key, nullable=False),
    Column("bank_upload_id", Key, nullable=False),
    Column("invoice_file_name", Words, nullable=False),
    Column("bank_file_name", Words, nullable=False),
    Column("reconciliation_timestamp", Moment, nullable=False),
    Column("reconciliation_duration_seconds", Real, nullable=False),
    Column("matching_algorithm", Words, nullable=False),
    Column("confidence_threshold", Money, nullable=False),
    Column("status", Words, nullable=False),
    Column("total_invoices_processed", Integer, nullable=False),
    Column("total_transactions_processed", Integer, nullable=False),
    Column("total_matches_found", Integer, nullable=False),
    Column("partial_matches", Integer, nullable=False),
    Column("unmatched_invoices", Integer, nullable=False),
    Column("unmatched_transactions", Integer, nullable=False),
    Column("total_amount_matched", Money, nullable=False),
    Column("match_rate_percentage", Money, nullable=False),
    Column("error_message", Words),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("reconciliation_match_json", JSONDocument, nullable=False),
    PrimaryKeyConstraint("id", name="pk_reconciliation_matches"),
    UniqueConstraint("reconciliation_id", name="uq_reconciliation_matches_reconciliation_id"),
    ForeignKeyConstraint(
        ["invoice_upload_id"],
        ["production_invoice_uploads.upload_id"],
        name="fk_reconciliation_matches_invoice_upload_id",
    ),
    ForeignKeyConstraint(
        ["bank_upload_id"],
        ["production_bank_uploads.upload_id"],
        name="fk_reconciliation_matches_bank_upload_id",
    ),
    CheckConstraint(_STATUS_RULE, name="ck_reconciliation_matches_status"),
    Index("ix_reconciliation_matches_tenant", "tenant", "reconciliation_id"),
)

# The last number given out of each sequence. A sequence of the database would do on PostgreSQL only, and
# hands out numbers that commit out of order; a row that is locked until its number is committed does not,
# so that a list walked by number misses nothing.
numbers = Table(
    "production_numbers",
    metadata,
    Column("name", Words),
    Column("last", Key, nullable=False),
    PrimaryKeyConstraint("name", name="pk_numbers"),
)

# Every upload of a run, the first of each side included: a run is found by any of them.
reconciliation_uploads = Table(
    "production_reconciliation_uploads",
    metadata,
    Column("upload_id", Key, nullable=False),
    Column("reconciliation_id", Key, nullable=False),
    Column("kind", Words, nullable=False),
    CheckConstraint("kind IN ('invoice', 'bank')", name="ck_reconciliation_uploads_kind"),
    PrimaryKeyConstraint("upload_id", "reconciliation_id", name="pk_reconciliation_uploads"),
    ForeignKeyConstraint(
        ["reconciliation_id"],
        ["production_reconciliation_matches.reconciliation_id"],
        name="fk_reconciliation_uploads_reconciliation_id",
    ),
)

# What people of a tenant have set or taught, each a document with a schema: matching profiles by name, the
# table of exchange rates, and the memory of what they confirmed.
tenant_documents = Table(
    "production_tenant_documents",
    metadata,
    Column("tenant", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("document_json", JSONDocument, nullable=False),
    PrimaryKeyConstraint("tenant", "kind", "name", name="pk_tenant_documents"),
    CheckConstraint("kind IN ('profile', 'rates', 'memory')", name="ck_tenant_documents_kind"),
)

# Who may use the API: of a token only a keyed hash, never the token.
tokens = Table(
    "production_tokens",
    metadata,
    Column("token_id", Words, nullable=False),
    Column("tenant", Words, nullable=False),
    Column("user_name", Words, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("token_hash", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    PrimaryKeyConstraint("token_id", name="pk_tokens"),
)

# What is only of use while an upload is unread: its pages, and when it is tried again. It may be lost at any
# time, so it is in no backup, and the audit says nothing of it.
work = Table(
    "production_work",
    metadata,
    Column("upload_id", Key, nullable=False, autoincrement=False),
    Column("retry_at", Moment),
    Column("pages_done", Integer),
    Column("pages_total", Integer),
    PrimaryKeyConstraint("upload_id", name="pk_work"),
)

# The first answer to a request with an Idempotency-Key, for a while; without a status while it is worked on.
answers = Table(
    "production_answers",
    metadata,
    Column("tenant", Words, nullable=False),
    Column("idempotency_key", Words, nullable=False),
    Column("request_hash", Words, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("status", Integer),
    Column("headers", Words),
    Column("body", LargeBinary),
    PrimaryKeyConstraint("tenant", "idempotency_key", name="pk_answers"),
    Index("ix_answers_begun_at", "begun_at"),
)

# What happened to which row, who did it, and what the row was then. Entries are only ever added, each sealed
# together with the one before it; `storage.audit` writes them, `storage.verify` holds the rows against them.
audit = Table(
    "production_audit",
    metadata,
    Column("sequence", Key, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("tenant", Words, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("kind", Words),
    # Of an upload or a run its number, of a tenant's document its name.
    Column("row_id", Key),
    Column("name", Words),
    Column("file_hash", Words),
    Column("document_hash_before", Words),
    Column("document_hash", Words),
    Column("layer_hash", Words),
    Column("row_hash", Words),
    Column("key_id", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("seal", Words, nullable=False),
    PrimaryKeyConstraint("sequence", name="pk_audit"),
    Index("ix_audit_row", "kind", "row_id", "sequence"),
    Index("ix_audit_tenant", "tenant", "sequence"),
)

# Summary columns by which rows are found. A text may be longer than a B-tree entry of PostgreSQL can be
# (2,704 bytes), which would refuse the row: there it is hashed, as it is only ever compared for equality.
_BTREE, _HASH, _GIN = "btree", "hash", "gin"
_INDEXED = (
    (invoice_uploads, _BTREE, "status upload_timestamp confidence_score total_amount total_invoices_found"),
    (invoice_uploads, _BTREE, "total_invoices_processed date_range_start date_range_end proof"),
    (invoice_uploads, _GIN, "currency_summary vendor_summary"),
    (bank_uploads, _BTREE, "status upload_timestamp confidence_score statement_period_start"),
    (bank_uploads, _BTREE, "statement_period_end opening_balance closing_balance total_debits total_credits"),
    (bank_uploads, _BTREE, "total_transactions_found total_transactions_processed proof"),
    (bank_uploads, _HASH, "account_number account_name bank_name currency statement_type"),
    (bank_uploads, _GIN, "transaction_type_summary"),
    (reconciliation_matches, _BTREE, "status invoice_upload_id bank_upload_id reconciliation_timestamp"),
    (reconciliation_matches, _BTREE, "total_invoices_processed total_transactions_processed"),
    (reconciliation_matches, _BTREE, "total_matches_found partial_matches unmatched_invoices"),
    (reconciliation_matches, _BTREE, "unmatched_transactions total_amount_matched match_rate_percentage"),
)
for _table, _method, _columns in _INDEXED:
    _short = _table.name.removeprefix("production_")
    for _column in _columns.split():
        Index(f"ix_{_short}_{_column}", _table.c[_column], postgresql_using=_method)

SEARCHED: Mapping[str, tuple[Table, tuple[str, ...]]] = {
    "invoice": (invoice_uploads, ("file_name", "vendors")),
    "bank": (bank_uploads, ("file_name", "bank_name", "account_number", "account_name")),
}
"""Kind of upload to its table and the columns that a search looks through."""
# On SQLite these columns stand side by side in an index, so that a search need not walk over documents; a
# B-tree of PostgreSQL takes no long list of vendors, and there documents lie outside of their rows anyway.
for _kind, (_table, _searched) in SEARCHED.items():
    Index(f"ix_{_kind}_uploads_search", _table.c.tenant, *(_table.c[_name] for _name in _searched)).ddl_if(
        dialect="sqlite"
    )
