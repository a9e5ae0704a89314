"""The store: uploads and runs in one database, opened, migrated, counted and closed."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import func, select

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.storage.answers import AnswerStore
from python_ocr_reconcile.storage.audit import Audit, AuditStore, open_audit
from python_ocr_reconcile.storage.documents import DocumentStore
from python_ocr_reconcile.storage.engine import Database, open_database
from python_ocr_reconcile.storage.measures import MeasureStore
from python_ocr_reconcile.storage.migrate import ensure_current, revision_of
from python_ocr_reconcile.storage.migrations import HEAD
from python_ocr_reconcile.storage.reconciliations import ReconciliationStore
from python_ocr_reconcile.storage.tables import bank_uploads, invoice_uploads, reconciliation_matches
from python_ocr_reconcile.storage.together import Together
from python_ocr_reconcile.storage.tokens import TokenStore
from python_ocr_reconcile.storage.uploads import UploadStore
from python_ocr_reconcile.storage.verify import Verifier
from python_ocr_reconcile.storage.work import WorkStore

LOCAL = "local"
"""Who changes a row where nobody says."""


class Store(
    UploadStore,
    WorkStore,
    DocumentStore,
    ReconciliationStore,
    AuditStore,
    TokenStore,
    AnswerStore,
    MeasureStore,
):
    """Threads may share one; after a fork it opens connections of its own.

    It sees and makes the rows of one tenant, those of all where `tenant` is ``None``, and the audit says that
    `actor` made them.
    """

    def __init__(
        self,
        database: Database,
        audit: Audit,
        most_rows: int,
        *,
        tenant: str | None = None,
        actor: str = LOCAL,
        together: Together | None = None,
    ) -> None:
        self.database = database
        self.together = together or Together(database)
        self.audit = audit
        self.most_rows = most_rows
        self.tenant = tenant
        self.actor = actor

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """The store at `settings.database_url`, its schema brought up to date first.

        Raises `StorageError` where it cannot be used, or was made by a newer version of this package, and
        `AuditKeyError` where the key of its audit is not there.
        """
        database = open_database(settings)
        try:
            ensure_current(database)
            audit = open_audit(database, settings)
        except BaseException:
            database.close()
            raise
        return cls(database, audit, settings.limits.list_rows)

    def acting(self, *, tenant: str | None, actor: str) -> Self:
        """The store as `actor` of `tenant` sees it; it shares the connections, so only one is closed."""
        return type(self)(
            self.database, self.audit, self.most_rows, tenant=tenant, actor=actor, together=self.together
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def location(self) -> str:
        """The SQLite file, or the URL of the server without its password."""
        return self.database.location

    def verifier(self, folder: Path, *, files: bool = True) -> Verifier:
        """What holds the rows, and the originals in `folder`, against the audit; of one tenant his own."""
        return Verifier(self.database, self.audit, folder, files=files, tenant=self.tenant)

    def counts(self) -> dict[str, int]:
        """How many ``invoice_uploads``, ``bank_uploads`` and ``reconciliations`` there are, of any status."""
        tables = {
            "invoice_uploads": invoice_uploads,
            "bank_uploads": bank_uploads,
            "reconciliations": reconciliation_matches,
        }
        with self.database.read() as connection:
            return {
                name: connection.execute(
                    select(func.count()).select_from(table).where(*self._own(table))
                ).scalar_one()
                for name, table in tables.items()
            }

    def ping(self) -> None:
        """Raise `StorageError` unless the database answers."""
        self.database.ping()

    def schema_is_current(self) -> bool:
        """Whether the database has the schema that this code needs. Raises `StorageError`."""
        return revision_of(self.database) == HEAD

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
