"""A value with the place it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from python_ocr_reconcile.extraction.layout import Line, box_of, least_confidence
from python_ocr_reconcile.models.evidence import Evidence, ValueStatus
from python_ocr_reconcile.models.page import Word


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A value, where it stands, and how sure it is that it is what it is taken for."""

    value: Any
    words: tuple[Word, ...]
    page: int
    raw: str
    method: str
    cost: float
    """0 is a plain label beside a plain value; 1 is a guess."""

    def evidence(self, status: ValueStatus = "read", value: Any = None) -> Evidence:
        """As it is written to the document; `value` where what is stored differs from what was read."""
        confidence = least_confidence(self.words)
        if self.method == "repaired" and status == "read":
            status = "repaired"
        return Evidence(
            value=self.value if value is None else value,
            raw=self.raw,
            page=self.page,
            bbox=box_of(self.words) if self.words else None,
            source=None if not self.words else "text_layer" if confidence is None else "ocr",
            ocr_confidence=confidence,
            confidence=max(0.0, 1.0 - self.cost),  # `extraction.confidence` makes a probability of it
            method=self.method,
            status=status,
        )


def found_in(line: Line, start: int, end: int, value: Any, method: str, cost: float) -> Found:
    """`value`, read from ``line.words[start:end]``."""
    words = tuple(line.words[start:end])
    return Found(value, words, line.page, " ".join(w.text for w in words), method, cost)


def found_words(words: Sequence[Word], page: int, value: Any, method: str, cost: float) -> Found:
    """`value`, read from `words`."""
    return Found(value, tuple(words), page, " ".join(w.text for w in words), method, cost)
