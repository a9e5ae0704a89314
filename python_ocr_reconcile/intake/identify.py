"""What a file is, by its content; its name is never asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 8192


@dataclass(frozen=True, slots=True)
class FileKind:
    """What the first kilobytes of a file say it is."""

    mime_type: str
    format: str
    """pdf, png, jpeg, tiff, webp, camt, mt940, ofx, qif, csv, xlsx, einvoice_xml, ..., unknown."""
    description: str
    """For a person: ``"PNG image"``."""


def identify(path: Path) -> FileKind:
    """The kind of the file at `path`."""
    with path.open("rb") as stream:
        return identify_head(stream.read(HEAD_BYTES))


def identify_head(head: bytes) -> FileKind:
    """The kind of the file that begins with `head`."""
    if b"%PDF-" in head[:1024]:
        return FileKind("application/pdf", "pdf", "PDF document")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind("image/png", "png", "PNG image")
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind("image/jpeg", "jpeg", "JPEG image")
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return FileKind("image/tiff", "tiff", "TIFF image")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind("image/webp", "webp", "WebP image")
    return FileKind("application/octet-stream", "unknown", "unknown kind of file")
