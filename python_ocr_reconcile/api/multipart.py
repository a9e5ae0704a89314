"""The one file of a multipart body, pulled from the connection while it is being stored.

Flask would spool the whole body to a temporary file before the first line of a view runs; the document
would be written twice, and before anyone could refuse it. Here at most one chunk is held in memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, File, MultipartDecoder, NeedData

from python_ocr_reconcile.api.exchange import read_body
from python_ocr_reconcile.config import KIB, MIB
from python_ocr_reconcile.errors import InputError, MissingFileError, UnsupportedMediaTypeError

FIELD = "file"
CHUNK_BYTES = 256 * KIB
MAX_HEAD_BYTES = MIB
"""Most bytes that may wait for the end of a part's head; the data of a part passes through."""
MAX_PARTS = 20


class UploadedFile(io.RawIOBase):
    """The bytes of the part named ``file``; reading past its end checks that no second file follows.

    Raises `InputError` from `read` where the body breaks off, is malformed or holds several files.
    """

    def __init__(self, file_name: str, events: Iterator[Event]) -> None:
        super().__init__()
        self.file_name = file_name
        self._events = events
        self._rest = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """True: that is all it can do."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer` as far as the next chunk goes; 0 at the end of the part."""
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._rest and not self._ended:
            event = next(self._events)
            if isinstance(event, Data):
                self._rest = memoryview(event.data)
                if not event.more_data:
                    self._ended = True
                    _refuse_more_files(self._events)
        size = min(len(target), len(self._rest))
        target[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def uploaded_file(request: Request) -> tuple[BinaryIO, str]:
    """The file that `request` brings, not yet read, and the name its sender gave it.

    Raises `UnsupportedMediaTypeError`, `MissingFileError`, or `InputError` for several files and a body that
    is not multipart.
    """
    if request.mimetype != "multipart/form-data":
        raise UnsupportedMediaTypeError(
            f"The content type is {request.mimetype or 'missing'!r}, not 'multipart/form-data'."
        )
    if "files" in vars(request):  # the host application has parsed the form already
        return _from_parsed_form(request)
    boundary = request.mimetype_params.get("boundary", "")
    if not 0 < len(boundary) <= 200 or not boundary.isascii():
        raise InputError("The content type names no usable multipart boundary.")
    events = _events(request, boundary)
    other_file: str | None = None
    for event in events:
        if isinstance(event, File) and event.filename:
            if event.name == FIELD and other_file is None:
                return UploadedFile(event.filename, events), event.filename  # type: ignore[return-value]
            if other_file is not None:
                raise _several_files()
            other_file = event.name or ""
    raise MissingFileError(
        f"The file is in the field {other_file[:60]!r}, not in {FIELD!r}."
        if other_file is not None
        else f"The body has no field {FIELD!r} with a file and a file name."
    )


def _refuse_more_files(events: Iterator[Event]) -> None:
    if any(isinstance(event, File) and event.filename for event in events):
        raise _several_files()


def _several_files() -> InputError:
    return InputError("The body holds several files; send one document in one request.")


def _from_parsed_form(request: Request) -> tuple[BinaryIO, str]:
    files = [(name, file) for name, file in request.files.items(multi=True) if file.filename]
    if len(files) > 1:
        raise _several_files()
    if not files or files[0][0] != FIELD:
        raise MissingFileError(f"The body has no field {FIELD!r} with a file and a file name.")
    file = files[0][1]
    return file.stream, file.filename or ""  # type: ignore[return-value]


def _events(request: Request, boundary: str) -> Iterator[Event]:
    """What the body says, part by part, until it ends. Raises `InputError` where it is not multipart."""
    stream = request.stream  # here, so that a body that announces itself as too large is refused as such
    decoder = MultipartDecoder(boundary.encode(), MAX_HEAD_BYTES, max_parts=MAX_PARTS)
    delimiter = b"--" + boundary.encode()
    pieces: list[bytes] = []
    event: Event = NeedData()
    while not isinstance(event, Epilogue):
        if isinstance(event, NeedData) and not pieces:
            pieces = _pieces(read_body(stream, CHUNK_BYTES), delimiter)
        try:
            if isinstance(event, NeedData):
                decoder.receive_data(pieces.pop(0) or None)
            event = decoder.next_event()
        except RequestEntityTooLarge:
            raise InputError(f"The multipart body has over {MAX_PARTS} parts, or too long a head.") from None
        except (ValueError, AttributeError) as problem:  # as the decoder raises them for broken bodies
            raise InputError("The multipart body is malformed or ends too early.") from problem
        if not isinstance(event, NeedData | Epilogue):
            yield event


def _pieces(chunk: bytes, delimiter: bytes) -> list[bytes]:
    """`chunk`, cut before the line of its last delimiter, if it has one.

    What it gets with a delimiter in it, the decoder searches by an expression that is slow: of 100 kB in one
    piece it takes 0.7 ms, of the same in two 0.1.
    """
    at = chunk.rfind(delimiter) - len(b"\r\n")
    return [chunk[:at], chunk[at:]] if at > 0 else [chunk]
