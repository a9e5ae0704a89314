"""Which payment is for which invoice: candidates, match weights, assignment, explanation."""

from python_ocr_reconcile.reconciliation.run import reconcile

__all__ = ["reconcile"]
