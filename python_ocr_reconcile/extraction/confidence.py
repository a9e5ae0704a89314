"""How likely each value of an invoice is to be right, calibrated on documents with known contents.

A logistic over what is known of the value once the checks are made: its field, how it was found and how
plainly, what the equations say, how sure OCR was. Its constants are fitted by
``benchmarks/extraction/calibrate.py`` and kept in ``confidence.toml``.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.invoice import Invoice

KEY_FIELDS = ("invoice_number", "invoice_date", "vendor_name", "total_amount")
"""An invoice is as sure as the least sure of these."""
SURE = 0.95
"""From here on people rely on a value unread."""
USUAL_PLAINNESS = 0.9
"""Of a value whose finder keeps no count of its doubts, such as a vote."""
_INDEX = re.compile(r"/\d+/")


@dataclass(frozen=True, slots=True)
class Calibration:
    """``confidence.toml``."""

    version: str
    structured: float
    """Of a value from an e-invoice's XML: it is what the sender states, and only the sender can be wrong."""
    sure_from: float
    """What is less likely than this is stated below `SURE`, of which at least 99 in 100 are to be right."""
    constants: dict[str, float]
    fields: frozenset[str]
    """The fields that were fitted; no other has a confidence."""


@cache
def shipped_calibration() -> Calibration:
    """The constants of ``confidence.toml``."""
    path = files("python_ocr_reconcile").joinpath("extraction/confidence.toml")
    table = tomllib.loads(path.read_text("utf-8"))
    constants = table["logistic"]
    fields = frozenset(name.removeprefix("field.") for name in constants if name.startswith("field."))
    return Calibration(table["version"], table["structured"], table["sure_from"], constants, fields)


def with_confidence(invoice: Invoice, calibration: Calibration | None = None) -> Invoice:
    """`invoice` with a probability at each value, and its own: that of its least sure key field."""
    calibration = calibration or shipped_calibration()
    evidence = {
        pointer: msgspec.structs.replace(entry, confidence=_estimate(pointer, entry, invoice, calibration))
        for pointer, entry in invoice.evidence.items()
    }
    return msgspec.structs.replace(invoice, evidence=evidence, confidence_score=least(evidence))


def least(evidence: dict[str, Evidence]) -> float:
    """The confidence of an invoice: 0 where no total was read."""
    total = evidence.get("total_amount")
    if total is None or total.value is None:
        return 0.0
    known = [evidence[field].confidence for field in KEY_FIELDS if field in evidence]
    return min((value for value in known if value is not None), default=0.0)


def features(pointer: str, entry: Evidence, invoice: Invoice) -> dict[str, float]:
    """What the logistic looks at, named as its constants are."""
    field = field_of(pointer)
    plainness = USUAL_PLAINNESS if entry.confidence is None else entry.confidence
    seen = {
        f"field.{field}": 1.0,
        f"doubt.{field}": 1.0 - plainness,
        f"method.{entry.method}": 1.0,
        f"{field}.{entry.method}": 1.0,
        f"status.{entry.status}": 1.0,
        f"proof.{invoice.proof}": 1.0,
        f"type.{invoice.document_type}": 1.0,
    }
    if entry.ocr_confidence is not None:
        seen["ocr"] = seen[f"ocr.{field}"] = 1.0
        seen["ocr_doubt"] = 1.0 - entry.ocr_confidence
    return seen


def field_of(pointer: str) -> str:
    """``line_items/amount`` of ``line_items/3/amount``."""
    return _INDEX.sub("/", pointer)


def _estimate(pointer: str, entry: Evidence, invoice: Invoice, calibration: Calibration) -> float | None:
    if entry.value is None:
        return None
    if entry.source == "human":
        return 1.0
    if entry.source == "xml" and entry.status != "conflict":
        return calibration.structured
    if field_of(pointer) not in calibration.fields:
        return None
    constants = calibration.constants
    linear = sum(
        constants.get(name, 0.0) * value for name, value in features(pointer, entry, invoice).items()
    )
    return stated(1.0 / (1.0 + math.exp(-linear)), calibration.sure_from)


def stated(probability: float, sure_from: float) -> float:
    """`probability` as it is written: calibrated, and cautious about the last few in a hundred."""
    return round(probability if probability >= sure_from else min(probability, SURE - 0.0001), 4)
