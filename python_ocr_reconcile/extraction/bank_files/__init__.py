"""Bank files (CAMT, MT940, OFX, QIF, tables) to statements, as they come from pages."""

from python_ocr_reconcile.extraction.bank_files.read import (
    can_be_halved,
    read_bank_file,
    read_from_halves,
    read_half,
)

__all__ = ["can_be_halved", "read_bank_file", "read_from_halves", "read_half"]
