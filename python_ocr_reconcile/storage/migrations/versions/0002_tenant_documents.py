"""What people of a tenant have set or taught: profiles, rates, memory; and every upload of a run."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = postgresql.TIMESTAMP(timezone=True).with_variant(sa.Text(), "sqlite")
JSON = postgresql.JSONB().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "production_tenant_documents",
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("document_json", JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "kind", "name", name="pk_tenant_documents"),
        sa.CheckConstraint("kind IN ('profile', 'rates', 'memory')", name="ck_tenant_documents_kind"),
    )
    op.create_table(
        "production_reconciliation_uploads",
        sa.Column("upload_id", KEY, nullable=False),
        sa.Column("reconciliation_id", KEY, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.CheckConstraint("kind IN ('invoice', 'bank')", name="ck_reconciliation_uploads_kind"),
        sa.PrimaryKeyConstraint("upload_id", "reconciliation_id", name="pk_reconciliation_uploads"),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            ["production_reconciliation_matches.reconciliation_id"],
            name="fk_reconciliation_uploads_reconciliation_id",
        ),
    )
    runs = sa.table(
        "production_reconciliation_matches",
        sa.column("reconciliation_id"),
        sa.column("invoice_upload_id"),
        sa.column("bank_upload_id"),
    )
    of_run = sa.table(
        "production_reconciliation_uploads",
        sa.column("upload_id"),
        sa.column("reconciliation_id"),
        sa.column("kind"),
    )
    for kind, upload in (("invoice", runs.c.invoice_upload_id), ("bank", runs.c.bank_upload_id)):
        there = sa.select(upload, runs.c.reconciliation_id, sa.literal(kind))
        op.execute(of_run.insert().from_select(["upload_id", "reconciliation_id", "kind"], there))


def downgrade() -> None:
    op.drop_table("production_reconciliation_uploads")
    op.drop_table("production_tenant_documents")
