"""How far uploads that are being read have come, and when those that wait are tried again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = postgresql.TIMESTAMP(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "production_work",
        sa.Column("upload_id", KEY, nullable=False, autoincrement=False),
        sa.Column("retry_at", MOMENT),
        sa.Column("pages_done", sa.Integer()),
        sa.Column("pages_total", sa.Integer()),
        sa.PrimaryKeyConstraint("upload_id", name="pk_work"),
    )


def downgrade() -> None:
    op.drop_table("production_work")
