"""``python -m python_ocr_reconcile``: the same as ``ocr-reconcile``."""

from python_ocr_reconcile.cli import main

if __name__ == "__main__":
    main()
