"""What a disk that is full or fails means: the cause may pass, and it is not the document's fault."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from python_ocr_reconcile.errors import StorageError, StorageFullError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FAILS = frozenset({errno.EIO, errno.EROFS, errno.ESTALE, errno.ENODEV, errno.ENXIO})


def is_of_disk(problem: BaseException) -> bool:
    """Whether the disk raised it; libraries raise an `OSError` without a number over what a file holds."""
    return isinstance(problem, OSError) and problem.errno in _FULL | _FAILS


def disk_error(problem: OSError, place: str) -> StorageError:
    """Our error for `problem`, which was met in `place` ("upload folder")."""
    if problem.errno in _FULL:
        return StorageFullError(f"The volume of the {place} is full.")
    reason = problem.strerror or str(problem)
    return StorageError(f"The {place} cannot be used: {reason}.")


@contextmanager
def disk_errors(place: str) -> Iterator[None]:
    """Turn each `OSError` into ours. Raises `StorageFullError`, `StorageError`."""
    try:
        yield
    except OSError as problem:
        raise disk_error(problem, place) from problem
