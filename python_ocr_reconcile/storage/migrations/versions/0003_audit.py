"""The audit, and whose each row is."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = postgresql.TIMESTAMP(timezone=True).with_variant(sa.Text(), "sqlite")

STATUS_RULE = "status IN ('pending', 'processing', 'completed', 'needs_review', 'failed')"
UPLOADS = ("invoice", "bank")
RUNS = "production_reconciliation_matches"
LINKS = "production_reconciliation_uploads"
NUMBERS = sa.table("production_numbers", sa.column("name"), sa.column("last"))


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(with_tenant=True)
    else:
        _add_tenant()
    op.create_table(
        "production_audit",
        sa.Column("sequence", KEY, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("kind", TEXT),
        sa.Column("row_id", KEY),
        sa.Column("name", TEXT),
        sa.Column("file_hash", TEXT),
        sa.Column("document_hash_before", TEXT),
        sa.Column("document_hash", TEXT),
        sa.Column("layer_hash", TEXT),
        sa.Column("row_hash", TEXT),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("seal", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_index("ix_audit_row", "production_audit", ["kind", "row_id", "sequence"])
    op.create_index("ix_audit_tenant", "production_audit", ["tenant", "sequence"])
    op.bulk_insert(NUMBERS, [{"name": "audit", "last": 0}])


def downgrade() -> None:
    op.execute(NUMBERS.delete().where(NUMBERS.c.name == "audit"))
    op.drop_table("production_audit")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(with_tenant=False)
    else:
        _drop_tenant()


def _add_tenant() -> None:
    for table in (*(f"production_{prefix}_uploads" for prefix in UPLOADS), RUNS):
        op.add_column(table, sa.Column("tenant", TEXT, nullable=False, server_default="default"))
        op.alter_column(table, "tenant", server_default=None)
    for prefix in UPLOADS:
        table = f"production_{prefix}_uploads"
        op.drop_constraint(f"uq_{prefix}_uploads_file_hash", table, type_="unique")
        op.create_unique_constraint(f"uq_{prefix}_uploads_tenant_file_hash", table, ["tenant", "file_hash"])
        op.create_index(f"ix_{prefix}_uploads_tenant", table, ["tenant", "upload_id"])
    op.create_index("ix_reconciliation_matches_tenant", RUNS, ["tenant", "reconciliation_id"])


def _drop_tenant() -> None:
    op.drop_index("ix_reconciliation_matches_tenant")
    for prefix in UPLOADS:
        table = f"production_{prefix}_uploads"
        op.drop_index(f"ix_{prefix}_uploads_tenant")
        op.drop_constraint(f"uq_{prefix}_uploads_tenant_file_hash", table, type_="unique")
        op.create_unique_constraint(f"uq_{prefix}_uploads_file_hash", table, ["file_hash"])
    for table in (*(f"production_{prefix}_uploads" for prefix in UPLOADS), RUNS):
        op.drop_column(table, "tenant")


def _rebuild(*, with_tenant: bool) -> None:
    """Make the three tables anew, and the one that refers to runs: so SQLite changes a constraint.

    The rows wait in tables without constraints, and runs go first and come back last: a table that others
    refer to cannot be dropped.
    """
    links = _set_aside(LINKS)
    runs = _set_aside(RUNS)
    for prefix in UPLOADS:
        table = f"production_{prefix}_uploads"
        known = _set_aside(table)
        unique = ["tenant", "file_hash"] if with_tenant else ["file_hash"]
        _bring_back(
            known,
            "upload_id" if with_tenant else None,
            sa.PrimaryKeyConstraint("id", name=f"pk_{prefix}_uploads"),
            sa.CheckConstraint(STATUS_RULE, name=f"ck_{prefix}_uploads_status"),
            sa.UniqueConstraint(*unique, name=f"uq_{prefix}_uploads_{'_'.join(unique)}"),
            sa.UniqueConstraint("upload_id", name=f"uq_{prefix}_uploads_upload_id"),
        )
        if with_tenant:
            op.create_index(f"ix_{prefix}_uploads_tenant", table, ["tenant", "upload_id"])
    name = "reconciliation_matches"
    _bring_back(
        runs,
        "reconciliation_id" if with_tenant else None,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.CheckConstraint(STATUS_RULE, name=f"ck_{name}_status"),
        *(
            sa.ForeignKeyConstraint(
                [f"{prefix}_upload_id"],
                [f"production_{prefix}_uploads.upload_id"],
                name=f"fk_{name}_{prefix}_upload_id",
            )
            for prefix in UPLOADS
        ),
        sa.UniqueConstraint("reconciliation_id", name=f"uq_{name}_reconciliation_id"),
    )
    if with_tenant:
        op.create_index(f"ix_{name}_tenant", RUNS, ["tenant", "reconciliation_id"])
    name = "reconciliation_uploads"
    _bring_back(
        links,
        None,
        sa.CheckConstraint("kind IN ('invoice', 'bank')", name=f"ck_{name}_kind"),
        sa.PrimaryKeyConstraint("upload_id", "reconciliation_id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], [f"{RUNS}.reconciliation_id"], name=f"fk_{name}_reconciliation_id"
        ),
    )


def _set_aside(name: str) -> sa.Table:
    known = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)
    op.execute(f"CREATE TABLE {name}_kept AS SELECT * FROM {name}")  # noqa: S608 - ours
    op.drop_table(name)
    return known


def _bring_back(known: sa.Table, before_tenant: str | None, *constraints: Any) -> None:
    """Make the table and put its rows back; a tenant stands behind the column `before_tenant`."""
    columns = [
        sa.Column(c.name, c.type, nullable=c.nullable, autoincrement=c.name == "id")
        for c in known.columns
        if c.name != "tenant"
    ]
    names = [column.name for column in columns]
    if before_tenant:
        columns.insert(names.index(before_tenant) + 1, sa.Column("tenant", TEXT, nullable=False))
    op.create_table(known.name, *columns, *constraints)
    listed = ", ".join(names)
    into, taken = (f"{listed}, tenant", f"{listed}, 'default'") if before_tenant else (listed, listed)
    op.execute(f"INSERT INTO {known.name} ({into}) SELECT {taken} FROM {known.name}_kept")  # noqa: S608 - ours
    op.drop_table(f"{known.name}_kept")
    for index in sorted(known.indexes, key=lambda one: str(one.name)):
        if not str(index.name).endswith("_tenant"):
            op.create_index(str(index.name), known.name, [column.name for column in index.columns])
