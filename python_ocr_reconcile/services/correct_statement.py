"""A person sets values of a statement or a transaction: what they rest on, and what the equations say then.

As with invoices, a corrected value is the person's word: nothing repairs it, the equations around it are
computed anew, and the independent verifier says what is left of the proof. A transaction stays money in or
money out, never both: an amount set on the other side takes the place of the one that was there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from python_ocr_reconcile.errors import CorrectionError
from python_ocr_reconcile.extraction.checks import Term, make_check
from python_ocr_reconcile.extraction.fingerprint import with_fingerprints
from python_ocr_reconcile.extraction.verify import verify_statements
from python_ocr_reconcile.models.evidence import Check, Evidence, Proof
from python_ocr_reconcile.models.statement import StatementInfo, Transaction
from python_ocr_reconcile.services.correct import Corrected, human_evidence, pointers, stated
from python_ocr_reconcile.services.correctable import bank_place_of, typed

Entry = StatementInfo | Transaction
Entries = Mapping[str, Sequence[Entry]]
"""``statements`` and ``transactions`` of a bank document."""
Wanted = Mapping[tuple[str, int], Mapping[str, Any]]
"""By list and place in it, values by field."""

_SIDES = {"debit_amount": "credit_amount", "credit_amount": "debit_amount"}
_TOTALS = {"total_debits": "debit_amount", "total_credits": "credit_amount"}
_SHOWN_TERMS = 4


def correct_bank(
    statements: Sequence[StatementInfo], transactions: Sequence[Transaction], corrections: Mapping[str, Any]
) -> tuple[list[StatementInfo], list[Transaction], list[Corrected]]:
    """Both lists with every correction made, and what each of them changed; all are made, or none.

    `corrections` are values by JSON pointer from the document root (``/transactions/4/debit_amount``,
    ``/statements/0/closing_balance``), as for invoices. Raises `NotCorrectableError` and `CorrectionError`.
    """
    entries: Entries = {"statements": statements, "transactions": transactions}
    wanted: dict[tuple[str, int], dict[str, Any]] = {}
    for pointer, given in corrections.items():
        place = bank_place_of(pointer, entries)
        wanted.setdefault((place.part, place.index), {})[place.field] = typed(place, given)
    for (part, index), values in wanted.items():
        if part == "transactions":
            _one_side(f"/transactions/{index}", transactions[index], values)
    changed = [
        Corrected(
            bank_place_of(f"/{part}/{index}/{name}", entries), getattr(entries[part][index], name), value
        )
        for (part, index), values in wanted.items()
        for name, value in values.items()
    ]
    return *with_bank_values(statements, transactions, wanted), changed


def _one_side(pointer: str, transaction: Transaction, values: dict[str, Any]) -> None:
    """Let `values` leave the transaction with one amount. Raises `CorrectionError`."""
    for side, other in _SIDES.items():
        if values.get(side) is not None and other not in values:
            values[other] = None
    if not _SIDES.keys() & values.keys():
        return
    left = [side for side in _SIDES if values.get(side, getattr(transaction, side)) is not None]
    if len(left) != 1:
        raise CorrectionError(
            f"{pointer}: a transaction has either a debit_amount or a credit_amount.", pointer=pointer
        )
    for side in _SIDES:  # the side that was empty and stays so is no correction
        if side in values and values[side] is None and getattr(transaction, side) is None:
            del values[side]


def with_bank_values(
    statements: Sequence[StatementInfo], transactions: Sequence[Transaction], wanted: Wanted
) -> tuple[list[StatementInfo], list[Transaction]]:
    """Both lists as a person corrected them; `wanted` leaves every transaction with one amount."""
    lists: dict[str, list[Any]] = {"statements": list(statements), "transactions": list(transactions)}
    for (part, index), values in wanted.items():
        lists[part][index] = _set(lists[part][index], values)
    held = _Held(lists["statements"], list(with_fingerprints(lists["statements"], lists["transactions"])))
    corrected = {f"/{part}/{index}/{name}" for (part, index), values in wanted.items() for name in values}
    touched = {
        index if part == "statements" else transactions[index].statement_index for part, index in wanted
    }
    held.add_up(touched, corrected)
    held.recheck(corrected)
    proofs = {index: _proof(statements, transactions, held, index) for index in touched}
    for index, proof in proofs.items():
        held.statements[index] = msgspec.structs.replace(held.statements[index], proof=proof)
    held.restate(proofs)
    return held.statements, held.transactions


def _set(entry: Any, values: Mapping[str, Any]) -> Any:
    evidence = dict(entry.evidence)
    for name, value in values.items():
        evidence[name] = human_evidence(evidence.get(name, Evidence()), value)
    entry = msgspec.structs.replace(entry, **values, evidence=evidence)
    if isinstance(entry, Transaction):
        known = [one.confidence for one in evidence.values() if one.confidence is not None]
        entry = msgspec.structs.replace(entry, confidence_score=min(known))
    return entry


class _Held:
    """A bank document while it is corrected."""

    def __init__(self, statements: list[StatementInfo], transactions: list[Transaction]) -> None:
        self.statements = statements
        self.transactions = transactions

    def value(self, pointer: str) -> Decimal | None:
        """The amount at a pointer from the root; ``None`` where there is none."""
        _, part, index, name = pointer.split("/")
        entries: Sequence[Entry] = self.statements if part == "statements" else self.transactions
        amount: Decimal | None = getattr(entries[int(index)], name)
        return amount

    def add_up(self, touched: Iterable[int], corrected: set[str]) -> None:
        """Totals that nobody printed are the sums of the amounts that stand there now."""
        for index in touched:
            statement = self.statements[index]
            for name, side in _TOTALS.items():
                known = statement.evidence.get(name)
                if known is None or known.status != "derived":
                    continue
                amounts = (getattr(one, side) for one in self.transactions if one.statement_index == index)
                total = sum((amount for amount in amounts if amount is not None), Decimal("0.00"))
                if total != getattr(statement, name):
                    evidence = statement.evidence | {name: msgspec.structs.replace(known, value=total)}
                    statement = msgspec.structs.replace(statement, **{name: total}, evidence=evidence)
                    corrected.add(f"/statements/{index}/{name}")
            self.statements[index] = statement

    def recheck(self, corrected: set[str]) -> None:
        """Compute the equations that stand over a corrected value anew."""
        for _, index, of, entry in list(self._entries()):
            if not any(pointers(check) & corrected for check in entry.checks):
                continue
            checks = [
                made
                for check in entry.checks
                if (made := self._rechecked(check, of) if pointers(check) & corrected else check)
            ]
            if isinstance(entry, Transaction) and not _close(entry.checks) and _close(checks):
                # It was doubted for its equation alone: now it is as sure as the others of its statement.
                self._put(
                    index,
                    msgspec.structs.replace(
                        entry, checks=checks, confidence_score=self._usual_confidence(of)
                    ),
                )
            else:
                self._put(index, msgspec.structs.replace(entry, checks=checks))

    def _usual_confidence(self, statement: int) -> float:
        """The least of the rows of a statement whose equations close."""
        known = [
            one.confidence_score
            for one in self.transactions
            if one.statement_index == statement and one.checks and _close(one.checks)
        ]
        return min(known, default=0.0)

    def _put(self, index: int, entry: Entry) -> None:
        if isinstance(entry, StatementInfo):
            self.statements[index] = entry
        else:
            self.transactions[index] = entry

    def _entries(self) -> Iterator[tuple[str, int, int, Entry]]:
        """Each with its pointer, its place, and the place of its statement."""
        for index, statement in enumerate(self.statements):
            yield f"/statements/{index}", index, index, statement
        for index, one in enumerate(self.transactions):
            yield f"/transactions/{index}", index, one.statement_index, one

    def _rechecked(self, check: Check, statement: int) -> Check | None:
        """`check` over what stands there now; ``None`` where a balance that it is about is gone."""
        result = self.value(check.result)
        side = _TOTALS.get(check.name)
        if side is not None:
            places = [
                index
                for index, one in enumerate(self.transactions)
                if one.statement_index == statement and getattr(one, side) is not None
            ]
            wanted = [(f"/transactions/{index}/{side}", Decimal(1)) for index in places]
        else:
            wanted = [self._on_its_side(operand.pointer, operand.factor) for operand in check.operands]
        terms = [
            Term(pointer, value, factor)
            for pointer, factor in wanted
            if (value := self.value(pointer)) is not None
        ]
        if result is None or not terms or len(terms) < len(wanted):
            return None  # without the balance that it begins at, or leads to, it is no equation
        made = make_check(
            check.check_id, check.name, check.operation, terms, Term(check.result, result), check.tolerance
        )
        return msgspec.structs.replace(made, equation=_equation(terms, made.expected))

    def _on_its_side(self, pointer: str, factor: Decimal) -> tuple[str, Decimal]:
        """Where the amount of a transaction stands now: on the other side it counts the other way."""
        start, _, name = pointer.rpartition("/")
        if name in _SIDES and self.value(pointer) is None:
            return f"{start}/{_SIDES[name]}", -factor
        return pointer, factor

    def restate(self, proofs: Mapping[int, Proof]) -> None:
        """Say of each value of these statements which equations stand over it, and what they make of it."""
        covering: dict[str, list[Check]] = {}
        for _, _, _, entry in self._entries():
            for check in entry.checks:
                for pointer in pointers(check):
                    covering.setdefault(pointer, []).append(check)
        for here, index, of, entry in list(self._entries()):
            if of in proofs:
                evidence = {
                    name: stated(one, covering.get(f"{here}/{name}", []), proofs[of])
                    for name, one in entry.evidence.items()
                }
                self._put(index, msgspec.structs.replace(entry, evidence=evidence))


def _close(checks: Iterable[Check]) -> bool:
    return all(check.closes for check in checks)


def _proof(
    statements: Sequence[StatementInfo], transactions: Sequence[Transaction], held: _Held, index: int
) -> Proof:
    """What the equations prove of a corrected statement.

    A proof that was there stays while every equation that made it stays and closes. What did not add up is
    proved once it does, where each row has a balance of its own: nobody weighed how else longer stretches
    could be read. What was not proved for another reason stays so.
    """
    before = statements[index].proof
    claimed = [msgspec.structs.replace(one, proof="proved") for one in held.statements]
    verified = verify_statements(claimed, held.transactions)[index]
    if verified.proof == "conflict":
        held_before = {check.check_id for check in _checks(statements, transactions, index) if check.closes}
        broken = {
            check.check_id for check in _checks(held.statements, held.transactions, index) if not check.closes
        }
        return "unproved" if before == "unproved" and not broken & held_before else "conflict"
    if verified.proof != "proved" or before == "unproved":
        return "unproved"
    now = len(list(_checks(held.statements, held.transactions, index)))
    kept = now == len(list(_checks(statements, transactions, index)))
    return "proved" if kept and (before == "proved" or _is_held_row_by_row(held, index)) else "unproved"


def _checks(
    statements: Sequence[StatementInfo], transactions: Sequence[Transaction], index: int
) -> Iterable[Check]:
    yield from statements[index].checks
    for one in transactions:
        if one.statement_index == index:
            yield from one.checks


def _is_held_row_by_row(held: _Held, index: int) -> bool:
    """Whether each transaction has a day, and a balance that follows from the one before it."""
    return all(
        one.transaction_date is not None
        and any(check.name == "running_balance" and len(check.operands) == 2 for check in one.checks)
        for one in held.transactions
        if one.statement_index == index
    )


def _equation(terms: Sequence[Term], expected: Decimal) -> str:
    """The sum as people read it; of a long one the first terms and how many amounts there are."""
    parts = [
        f"{'-' if term.value * term.factor < 0 else '+'} {abs(term.value * term.factor):,f}"
        for term in terms[:_SHOWN_TERMS]
    ]
    if len(terms) > _SHOWN_TERMS:
        parts.append(f"... ({len(terms)} amounts)")
    return f"{' '.join(parts).removeprefix('+ ')} = {expected:,f}"
