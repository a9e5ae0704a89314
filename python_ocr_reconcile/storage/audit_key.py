"""The key that seals the audit: a file outside the database, made at first use, for its owner alone.

Who can write to the database but has not got this key cannot make an entry that holds. It goes with the
backups of the operator, not with those of the database.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import AuditKeyError
from python_ocr_reconcile.storage.engine import database_url

KEY_BYTES = 32
_WRITTEN = re.compile(rb"\s*([0-9a-fA-F]{64})\s*")


@dataclass(frozen=True)
class AuditKey:
    """A key of HMAC-SHA256."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """What names this key and gives nothing of it away: 16 hexadecimal digits."""
        return self.seal(b"ocr-reconcile audit key")[:16]

    def seal(self, message: bytes) -> str:
        """The HMAC-SHA256 of `message`, lower-case hexadecimal."""
        return hmac.digest(self.secret, message, "sha256").hex()


def key_path(settings: Settings) -> Path:
    """Where the key is: as set, else beside the SQLite file, else beside the upload folder."""
    if settings.audit_key_file != Path():
        return settings.audit_key_file
    url = database_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return Path(f"{url.database}.audit-key")
    folder = settings.upload_folder.absolute()
    return folder.with_name(f"{folder.name}.audit-key")


def read_key(path: Path) -> AuditKey:
    """The key in the file at `path`: 64 hexadecimal digits. Raises `AuditKeyError`."""
    try:
        found = _WRITTEN.fullmatch(path.read_bytes())
    except OSError as problem:
        raise AuditKeyError(f"the audit key {path} cannot be read: {problem.strerror}") from None
    if found is None:
        raise AuditKeyError(f"{path} is no audit key: it holds 64 hexadecimal digits and nothing else")
    return AuditKey(bytes.fromhex(found[1].decode()))


def make_key(path: Path) -> AuditKey:
    """Make a key at `path`, durably; of several who do so at once all get the same one."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".audit-key-")  # created 0600
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(temporary, path)  # unlike a rename it takes nothing away that another has just made
            except FileExistsError:
                return read_key(path)
        finally:
            temporary.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as problem:
        raise AuditKeyError(f"the audit key {path} cannot be made: {problem.strerror}") from None
    return read_key(path)
