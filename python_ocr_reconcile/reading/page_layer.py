"""Pages to bytes and back: what is kept on the row, so that re-extraction needs no second OCR.

msgpack in zstd, with a checksum.
"""

from __future__ import annotations

import msgspec
import zstandard

from python_ocr_reconcile.errors import DamagedFileError
from python_ocr_reconcile.models.page import Page
from python_ocr_reconcile.spent import LAYER, PACKED_LAYER, STORED_BYTES

VERSION = 1
LEVEL = 6
"""Higher levels cost three times as much for 2% less."""
LARGEST_LAYER_BYTES = 2**31
"""A corrupt header must not make us allocate without bound."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[int, list[Page]])


class PageSize(msgspec.Struct, frozen=True, array_like=True):
    """A page without its words: the beginning of a `Page`; msgpack passes over the rest."""

    number: int
    """1-based."""
    width: float
    """Points."""
    height: float


_SIZES = msgspec.msgpack.Decoder(tuple[int, list[PageSize]])


def to_msgpack(pages: list[Page]) -> bytes:
    """`pages` uncompressed, as they travel between processes (pickle takes six times as long)."""
    return _ENCODER.encode((VERSION, pages))


def from_msgpack(data: bytes) -> list[Page]:
    """The inverse of `to_msgpack`. Raises `DamagedFileError`."""
    try:
        version, pages = _DECODER.decode(data)
    except msgspec.DecodeError as problem:
        raise DamagedFileError("The stored page layer is damaged.") from problem
    if version != VERSION:
        raise DamagedFileError(f"The stored page layer has version {version}, not {VERSION}.")
    return pages


def pack(pages: list[Page]) -> bytes:
    """`pages` as they are stored."""
    whole = to_msgpack(pages)
    packed = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(whole)
    STORED_BYTES.note(LAYER, len(whole))
    STORED_BYTES.note(PACKED_LAYER, len(packed))
    return packed


def unpack(data: bytes) -> list[Page]:
    """The inverse of `pack`. Raises `DamagedFileError` where a byte was changed."""
    return from_msgpack(_unpacked(data))


def page_sizes(data: bytes) -> list[PageSize]:
    """The sizes of the pages that were packed; no word is looked at. Raises as `unpack` does."""
    try:
        _, sizes = _SIZES.decode(_unpacked(data))
    except msgspec.DecodeError as problem:
        raise DamagedFileError("The stored page layer is damaged.") from problem
    return sizes


def _unpacked(data: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=LARGEST_LAYER_BYTES)
    except zstandard.ZstdError as problem:
        raise DamagedFileError("The stored page layer is damaged.") from problem
