"""A person sets values of an invoice: the values, what they rest on, and what the equations say then.

A corrected value is the person's word, so nothing repairs or replaces it; the equations around it are
computed anew, and the independent verifier says what is left of the proof.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from python_ocr_reconcile.extraction.checks import Term, make_check
from python_ocr_reconcile.extraction.confidence import least
from python_ocr_reconcile.extraction.verify import verify_invoices
from python_ocr_reconcile.models.evidence import Check, Evidence, Proof
from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.services.correctable import LISTS, BankPlace, Place, correctable, place_of, typed

_UNSIGNED = frozenset({"unit_price", "rate", "tax_rate"})
"""Numbers that a credit note does not turn round: the price of one piece, and percentages."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One value that was set, and what stood there."""

    place: Place | BankPlace
    before: Any
    after: Any


def correct(
    invoices: Sequence[Invoice], corrections: Mapping[str, Any]
) -> tuple[list[Invoice], list[Corrected]]:
    """The invoices with every correction made, and what each of them changed; all are made, or none.

    `corrections` are values by JSON pointer from the document root (``/invoices/0/line_items/2/amount``):
    text, a number, or ``None`` where nothing is printed; money as text (``"119.00"``) or `Decimal`.
    Raises `NotCorrectableError` for a pointer and `CorrectionError` for a value that cannot be.
    """
    changed = []
    wanted: dict[int, dict[str, Any]] = {}
    for pointer, given in corrections.items():
        place = place_of(pointer, invoices)
        value = typed(place, given)
        wanted.setdefault(place.invoice, {})[place.field] = value
        changed.append(Corrected(place, value_at(invoices[place.invoice], place.field), value))
    done = list(invoices)
    for index, fields in wanted.items():
        done[index] = with_values(done[index], fields)
    return done, changed


def with_values(invoice: Invoice, values: Mapping[str, Any]) -> Invoice:
    """`invoice` as a person corrected it; `values` by field, ``line_items/0/amount`` in lists.

    Where an invoice becomes a credit note, or the other way round, every amount changes its sign, but for
    those that `values` names: the amounts of a credit note are negative whatever the page prints.
    """
    before = invoice
    kind = values.get("document_type", invoice.document_type)
    if (kind == "credit_note") != (invoice.document_type == "credit_note"):
        invoice = _negated(invoice)
    evidence = dict(invoice.evidence)
    for field, value in values.items():
        invoice = _set(invoice, field, value)
        evidence[field] = human_evidence(evidence.get(field, Evidence()), value)
    invoice = _rechecked(msgspec.structs.replace(invoice, evidence=evidence), set(values))
    proof = _proof(before, invoice)
    invoice = msgspec.structs.replace(invoice, proof=proof, evidence=_statuses(invoice, proof))
    return msgspec.structs.replace(invoice, confidence_score=least(invoice.evidence))


def value_at(invoice: Invoice, field: str) -> Any:
    """The value of a field, ``line_items/0/amount`` in lists; ``None`` where there is no such line."""
    name, *rest = field.split("/")
    value = getattr(invoice, name, None)
    if not rest:
        return value
    index = int(rest[0])
    return getattr(value[index], rest[1], None) if value and index < len(value) else None


def values_of(invoice: Invoice) -> dict[str, Any]:
    """Every value of `invoice` that can be corrected, by field."""
    fields = {name: getattr(invoice, name) for name in correctable(Invoice)}
    for part, struct in LISTS.items():
        for index, entry in enumerate(getattr(invoice, part)):
            fields |= {f"{part}/{index}/{name}": getattr(entry, name) for name in correctable(struct)}
    return fields


def _set(invoice: Invoice, field: str, value: Any) -> Invoice:
    name, *rest = field.split("/")
    if not rest:
        return msgspec.structs.replace(invoice, **{name: value})
    entries = list(getattr(invoice, name))
    entries[int(rest[0])] = msgspec.structs.replace(entries[int(rest[0])], **{rest[1]: value})
    return msgspec.structs.replace(invoice, **{name: entries})


def _negated(invoice: Invoice) -> Invoice:
    evidence = dict(invoice.evidence)
    for field, value in values_of(invoice).items():
        if isinstance(value, Decimal) and field.rpartition("/")[2] not in _UNSIGNED:
            invoice = _set(invoice, field, -value)
            if field in evidence:
                evidence[field] = msgspec.structs.replace(evidence[field], value=-value)
    return msgspec.structs.replace(invoice, evidence=evidence)


def _rechecked(invoice: Invoice, corrected: set[str]) -> Invoice:
    """`invoice` with each equation over the values that stand there now.

    A term that a person says is not printed leaves its sum; a product, or a result, without its value is no
    equation any more.
    """
    checks = []
    for check in invoice.checks:
        terms = [
            Term(operand.pointer, value, operand.factor)
            for operand in check.operands
            if (value := value_at(invoice, operand.pointer[1:])) is not None
        ]
        result = value_at(invoice, check.result[1:])
        absent = {pointer[1:] for pointer in pointers(check) if value_at(invoice, pointer[1:]) is None}
        if absent - corrected:
            checks.append(check)  # it pointed at nothing before; the verifier says so
        elif result is not None and terms and (not absent or check.operation == "sum"):
            at = Term(check.result, result)
            made = make_check(check.check_id, check.name, check.operation, terms, at, check.tolerance)
            checks.append(made)
    return msgspec.structs.replace(invoice, checks=checks)


def human_evidence(known: Evidence, value: Any) -> Evidence:
    """What a value rests on that a person set: their word, beside what was `known` of its place."""
    return msgspec.structs.replace(
        known,
        value=value,
        source="human",
        confidence=1.0,
        method="correction",
        status="human",
        reason="a person found nothing printed" if value is None else None,
    )


def pointers(check: Check) -> set[str]:
    """Where the values of an equation stand."""
    return {check.result, *(operand.pointer for operand in check.operands)}


def _proof(before: Invoice, after: Invoice) -> Proof:
    """What the equations prove of a corrected invoice.

    A proof that was there stays while every equation that made it stays and closes. Where there was none, it
    is given only to an invoice that is held on every level, since nobody weighed other readings of it.
    """
    if any(_is_contradicted(entry) for entry in after.evidence.values()):
        return "conflict"
    (verified,) = verify_invoices([msgspec.structs.replace(after, proof="proved")])
    if verified.proof == "conflict":
        held = {check.check_id for check in before.checks if check.closes}
        broken = {check.check_id for check in verified.checks if not check.closes}
        return "unproved" if before.proof == "unproved" and not broken & held else "conflict"
    if verified.proof != "proved":
        return "unproved"
    kept = before.proof == "proved" and len(after.checks) == len(before.checks)
    return "proved" if kept or _held_on_every_level(verified) else "unproved"


def _is_contradicted(entry: Evidence) -> bool:
    """Whether the page and the XML state another value; only a person's word on that value ends it."""
    return entry.status == "conflict" and entry.reason is not None


def _held_on_every_level(invoice: Invoice) -> bool:
    """Whether positions, their sum, the tax of its rate and the total each have their equation."""
    names = [check.name for check in invoice.checks]
    terms = {check.name: len(check.operands) for check in invoice.checks}
    multiplied = {check.result for check in invoice.checks if check.name == "line_amount"}
    return (
        terms.get("total", 0) >= 2
        and "tax_of_base" in names
        and terms.get("sum_of_lines", 0) >= 2
        and all(f"/line_items/{index}/amount" in multiplied for index in range(len(invoice.line_items)))
    )


def _statuses(invoice: Invoice, proof: Proof) -> dict[str, Evidence]:
    """The evidence with the equations that now cover each value, and what they make of it."""
    covering: dict[str, list[Check]] = {}
    for check in invoice.checks:
        for pointer in pointers(check):
            covering.setdefault(pointer[1:], []).append(check)
    return {
        field: _stated(entry, covering.get(field, []), proof) for field, entry in invoice.evidence.items()
    }


def _stated(entry: Evidence, checks: Sequence[Check], proof: Proof) -> Evidence:
    if _is_contradicted(entry):
        return msgspec.structs.replace(entry, checks=[check.check_id for check in checks])
    return stated(entry, checks, proof)


def stated(entry: Evidence, checks: Sequence[Check], proof: Proof) -> Evidence:
    """`entry` with the `checks` that stand over its value now, and what they and `proof` make of it."""
    status = entry.status
    if status in ("read", "proved", "conflict") and entry.value is not None:
        if not all(check.closes for check in checks):
            status = "conflict"
        else:
            status = "proved" if checks and proof == "proved" else "read"
    return msgspec.structs.replace(entry, checks=[check.check_id for check in checks], status=status)
