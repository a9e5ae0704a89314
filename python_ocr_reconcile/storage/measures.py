"""What operators measure: how many uploads are where, what reading them took, how long the oldest waits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from python_ocr_reconcile.models.production_json_models import UploadKind
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.rows import TABLES
from python_ocr_reconcile.storage.tables import audit, reconciliation_matches
from python_ocr_reconcile.storage.upload_rows import STRUCTS


@dataclass(frozen=True, slots=True)
class UploadMeasures:
    """Of all uploads of one kind, status and error code."""

    kind: UploadKind
    status: str
    error_code: str
    """Empty where there is none."""
    uploads: int
    pages: int
    seconds: float
    """That reading them took."""
    oldest_seconds: float
    """Since the first of them came."""
    silent_seconds: float
    """Since the last sign of life of the reader that has been silent for longest; 0 where none reads."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Of all tenants."""

    uploads: list[UploadMeasures]
    reconciliations: int
    reconciliation_seconds: float
    audit_entries: int


class MeasureStore:
    """Counts and sums; no document is opened."""

    database: Database

    def measures(self) -> Measures:
        """What there is now. It looks at every row once: not to be asked for every second."""
        uploads = []
        with self.database.read() as connection:
            at = moment(connection)
            for struct in STRUCTS.values():
                c = TABLES[struct].c
                counted = select(
                    c.status,
                    c.error_code,
                    func.count(),
                    func.sum(c.pages_total),
                    func.sum(c.processing_duration_seconds),
                    func.min(c.created_at),
                    func.min(c.heartbeat_at),
                ).group_by(c.status, c.error_code)
                for status, code, number, pages, seconds, first, beat in connection.execute(counted):
                    uploads.append(
                        UploadMeasures(
                            kind=struct.kind,
                            status=status,
                            error_code=code or "",
                            uploads=number,
                            pages=pages or 0,
                            seconds=float(seconds or 0),
                            oldest_seconds=(at - first).total_seconds(),
                            silent_seconds=(at - beat).total_seconds() if beat else 0.0,
                        )
                    )
            runs = select(func.count(), func.sum(reconciliation_matches.c.reconciliation_duration_seconds))
            number, seconds = connection.execute(runs).one()
            last = connection.execute(select(func.max(audit.c.sequence))).scalar() or 0
        return Measures(uploads, number, float(seconds or 0), last)
