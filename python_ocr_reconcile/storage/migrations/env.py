"""What Alembic runs: the revisions, over the connection and in the transaction that `migrate` opened."""

from alembic import context

from python_ocr_reconcile.storage.migrate import VERSION_TABLE
from python_ocr_reconcile.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
