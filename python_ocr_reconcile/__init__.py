"""Invoices, receipts and bank statements: read, proved, stored as one JSON row each, and reconciled."""

from importlib.metadata import version

__version__ = version("python-ocr-reconcile")

__all__ = ["__version__"]
