"""The three tables of uploads and runs, and the numbers that name their rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What the column types of this revision were, written out: later code must not change what this made.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MONEY = sa.Numeric().with_variant(sa.BigInteger(), "sqlite")
MOMENT = postgresql.TIMESTAMP(timezone=True).with_variant(sa.Text(), "sqlite")
JSON = postgresql.JSONB().with_variant(sa.Text(), "sqlite")

STATUS_RULE = "status IN ('pending', 'processing', 'completed', 'needs_review', 'failed')"

# Table without its prefix, and of PostgreSQL the kind of index, to the columns that have one each.
INDEXES = {
    ("invoice_uploads", "btree"): (
        "status upload_timestamp confidence_score total_amount total_invoices_found total_invoices_processed "
        "date_range_start date_range_end"
    ),
    ("invoice_uploads", "gin"): "currency_summary vendor_summary",
    ("bank_uploads", "btree"): (
        "status upload_timestamp confidence_score statement_period_start statement_period_end "
        "opening_balance closing_balance total_debits total_credits total_transactions_found "
        "total_transactions_processed"
    ),
    ("bank_uploads", "hash"): "account_number account_name bank_name currency statement_type",
    ("bank_uploads", "gin"): "transaction_type_summary",
    ("reconciliation_matches", "btree"): (
        "status invoice_upload_id bank_upload_id reconciliation_timestamp total_invoices_processed "
        "total_transactions_processed total_matches_found partial_matches unmatched_invoices "
        "unmatched_transactions total_amount_matched match_rate_percentage"
    ),
}


def upgrade() -> None:
    op.create_table(
        "production_bank_uploads",
        sa.Column("id", KEY, autoincrement=True),
        sa.Column("upload_id", KEY, nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("file_path", TEXT, nullable=False),
        sa.Column("file_hash", TEXT, nullable=False),
        sa.Column("file_size", KEY, nullable=False),
        sa.Column("mime_type", TEXT, nullable=False),
        sa.Column("pages_total", sa.Integer(), nullable=False),
        sa.Column("upload_timestamp", MOMENT, nullable=False),
        sa.Column("processing_start", MOMENT),
        sa.Column("processing_end", MOMENT),
        sa.Column("processing_duration_seconds", sa.Double()),
        sa.Column("ocr_engine", TEXT),
        sa.Column("confidence_score", sa.Double()),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("error_code", TEXT),
        sa.Column("error_message", TEXT),
        sa.Column("worker", TEXT),
        sa.Column("heartbeat_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("account_number", TEXT),
        sa.Column("account_name", TEXT),
        sa.Column("bank_name", TEXT),
        sa.Column("statement_period_start", sa.Date()),
        sa.Column("statement_period_end", sa.Date()),
        sa.Column("opening_balance", MONEY),
        sa.Column("closing_balance", MONEY),
        sa.Column("total_debits", MONEY),
        sa.Column("total_credits", MONEY),
        sa.Column("currency", TEXT),
        sa.Column("statement_type", TEXT),
        sa.Column("total_transactions_found", sa.Integer(), nullable=False),
        sa.Column("total_transactions_processed", sa.Integer(), nullable=False),
        sa.Column("transaction_type_summary", JSON),
        sa.Column("bank_transaction_json", JSON),
        sa.Column("page_layer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_bank_uploads"),
        sa.CheckConstraint(STATUS_RULE, name="ck_bank_uploads_status"),
        sa.UniqueConstraint("file_hash", name="uq_bank_uploads_file_hash"),
        sa.UniqueConstraint("upload_id", name="uq_bank_uploads_upload_id"),
    )
    op.create_table(
        "production_invoice_uploads",
        sa.Column("id", KEY, autoincrement=True),
        sa.Column("upload_id", KEY, nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("file_path", TEXT, nullable=False),
        sa.Column("file_hash", TEXT, nullable=False),
        sa.Column("file_size", KEY, nullable=False),
        sa.Column("mime_type", TEXT, nullable=False),
        sa.Column("pages_total", sa.Integer(), nullable=False),
        sa.Column("upload_timestamp", MOMENT, nullable=False),
        sa.Column("processing_start", MOMENT),
        sa.Column("processing_end", MOMENT),
        sa.Column("processing_duration_seconds", sa.Double()),
        sa.Column("ocr_engine", TEXT),
        sa.Column("confidence_score", sa.Double()),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("error_code", TEXT),
        sa.Column("error_message", TEXT),
        sa.Column("worker", TEXT),
        sa.Column("heartbeat_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("total_invoices_found", sa.Integer(), nullable=False),
        sa.Column("total_invoices_processed", sa.Integer(), nullable=False),
        sa.Column("total_amount", MONEY),
        sa.Column("currency_summary", JSON),
        sa.Column("vendor_summary", JSON),
        sa.Column("date_range_start", sa.Date()),
        sa.Column("date_range_end", sa.Date()),
        sa.Column("currencies", TEXT),
        sa.Column("vendors", TEXT),
        sa.Column("invoice_json", JSON),
        sa.Column("page_layer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_uploads"),
        sa.CheckConstraint(STATUS_RULE, name="ck_invoice_uploads_status"),
        sa.UniqueConstraint("file_hash", name="uq_invoice_uploads_file_hash"),
        sa.UniqueConstraint("upload_id", name="uq_invoice_uploads_upload_id"),
    )
    op.create_table(
        "production_numbers",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("last", KEY, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_numbers"),
    )
    op.create_table(
        "production_reconciliation_matches",
        sa.Column("id", KEY, autoincrement=True),
        sa.Column("reconciliation_id", KEY, nullable=False),
        sa.Column("invoice_upload_id", KEY, nullable=False),
        sa.Column("bank_upload_id", KEY, nullable=False),
        sa.Column("invoice_file_name", TEXT, nullable=False),
        sa.Column("bank_file_name", TEXT, nullable=False),
        sa.Column("reconciliation_timestamp", MOMENT, nullable=False),
        sa.Column("reconciliation_duration_seconds", sa.Double(), nullable=False),
        sa.Column("matching_algorithm", TEXT, nullable=False),
        sa.Column("confidence_threshold", MONEY, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("total_invoices_processed", sa.Integer(), nullable=False),
        sa.Column("total_transactions_processed", sa.Integer(), nullable=False),
        sa.Column("total_matches_found", sa.Integer(), nullable=False),
        sa.Column("partial_matches", sa.Integer(), nullable=False),
        sa.Column("unmatched_invoices", sa.Integer(), nullable=False),
        sa.Column("unmatched_transactions", sa.Integer(), nullable=False),
        sa.Column("total_amount_matched", MONEY, nullable=False),
        sa.Column("match_rate_percentage", MONEY, nullable=False),
        sa.Column("error_message", TEXT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("reconciliation_match_json", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliation_matches"),
        sa.CheckConstraint(STATUS_RULE, name="ck_reconciliation_matches_status"),
        sa.ForeignKeyConstraint(
            ["bank_upload_id"],
            ["production_bank_uploads.upload_id"],
            name="fk_reconciliation_matches_bank_upload_id",
        ),
        sa.ForeignKeyConstraint(
            ["invoice_upload_id"],
            ["production_invoice_uploads.upload_id"],
            name="fk_reconciliation_matches_invoice_upload_id",
        ),
        sa.UniqueConstraint("reconciliation_id", name="uq_reconciliation_matches_reconciliation_id"),
    )
    for (table, method), columns in INDEXES.items():
        for column in columns.split():
            op.create_index(f"ix_{table}_{column}", f"production_{table}", [column], postgresql_using=method)
    numbers = sa.table("production_numbers", sa.column("name"), sa.column("last"))
    op.bulk_insert(numbers, [{"name": "upload", "last": 0}, {"name": "reconciliation", "last": 0}])


def downgrade() -> None:
    op.drop_table("production_reconciliation_matches")
    op.drop_table("production_numbers")
    op.drop_table("production_bank_uploads")
    op.drop_table("production_invoice_uploads")
