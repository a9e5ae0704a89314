"""Whether all that is stored is still what it was when it was written: for auditors, and for operators."""

from __future__ import annotations

from pathlib import Path

import msgspec

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, MalformedJSONError
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.verify import MOST_FINDINGS, Finding, Tip, check_structure, tip_of

TIP_FORMAT = "ocr-reconcile-audit-tip"


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, and what is not as the audit says."""

    ok: bool
    entries: int
    """Of the audit."""
    rows: int
    files: int
    """Originals that were hashed."""
    findings: list[Finding]
    tip: Tip | None
    """The last entry that was looked at."""
    next_cursor: str | None = None
    """Where to go on; ``None`` where the audit has been walked to its end."""


class TipFile(msgspec.Struct, frozen=True, kw_only=True):
    """A tip as it is exported."""

    format: str
    sequence: int
    seal: str


def verify(store: Store, settings: Settings, tip: Tip | None = None, *, files: bool = True) -> Verification:
    """Look at everything: entries, rows, originals, and on SQLite the pages and indexes of the database."""
    entries = rows = hashed = 0
    findings = check_structure(store.database)
    last: Tip | None = None
    for step in store.verifier(settings.upload_folder, files=files).steps(tip):
        entries, rows, hashed = entries + step.entries, rows + step.rows, hashed + step.files
        findings += step.findings[: MOST_FINDINGS - len(findings)]
        last = step.tip or last
    return Verification(
        ok=not findings, entries=entries, rows=rows, files=hashed, findings=findings, tip=last
    )


def verify_step(
    store: Store,
    settings: Settings,
    *,
    after: int = 0,
    most: int,
    tip: Tip | None = None,
    files: bool = True,
) -> Verification:
    """Look at the `most` entries behind entry `after`; at the end also at what only the whole can tell."""
    step = store.verifier(settings.upload_folder, files=files).step(after, tip, most)
    more = None if step.done or step.tip is None else str(step.tip.sequence)
    return Verification(
        ok=not step.findings,
        entries=step.entries,
        rows=step.rows,
        files=step.files,
        findings=step.findings,
        tip=step.tip,
        next_cursor=more,
    )


def export_tip(store: Store) -> TipFile:
    """The last entry of the audit, to be kept where nobody who can change the database can change it."""
    tip = tip_of(store.database)
    if tip is None:
        raise InputError("there is no audit yet")
    return TipFile(format=TIP_FORMAT, sequence=tip.sequence, seal=tip.seal)


def read_tip(path: Path) -> Tip:
    """A tip that was exported. Raises `InputError`."""
    try:
        found = decode(path.read_bytes(), TipFile)
    except (OSError, MalformedJSONError):
        found = None
    if found is None or found.format != TIP_FORMAT:
        raise InputError(f"{path} is not a tip that `ocr-reconcile audit tip` has written")
    return Tip(sequence=found.sequence, seal=found.seal)
