"""Invoices, receipts and bank statements: read, proved, stored as one JSON row each, and reconciled."""

from typing import TYPE_CHECKING

__all__ = ["__version__"]

if TYPE_CHECKING:
    __version__: str


def __getattr__(name: str) -> str:
    """`__version__`, when first asked for: to read it takes most of the start of a reading process."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version

    globals()[name] = version("python-ocr-reconcile")
    return str(globals()[name])
