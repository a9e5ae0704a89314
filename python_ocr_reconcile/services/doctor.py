"""What this machine needs and has: programs, languages, database, folders. Nothing is changed by looking."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from python_ocr_reconcile import __version__
from python_ocr_reconcile.config import PhotoReader, Settings
from python_ocr_reconcile.errors import AuditKeyError, MissingToolError, OcrReconcileError, StorageError
from python_ocr_reconcile.intake.receive import strays
from python_ocr_reconcile.reading.photo_engine import PhotoEngine
from python_ocr_reconcile.storage.audit_key import key_path, read_key
from python_ocr_reconcile.storage.engine import database_url, open_database
from python_ocr_reconcile.storage.migrate import current, history
from python_ocr_reconcile.storage.migrations import HEAD
from python_ocr_reconcile.storage.uploads import hashes_with_row

_LIBRARIES = ("pymupdf-lite", "pytesseract", "SQLAlchemy", "Flask", "msgspec", "scipy", "psycopg")
_OLDEST_TESSERACT = 5
"""Versions before 5 read with other models; the confidence tables were made on 5."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    remedy: str | None = None
    """What to do about it; ``None`` where all is well."""


def examine(settings: Settings) -> list[Finding]:
    """Everything that reading, storing and serving need, in the order in which one would mend it."""
    return [
        finding("python", _python),
        finding("libraries", _libraries),
        finding("tesseract", _tesseract),
        finding("languages", lambda: _languages(settings)),
        finding("photo reader", lambda: _photo_reader(settings)),
        finding("database", lambda: _database(settings)),
        finding("migrations", lambda: _migrations(settings)),
        finding("audit key", lambda: _audit_key(settings)),
        finding("upload folder", lambda: _writable(settings.upload_folder)),
        finding("originals", lambda: _originals(settings)),
        finding("page cache", lambda: _writable(settings.cache_folder)),
    ]


def tools_and_folder(settings: Settings) -> list[Finding]:
    """What must hold besides the database before work is sent to this process."""
    return [
        finding("tesseract", _tesseract),
        finding("languages", lambda: _languages(settings)),
        finding("upload folder", lambda: _there_and_writable(settings.upload_folder)),
    ]


def finding(name: str, look: Callable[[], str]) -> Finding:
    """What `look` says of `name`, or the error that it raises with its remedy."""
    try:
        return Finding(name=name, ok=True, detail=look())
    except OcrReconcileError as problem:
        remedy = problem.details.get("remedy", problem.advice)
        return Finding(name=name, ok=False, detail=str(problem), remedy=remedy)


def _install(debian: str, homebrew: str) -> str:
    """The command that installs a package on the system at hand."""
    if platform.system() == "Darwin":
        return f"brew install {homebrew}"
    return (
        f"sudo apt-get install {debian}" if shutil.which("apt-get") else f"Install {debian} (Debian's name)."
    )


def _python() -> str:
    return f"{platform.python_version()} ({sys.executable}), ocr-reconcile {__version__}"


def _libraries() -> str:
    try:
        return ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    except PackageNotFoundError as problem:
        remedy = "Install the package again: python -m pip install --force-reinstall python-ocr-reconcile"
        raise MissingToolError(f"{problem.name} is not installed", remedy=remedy) from None


def _tesseract_says(*arguments: str) -> str:
    program = shutil.which("tesseract")
    if program is None:
        remedy = _install("tesseract-ocr", "tesseract")
        raise MissingToolError("tesseract is not installed", remedy=remedy)
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603  # found on the path
    return done.stdout or done.stderr


def _tesseract() -> str:
    said = _tesseract_says("--version")
    found = re.search(r"tesseract v?((\d+)\.\S+)", said)
    if found is None:
        raise MissingToolError("tesseract does not say its version")
    if int(found[2]) < _OLDEST_TESSERACT:
        remedy = "Use a newer release of the system, or a package of tesseract 5 for it."
        raise MissingToolError(f"tesseract {found[1]} is too old; 5 or newer is needed", remedy=remedy)
    return found[1]


def _languages(settings: Settings) -> str:
    wanted = settings.ocr_languages.split("+")
    missing = [language for language in wanted if language not in _tesseract_says("--list-langs").split()]
    if missing:
        packages = " ".join(f"tesseract-ocr-{language}" for language in missing)
        remedy = _install(packages, "tesseract-lang")
        raise MissingToolError(f"tesseract has no {', '.join(missing)}", remedy=remedy)
    return ", ".join(wanted)


def _photo_reader(settings: Settings) -> str:
    """Optional: its absence is told, and is no fault."""
    if settings.photo_reader is PhotoReader.OFF:
        return "switched off by OCR_RECONCILE_PHOTO_READER"
    try:
        return PhotoEngine().identity(settings.ocr_languages)
    except MissingToolError as problem:
        return f"none; photos and till receipts are read by tesseract alone. {problem}"


def _is_new(settings: Settings) -> Path | None:
    """The SQLite file that is still to be made; ``None`` where there is a database."""
    url = database_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or Path(url.database or "").exists():
        return None
    return Path(url.database or "")


def _database(settings: Settings) -> str:
    if path := _is_new(settings):
        _there_and_writable(path.parent)
        return f"{path} (not there yet; made at first use)"
    database = open_database(settings)
    try:
        database.ping()
        return database.location
    finally:
        database.close()


def _migrations(settings: Settings) -> str:
    if _is_new(settings):
        return f"{HEAD} when the database is made"
    found = current(settings)
    if found and found not in {step.revision for step in history()}:
        remedy = "Install that version again, or restore a backup of before."
        raise StorageError(f"{found} is of a newer version of this program", remedy=remedy)
    if found is None:
        return f"none yet; brought to {HEAD} at first use"
    return found if found == HEAD else f"{found}; brought to {HEAD} at next use"


def _audit_key(settings: Settings) -> str:
    path = key_path(settings)
    if not path.exists():
        return f"{path} (made at first use; keep a copy of it away from the database)"
    key = read_key(path)
    if path.stat().st_mode & 0o077:
        raise AuditKeyError(f"{path} may be read by others", remedy=f"chmod 600 {path}")
    return f"{path}, key {key.id}"


def _originals(settings: Settings) -> str:
    """A file without a row: its upload broke off before it was acknowledged, or rows were lost."""
    if _is_new(settings) or current(settings) != HEAD:
        return "not looked at before there is a database"
    database = open_database(settings)
    try:
        known = hashes_with_row(database)
    finally:
        database.close()
    lost = strays(settings.upload_folder, known, settings.limits)
    if lost:
        raise StorageError(
            f"{len(lost):,} files have no row, such as {min(lost)}",
            remedy="Take them in with `ocr-reconcile ingest FILE...`, or remove them: nobody was told that "
            "they are here, unless an older backup was restored.",
        )
    return f"each file has a row; {len(known):,} are named"


def _there_and_writable(folder: Path) -> str:
    """A service that runs does not make its folder anew: a volume that is not mounted must show."""
    if not folder.is_dir():
        raise StorageError(f"{folder} is not there", remedy="Mount or make it, then start the service again.")
    return _writable(folder)


def _writable(folder: Path) -> str:
    """A file is really written there, or in the nearest folder above where it would be made."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    try:
        with tempfile.NamedTemporaryFile(dir=there, prefix=".doctor-") as probe:
            probe.write(b"well")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as problem:
        remedy = "Give this user the right to write there, or free some space."
        raise StorageError(f"{there} cannot be written: {problem.strerror}", remedy=remedy) from None
    return str(folder) if there == folder.absolute() else f"{folder} (made at first use)"
