"""How many misread digits the checks of an invoice would forgive.

A proof is worth what it rules out. Every printed value is changed by one digit, alone and together with any
other, and where all checks still close, the checks prove nothing of it: two lines without a price can be
misread by the same cent in opposite ways, a net amount and its total by the same cent in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from python_ocr_reconcile.models.evidence import Check

ZERO = Decimal(0)
ONE = Decimal(1)
HALF_CENT = Decimal("0.005")
MOST_PARTNERS = 8
"""Amounts kept for one effect: enough to find a partner among, and bounded on any page."""
_Form = dict[str, Decimal]
"""A sum of values, each by its pointer, times a factor."""


@dataclass(frozen=True, slots=True, eq=False)
class _Equation:
    """The product of `forms`, less `result`, is zero within `tolerance`."""

    forms: tuple[tuple[Decimal, _Form], ...]
    """What each comes to as read, and what it is made of."""
    scale: Decimal
    result: tuple[Decimal, _Form]
    tolerance: Decimal

    @property
    def is_exact_sum(self) -> bool:
        return len(self.forms) == 1 and self.tolerance == 0

    @property
    def pointers(self) -> set[str]:
        return {p for _, form in (*self.forms, self.result) for p in form}

    def closes(self, changes: Mapping[str, Decimal]) -> bool:
        """Whether it still closes when the values change by `changes`."""
        made = self.scale
        for value, form in self.forms:
            made *= value + _shift(form, changes)
        return abs(made - self.result[0] - _shift(self.result[1], changes)) <= self.tolerance


def _shift(form: _Form, changes: Mapping[str, Decimal]) -> Decimal:
    return sum((form[p] * d for p, d in changes.items() if p in form), ZERO)


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """The values of an invoice that its checks are over."""

    money: Mapping[str, Decimal]
    """What was read and may be misread, by pointer."""
    others: Mapping[str, Decimal]
    """Rates, quantities and prices, and what was derived."""
    derived: Mapping[str, Check | str]
    """What derived values were made of: the check that defines them, or the pointer they are a copy of."""

    def of(self, pointer: str) -> Decimal:
        """The value at `pointer`."""
        return self.money[pointer] if pointer in self.money else self.others[pointer]


def forgives_one(checks: Sequence[Check], printed: Printed) -> bool:
    """Whether one digit of one amount could be another, and all checks close all the same."""
    of = _by_pointer(_equations(checks, printed))
    for pointer, value in printed.money.items():
        equations = of.get(pointer, ())
        if any(e.is_exact_sum for e in equations):
            continue
        if any(all(e.closes({pointer: change}) for e in equations) for change in _changes(value)):
            return True
    return False


def forgives_two(checks: Sequence[Check], printed: Printed) -> bool:
    """Whether two digits at once, or one digit wherever the same amount is printed, could be others."""
    equations = _equations(checks, printed)
    of = _by_pointer(equations)
    alike: dict[Decimal, list[str]] = defaultdict(list)
    for pointer, value in printed.money.items():
        alike[abs(value)].append(pointer)
    for size, pointers in alike.items():
        touched = {id(e): e for p in pointers for e in of.get(p, ())}.values()
        for change in _changes(size):
            together = {p: change if printed.money[p] >= 0 else -change for p in pointers}
            if all(e.closes(together) for e in touched):
                return True
    groups: dict[frozenset[int], list[str]] = defaultdict(list)
    for pointer in printed.money:
        groups[frozenset(id(e) for e in of.get(pointer, ()) if e.is_exact_sum)].append(pointer)
    return any(
        _cancel(pointers, [e for e in equations if id(e) in sums], of, printed.money)
        for sums, pointers in groups.items()
        if len(pointers) > 1
    )


def _cancel(
    pointers: Sequence[str],
    sums: Sequence[_Equation],
    of: Mapping[str, Sequence[_Equation]],
    values: Mapping[str, Decimal],
) -> bool:
    """Whether two of `pointers`, which stand in the same exact sums, can change so that all close."""
    seen: dict[tuple[Decimal, ...], list[tuple[str, Decimal]]] = defaultdict(list)
    group = set(pointers)
    for pointer in pointers:
        others = [e for e in of.get(pointer, ()) if not e.is_exact_sum]
        shared = any(len(e.pointers & group) > 1 for e in others)
        for change in _changes(values[pointer]):
            if not shared and not all(e.closes({pointer: change}) for e in others):
                continue
            effect = tuple(_effect(e, pointer) * change for e in sums)
            for other, other_change in seen.get(tuple(-x for x in effect), ()):
                both = {pointer: change, other: other_change}
                if other != pointer and all(e.closes(both) for p in both for e in of.get(p, ())):
                    return True
            if len(seen[effect]) < MOST_PARTNERS:
                seen[effect].append((pointer, change))
    return False


def _effect(equation: _Equation, pointer: str) -> Decimal:
    return equation.forms[0][1].get(pointer, ZERO) * equation.scale - equation.result[1].get(pointer, ZERO)


def _changes(value: Decimal) -> Iterator[Decimal]:
    """What a value changes by when one of its digits is another."""
    text = f"{abs(value):f}"
    sign = -1 if value < 0 else 1
    exponent = -len(text.partition(".")[2])
    for place, digit in enumerate(reversed(text.replace(".", ""))):
        unit = ONE.scaleb(exponent + place) * sign
        for other in range(10):
            if other != int(digit):
                yield (other - int(digit)) * unit


def _by_pointer(equations: Iterable[_Equation]) -> dict[str, list[_Equation]]:
    of: dict[str, list[_Equation]] = defaultdict(list)
    for equation in equations:
        for pointer in equation.pointers:
            of[pointer].append(equation)
    return of


def _equations(checks: Sequence[Check], printed: Printed) -> list[_Equation]:
    """The checks over what was read; those that only define a derived value say nothing and fall away."""
    defining = {id(made) for made in printed.derived.values() if isinstance(made, Check)}
    found = []
    for check in checks:
        if id(check) in defining:
            continue
        slack = check.tolerance
        forms: list[_Form] = []
        for operand in check.operands:
            form, more = _made_of(operand.pointer, printed)
            forms.append({p: c * operand.factor for p, c in form.items()})
            slack += more
        result, more = _made_of(check.result, printed)
        slack += more
        if check.operation == "sum":
            forms = [_added(forms)]
            if forms[0] == result:
                continue  # a copy equals what it is a copy of
        weighed = tuple((_value(form, printed), form) for form in forms)
        scale = ONE / 100 if check.operation == "percent" else ONE
        found.append(_Equation(weighed, scale, (_value(result, printed), result), slack))
    return found


def _made_of(pointer: str, printed: Printed) -> tuple[_Form, Decimal]:
    """The printed values that a value is a sum of, and by how much it may be off by rounding."""
    made = printed.derived.get(pointer)
    if made is None:
        return {pointer: ONE}, ZERO
    if isinstance(made, str):
        return _made_of(made, printed)
    if made.operation == "percent":
        base, rate = made.operands
        form, slack = _made_of(base.pointer, printed)
        share = base.factor * printed.of(rate.pointer) / 100
        return {p: c * share for p, c in form.items()}, slack * share + HALF_CENT
    whole, slack, own = [], ZERO, -ONE
    for operand in (*made.operands, None):
        at, factor = (operand.pointer, operand.factor) if operand else (made.result, -ONE)
        if at == pointer:
            own = factor
            continue
        form, more = _made_of(at, printed)
        whole.append({p: c * factor for p, c in form.items()})
        slack += more
    return {p: c / -own for p, c in _added(whole).items()}, slack


def _added(forms: Iterable[_Form]) -> _Form:
    total: _Form = {}
    for form in forms:
        for pointer, factor in form.items():
            total[pointer] = total.get(pointer, ZERO) + factor
    return {p: f for p, f in total.items() if f}


def _value(form: _Form, printed: Printed) -> Decimal:
    return sum((printed.of(p) * f for p, f in form.items()), ZERO)
