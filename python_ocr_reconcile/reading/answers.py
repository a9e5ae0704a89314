"""What the parent accepts from a child process that a hostile document may have taken over.

A pickle can name any function to be called while it is loaded. This one may name our own values and
errors, and the few types they are made of; anything else is refused before it is called.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import pickle
from collections.abc import Sequence
from typing import Any

import msgspec

from python_ocr_reconcile.errors import OcrReconcileError, WorkerCrashError

_PACKAGE = __name__.partition(".")[0]
_PLAIN = {
    ("builtins", "MemoryError"),
    ("builtins", "RuntimeError"),
    ("builtins", "complex"),
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("collections", "Counter"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    ("msgspec._core", "rebuild"),  # makes a keyword-only struct from its class and fields
}


class _Answer(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.partition(".")[0] == _PACKAGE and "." not in name:
            found = getattr(importlib.import_module(module), name, None)
            # Imported names are refused with the functions: only what this module itself defines.
            if isinstance(found, type) and found.__module__ == module and _is_value(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a value")


def _is_value(kind: type) -> bool:
    return issubclass(kind, OcrReconcileError | msgspec.Struct) or dataclasses.is_dataclass(kind)


def load_answer(data: bytes | bytearray, buffers: Sequence[bytearray] = ()) -> Any:
    """The value in `data`, as a child sent it, with `buffers` where it sent a `pickle.PickleBuffer`.

    Raises `WorkerCrashError` where it is not a plain value.
    """
    try:
        return _Answer(io.BytesIO(data), buffers=buffers).load()
    except Exception as problem:
        raise WorkerCrashError("The process that read this document gave no proper answer.") from problem
