"""Till receipts as pictures: printed dot by dot as tills print them, then scanned or photographed.

`TILLS` are layouts to look at; those of `KEPT_TILLS` are only ever scored, never looked at, and say how
receipts that nobody has seen are read.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from receipt_generator.printed.camera import photographed
from receipt_generator.printed.kept_tills import KEPT_TILLS
from receipt_generator.printed.slip import Slip
from receipt_generator.printed.tills import TILLS

__all__ = ["KEPT_TILLS", "TILLS", "Picture", "picture"]


@dataclass(frozen=True)
class Picture:
    """A receipt as a JPEG, its lines, and what is true of it, in the format of the corpora."""

    jpeg: bytes
    lines: list[str]
    truth: dict[str, Any]


def picture(till: Callable[[random.Random, Slip], dict[str, Any]], seed: int) -> Picture:
    """The receipt that `till` prints for `seed`, as a scanner or a telephone sees it."""
    name = till.__name__
    rng = random.Random(f"{name} {seed}")
    slip = Slip(rng)
    truth = {"group": name, "tax": None, "net": None, "invoice_number": None} | till(rng, slip)
    truth["invoice_date"] = truth.pop("day").strftime("%Y-%m-%d")
    truth["total"] = str(truth["total"])
    out = io.BytesIO()
    image, quality = photographed(slip.printed(), rng)
    image.save(out, "JPEG", quality=quality)
    return Picture(out.getvalue(), [line.text for line in slip.lines], truth)
