"""How much of a truth record an extracted invoice has right.

cd tests && python -m invoice_generator.score --seeds 200 --by layout
cd tests && python -m invoice_generator.score --seeds 200 --unseen --noise 1 --by language
"""

from __future__ import annotations

# ruff: noqa: E501  a table of terms reads best as one line
import argparse
import re
import unicodedata
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from python_ocr_reconcile.models.invoice import Invoice

FIELDS = {
    "invoice_number": "invoice_number",
    "invoice_date": "invoice_date",
    "due_date": "due_date",
    "seller": "vendor_name",
    "total": "total_amount",
    "tax": "tax_total",
    "net": "subtotal",
    "currency": "currency",
}
"""Key of a truth record to field of an invoice."""


def verdicts(truth: dict[str, Any], invoice: Invoice | None) -> dict[str, str]:
    """Field to ``right``, ``wrong`` or ``missing``; what is not printed is left out. Lines come under ``lines``."""
    found: dict[str, str] = {}
    for key, field in FIELDS.items():
        if truth.get(key) is None or truth.get("printed", {}).get(key) is False:
            continue
        got = getattr(invoice, field) if invoice else None
        found[key] = "missing" if got is None else "right" if is_same(key, truth, got) else "wrong"
    want = Counter(Decimal(line["amount"]) for line in truth["line_items"])
    have = Counter(line.amount for line in invoice.line_items) if invoice else Counter()
    found["lines"] = "right" if want == have else "wrong" if have else "missing"
    return found


def proved_but_wrong(truth: dict[str, Any], invoice: Invoice | None) -> bool:
    """The worst there is: it says proved, and a sum is not what is printed."""
    if invoice is None or invoice.proof != "proved":
        return False
    found = verdicts(truth, invoice)
    return any(found.get(key) == "wrong" for key in ("total", "tax", "net"))


def is_same(key: str, truth: dict[str, Any], got: Any) -> bool:
    """Whether a value is the true one; a net amount may be the sum of the lines, a total what is payable."""
    want = truth[key]
    if isinstance(got, Decimal):
        also = {"net": "line_total", "total": "payable"}.get(key)
        return got in {
            Decimal(value) for value in (want, truth.get(also) if also else None) if value is not None
        }
    if key == "seller":
        a, b = _folded(want), _folded(got)
        alike = max(fuzz.token_set_ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")))
        return bool(b) and alike >= 85
    return re.sub(r"\s", "", str(want)).upper() == re.sub(r"\s", "", str(got)).upper()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


class Tally:
    """Shares by field, and within groups."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.fields: dict[str, Counter[str]] = defaultdict(Counter)
        self.groups: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.false_proofs: list[str] = []
        self.proofs: Counter[str] = Counter()

    def add(self, name: str, group: str, truth: dict[str, Any], invoice: Invoice | None) -> dict[str, str]:
        """Count one document; gives its verdicts."""
        found = verdicts(truth, invoice)
        for key, verdict in found.items():
            self.fields[key][verdict] += 1
            self.groups[group][key][verdict] += 1
        self.proofs[invoice.proof if invoice else "none"] += 1
        if proved_but_wrong(truth, invoice):
            self.false_proofs.append(name)
        return found

    def share(self, key: str) -> float:
        """Of the documents that print `key`, those that have it right."""
        counts = self.fields[key]
        return counts["right"] / max(1, counts.total())

    def report(self) -> str:
        """A table: groups down, fields across, in percent right."""
        keys = [*FIELDS, "lines"]
        short = ("number", "date", "due", "seller", "total", "tax", "net", "curr", "lines")
        rows = [f"{'':18}" + "".join(f"{name:>8}" for name in short)]
        for group, counts in [*sorted(self.groups.items()), ("ALL", self.fields)]:
            cells = (counts[k]["right"] / counts[k].total() if counts[k].total() else None for k in keys)
            rows.append(
                f"{group:18}" + "".join(f"{'-' if c is None else f'{100 * c:.1f}':>8}" for c in cells)
            )
        rows.append(f"proofs {dict(self.proofs)}  proved but wrong: {self.false_proofs}")
        return "\n".join(rows)


def main() -> None:
    """Score drawn invoices, from their text layers or with word noise."""
    from invoice_generator import DEVELOPMENT, UNSEEN, draw, pages_of, slips
    from python_ocr_reconcile.extraction.extract import extract

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="skip so many seeds")
    parser.add_argument("--unseen", action="store_true", help="seeds that are scored and never looked at")
    parser.add_argument("--noise", type=float, default=0.0, help="word noise: 1 an office scan, 3 a poor one")
    parser.add_argument("--by", choices=["layout", "language", "currency"], default="layout")
    parser.add_argument("--layout")
    parser.add_argument("--language")
    parser.add_argument("--worst", type=int, default=0, help="name so many documents, worst first")
    parser.add_argument("--only", help="of the worst, those that have this field wrong")
    options = parser.parse_args()
    tally, rows = Tally(), []
    seeds = (UNSEEN if options.unseen else DEVELOPMENT)[options.first : options.first + options.seeds]
    for seed in seeds:
        drawn = draw(seed, options.layout, options.language)
        pages = pages_of(drawn.pdf)
        if options.noise:
            pages = slips(pages, seed, options.noise)
        invoices = extract(pages, "invoice").invoices
        group = drawn.truth[{"layout": "style"}.get(options.by, options.by)]
        found = tally.add(str(seed), group, drawn.truth, invoices[0] if invoices else None)
        wrong = {
            key: f"{drawn.truth.get(key)} | {getattr(invoices[0], FIELDS[key], '?') if key in FIELDS and invoices else '?'}"
            for key, verdict in found.items()
            if verdict != "right"
        }
        if len(invoices) != 1:
            wrong["invoices"] = f"1 | {len(invoices)}"
        rows.append((len(wrong), seed, f"{drawn.truth['style']} {drawn.truth['language']}", wrong))
    print(tally.report())  # noqa: T201
    if not options.unseen:
        named = [row for row in rows if row[0] and (not options.only or options.only in row[3])]
        for row in sorted(named, key=lambda row: -row[0])[: options.worst]:
            print(*row[1:])  # noqa: T201


if __name__ == "__main__":
    main()
