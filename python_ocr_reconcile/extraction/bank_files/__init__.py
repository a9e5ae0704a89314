"""Bank files (CAMT, MT940, OFX, QIF, tables) to statements, as they come from pages."""

from python_ocr_reconcile.extraction.bank_files.read import read_bank_file

__all__ = ["read_bank_file"]
