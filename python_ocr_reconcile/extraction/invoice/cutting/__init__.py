"""Where one invoice of a file ends and the next begins.

`stretches` cuts each page where another invoice may begin inside it, `signs` says what each stretch shows,
`weigh` what that speaks for, and `choose` finds the cuts that are likeliest taken together.
"""

from python_ocr_reconcile.extraction.invoice.cutting.choose import Chosen, choose, forced
from python_ocr_reconcile.extraction.invoice.cutting.signs import Signs, signs_of
from python_ocr_reconcile.extraction.invoice.cutting.stretches import stretches, stretches_at

__all__ = ["Chosen", "Signs", "choose", "forced", "signs_of", "stretches", "stretches_at"]
