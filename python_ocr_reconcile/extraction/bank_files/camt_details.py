"""What a CAMT entry says of who paid whom and for what; the details of a batch nested in their entry."""

from __future__ import annotations

from lxml import etree

from python_ocr_reconcile.extraction.bank_files.elements import Below, Elements
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, Fact

MOST_DETAILS = 1_000
"""Of a batch, in the description; a salary run of 5,000 is one debit, and no text to read."""
_DETAIL = "NtryDtls/TxDtls"
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOREF"})
_REFERENCES = (
    ("end_to_end_id", "Refs/EndToEndId"),
    ("structured_reference", "RmtInf/Strd/CdtrRefInf/Ref"),
    ("structured_reference", "RmtInf/Strd/CdtrRefInf/CdtrRef"),
    ("mandate_id", "Refs/MndtId"),
    ("cheque_number", "Refs/ChqNb"),
    ("transaction_id", "Refs/TxId"),
    ("document_number", "RmtInf/Strd/RfrdDocInf/Nb"),
    ("bank_reference", "Refs/AcctSvcrRef"),
)
_REFERENCE_ORDER = (
    "structured_reference", "end_to_end_id", "document_number", "cheque_number", "transaction_id",
    "mandate_id", "bank_reference",
)  # fmt: skip


def entry_and_details(element: etree._Element, names: Elements) -> tuple[Below, list[Below]]:
    """What stands in an entry, and in each of its details."""
    inside = names.below(element, apart=_DETAIL)
    return inside, inside.apart


def add_details(entry: BankEntry, inside: Below, details: list[Below]) -> None:
    """Put the other party, references and description of the entry into `entry`."""
    _describe(entry, inside, details)
    _refer(entry, inside, details)
    _party(entry, details)


def _describe(entry: BankEntry, inside: Below, details: list[Below]) -> None:
    texts: dict[str, Fact[str]] = {}
    for detail in details[:MOST_DETAILS]:
        for path in ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf"):
            for found in detail.texts(path):
                texts.setdefault(found.value, found)
        if len(details) > 1:
            for found in detail.texts("RmtInf/Strd/CdtrRefInf/Ref"):
                texts.setdefault(found.value, found)
    for found in inside.texts("AddtlNtryInf"):
        texts.setdefault(found.value, found)
    facts = list(texts.values())
    if len(facts) == 1:
        entry.description = facts[0]
    elif facts:
        raw = "\n".join(fact.raw for fact in facts)
        entry.description = Fact(" | ".join(texts), raw, facts[0].place)


def _refer(entry: BankEntry, inside: Below, details: list[Below]) -> None:
    if len(details) == 1:
        told = details[0].text
        for name, path in _REFERENCES:
            found = told(path)
            if found is not None and found.value.upper() not in _NO_REFERENCE:
                entry.also.setdefault(name, found)
    elif details:
        entry.also["batched_transactions"] = Fact(
            str(len(details)), str(len(details)), f"NtryDtls line {details[0].element.sourceline}"
        )
        lines = "\n".join(_line(detail) for detail in details[:MOST_DETAILS])
        entry.also["batched_details"] = Fact(lines, lines, f"NtryDtls line {details[0].element.sourceline}")
    if own := inside.text("AcctSvcrRef", "NtryRef"):
        entry.also.setdefault("bank_reference", own)
    if batch := inside.text("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId", "Btch/PmtInfId"):
        entry.also["batch_id"] = batch
    entry.reference = next((entry.also[name] for name in _REFERENCE_ORDER if name in entry.also), None)


def _line(detail: Below) -> str:
    """One transaction of a batch: amount, parties, reference and text as they stand."""
    paths = (
        "Amt", "AmtDtls/TxAmt/Amt", "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/Cdtr/Nm",
        "RltdPties/Cdtr/Pty/Nm", "Refs/EndToEndId", "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Ustrd",
    )  # fmt: skip
    return "; ".join(found.value for path in paths if (found := detail.text(path)))


_PARTIES = {
    side: (
        tuple(f"RltdPties/{party}/{name}" for party in (side, f"Ultmt{side}") for name in ("Nm", "Pty/Nm")),
        tuple(f"RltdPties/{side}Acct/Id/{name}" for name in ("IBAN", "Othr/Id", "PrtryAcct/Id", "BBAN")),
    )
    for side in ("Cdtr", "Dbtr")
}
"""Where the name and the account of a party stand."""


def _party(entry: BankEntry, details: list[Below]) -> None:
    """The other party: who is paid where money goes out, who pays where it comes in.

    In a batch only where all its details have the same one.
    """
    is_paid = entry.amount.value.is_signed()
    if entry.is_reversal:
        is_paid = not is_paid  # the parties are those of what is taken back
    names, accounts = _PARTIES["Cdtr" if is_paid else "Dbtr"]
    entry.counterparty_name = _common(details, names)
    entry.counterparty_account = _common(details, accounts)


def _common(details: list[Below], paths: tuple[str, ...]) -> Fact[str] | None:
    """What all `details` have at one of `paths`."""
    if len(details) == 1:
        return details[0].text(*paths)
    facts = [detail.text(*paths) for detail in details]
    values = {fact.value if fact else None for fact in facts}
    return facts[-1] if len(values) == 1 else None
