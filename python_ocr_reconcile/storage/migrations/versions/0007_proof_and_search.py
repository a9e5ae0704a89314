"""What the equations of an upload prove; on SQLite, the texts that a search looks through side by side."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text()
STATUS_RULE = "status IN ('pending', 'processing', 'completed', 'needs_review', 'failed')"
UPLOADS = ("invoice", "bank")
RUNS = "production_reconciliation_matches"
LINKS = "production_reconciliation_uploads"
BEHIND = "confidence_score"
SEARCHED = {
    "invoice": ["tenant", "file_name", "vendors"],
    "bank": ["tenant", "file_name", "bank_name", "account_number", "account_name"],
}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _rebuild(with_proof=True)
    for prefix in UPLOADS:
        table = f"production_{prefix}_uploads"
        if is_sqlite:
            op.create_index(f"ix_{prefix}_uploads_search", table, SEARCHED[prefix])
        else:
            op.add_column(table, sa.Column("proof", TEXT))
        op.create_index(f"ix_{prefix}_uploads_proof", table, ["proof"])


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for prefix in UPLOADS:
        op.drop_index(f"ix_{prefix}_uploads_proof", f"production_{prefix}_uploads")
        if is_sqlite:
            op.drop_index(f"ix_{prefix}_uploads_search", f"production_{prefix}_uploads")
        else:
            op.drop_column(f"production_{prefix}_uploads", "proof")
    if is_sqlite:
        _rebuild(with_proof=False)


def _rebuild(*, with_proof: bool) -> None:
    """Make both tables anew: SQLite adds columns behind the documents only, over which a list would walk.

    The rows wait in tables without constraints, and runs go first and come back last: a table that others
    refer to cannot be dropped.
    """
    links, runs = _set_aside(LINKS), _set_aside(RUNS)
    for prefix in UPLOADS:
        known = _set_aside(f"production_{prefix}_uploads")
        columns = [sa.Column(c.name, c.type, nullable=c.nullable) for c in known.columns if c.name != "proof"]
        if with_proof:
            place = [column.name for column in columns].index(BEHIND) + 1
            columns.insert(place, sa.Column("proof", TEXT))
        _bring_back(
            known,
            columns,
            sa.PrimaryKeyConstraint("id", name=f"pk_{prefix}_uploads"),
            sa.CheckConstraint(STATUS_RULE, name=f"ck_{prefix}_uploads_status"),
            sa.UniqueConstraint("tenant", "file_hash", name=f"uq_{prefix}_uploads_tenant_file_hash"),
            sa.UniqueConstraint("upload_id", name=f"uq_{prefix}_uploads_upload_id"),
        )
    _bring_back(
        runs,
        [sa.Column(c.name, c.type, nullable=c.nullable) for c in runs.columns],
        sa.PrimaryKeyConstraint("id", name="pk_reconciliation_matches"),
        sa.CheckConstraint(STATUS_RULE, name="ck_reconciliation_matches_status"),
        *(
            sa.ForeignKeyConstraint(
                [f"{prefix}_upload_id"],
                [f"production_{prefix}_uploads.upload_id"],
                name=f"fk_reconciliation_matches_{prefix}_upload_id",
            )
            for prefix in UPLOADS
        ),
        sa.UniqueConstraint("reconciliation_id", name="uq_reconciliation_matches_reconciliation_id"),
    )
    _bring_back(
        links,
        [sa.Column(c.name, c.type, nullable=c.nullable) for c in links.columns],
        sa.CheckConstraint("kind IN ('invoice', 'bank')", name="ck_reconciliation_uploads_kind"),
        sa.PrimaryKeyConstraint("upload_id", "reconciliation_id", name="pk_reconciliation_uploads"),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"],
            [f"{RUNS}.reconciliation_id"],
            name="fk_reconciliation_uploads_reconciliation_id",
        ),
    )


def _set_aside(name: str) -> sa.Table:
    known = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    op.execute(f"CREATE TABLE {name}_kept AS SELECT * FROM {name}")  # noqa: S608 - ours
    op.drop_table(name)
    return known


def _bring_back(known: sa.Table, columns: list[sa.Column[Any]], *constraints: Any) -> None:
    """Make the table with `columns`, and put back its rows and its indexes."""
    op.create_table(known.name, *columns, *constraints)
    names = ", ".join(column.name for column in columns if column.name in known.columns)
    op.execute(f"INSERT INTO {known.name} ({names}) SELECT {names} FROM {known.name}_kept")  # noqa: S608 - ours
    op.drop_table(f"{known.name}_kept")
    for index in sorted(known.indexes, key=lambda one: str(one.name)):
        op.create_index(str(index.name), known.name, [column.name for column in index.columns])
