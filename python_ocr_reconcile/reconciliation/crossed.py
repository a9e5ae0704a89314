"""Several invoices paid by several transactions, none of which stands for some of the invoices alone.

Only where remittances say so: two or more payments that name the same invoices and add up to them exactly.
Anything wider would be found everywhere by chance.
"""

from __future__ import annotations

from collections import defaultdict
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.load import Bills, Payments, same_currency
from python_ocr_reconcile.reconciliation.reference_hits import ORDER_NUMBER, ReferenceHits
from python_ocr_reconcile.reconciliation.set_weights import EXACT_SHARE, SetHypothesis, Step, reference_bits
from python_ocr_reconcile.reconciliation.subsets import chance_of_one
from python_ocr_reconcile.reconciliation.weights import DIGITS, Weights

MOST_PAYMENTS = 6


def crossed_sets(
    bills: Bills, payments: Payments, named: ReferenceHits, weights: Weights
) -> list[SetHypothesis]:
    """Every such set that is not made of smaller ones."""
    bits = reference_bits(named, weights)
    by_payment: dict[int, list[int]] = defaultdict(list)
    strong = (named.level <= ORDER_NUMBER) & same_currency(bills, payments, named.bill, named.payment)
    hits = np.flatnonzero(strong & (bills.amount[named.bill] != 0))
    named_so_often = np.bincount(named.payment[hits], minlength=len(payments))
    # Nearly every payment names one invoice or none.
    for at in hits[named_so_often[named.payment[hits]] > 1].tolist():
        by_payment[int(named.payment[at])].append(at)
    by_bills: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for payment, places in by_payment.items():
        by_bills[tuple(sorted(named.bill[places].tolist()))].append(payment)
    found: list[SetHypothesis] = []
    for bill_rows, payment_rows in sorted(by_bills.items()):
        flows = [int(payments.outflow[row]) for row in payment_rows]
        amounts = [int(bills.amount[row]) for row in bill_rows]
        total = abs(sum(amounts))
        whole = {*map(abs, amounts), total}
        if (
            not 2 <= len(payment_rows) <= MOST_PAYMENTS
            or abs(sum(flows)) != total
            or len({flow > 0 for flow in flows}) > 1
            or any(abs(flow) in whole for flow in flows)
        ):
            continue
        names = sum(
            float(bits[at]) - log2(max(len(bills), 2)) for row in payment_rows for at in by_payment[row]
        )
        steps: list[Step] = [
            ("prior", "crossed", log2(weights.bundle_share * weights.instalment_share)),
            ("reference", f"all_{len(bill_rows)}_by_{len(payment_rows)}", names),
            ("amount", "exact_sum", log2(EXACT_SHARE / chance_of_one(total))),
        ]
        steps = [(feature, level, round(each, DIGITS)) for feature, level, each in steps]
        found.append(
            SetHypothesis(
                shape="crossed",
                basis="named",
                bills=bill_rows,
                payments=tuple(sorted(payment_rows)),
                steps=steps,
                bits=sum(step[2] for step in steps),
                paid=sum(amounts),
                billed=sum(amounts),
                amount_level="exact",
                named=len(bill_rows) + len(payment_rows) - 1,
                alternatives=1,
                expected=0.0,
                same_payer=True,
            )
        )
    return found
