"""What a CAMT entry says of who paid whom and for what; the details of a batch nested in their entry."""

from __future__ import annotations

from lxml import etree

from python_ocr_reconcile.extraction.bank_files.elements import Elements
from python_ocr_reconcile.extraction.bank_files.entries import BankEntry, Fact

MOST_DETAILS = 1_000
"""Of a batch, in the description; a salary run of 5,000 is one debit, and no text to read."""
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


def add_details(entry: BankEntry, element: etree._Element, names: Elements) -> None:
    """Put the other party, references and description of the entry at `element` into `entry`."""
    details = names.all(element, "NtryDtls/TxDtls")
    _describe(entry, element, details, names)
    _refer(entry, element, details, names)
    _party(entry, details, names)


def _describe(
    entry: BankEntry, element: etree._Element, details: list[etree._Element], names: Elements
) -> None:
    texts: dict[str, Fact[str]] = {}
    for detail in details[:MOST_DETAILS]:
        for path in ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf"):
            for found in names.texts(detail, path):
                texts.setdefault(found.value, found)
        if len(details) > 1:
            for found in names.texts(detail, "RmtInf/Strd/CdtrRefInf/Ref"):
                texts.setdefault(found.value, found)
    for found in names.texts(element, "AddtlNtryInf"):
        texts.setdefault(found.value, found)
    if texts:
        facts = list(texts.values())
        raw = "\n".join(fact.raw for fact in facts)
        entry.description = Fact(" | ".join(texts), raw, facts[0].place)


def _refer(entry: BankEntry, element: etree._Element, details: list[etree._Element], names: Elements) -> None:
    if len(details) == 1:
        for name, path in _REFERENCES:
            found = names.text(details[0], path)
            if found and found.value.upper() not in _NO_REFERENCE:
                entry.also.setdefault(name, found)
    elif details:
        entry.also["batched_transactions"] = Fact(
            str(len(details)), str(len(details)), f"NtryDtls line {details[0].sourceline}"
        )
        lines = "\n".join(_line(detail, names) for detail in details[:MOST_DETAILS])
        entry.also["batched_details"] = Fact(lines, lines, f"NtryDtls line {details[0].sourceline}")
    if own := names.text(element, "AcctSvcrRef", "NtryRef"):
        entry.also.setdefault("bank_reference", own)
    if batch := names.text(element, "NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId", "Btch/PmtInfId"):
        entry.also["batch_id"] = batch
    entry.reference = next((entry.also[name] for name in _REFERENCE_ORDER if name in entry.also), None)


def _line(detail: etree._Element, names: Elements) -> str:
    """One transaction of a batch: amount, parties, reference and text as they stand."""
    paths = (
        "Amt", "AmtDtls/TxAmt/Amt", "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm", "RltdPties/Cdtr/Nm",
        "RltdPties/Cdtr/Pty/Nm", "Refs/EndToEndId", "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Ustrd",
    )  # fmt: skip
    return "; ".join(found.value for path in paths if (found := names.text(detail, path)))


def _party(entry: BankEntry, details: list[etree._Element], names: Elements) -> None:
    """The other party: who is paid where money goes out, who pays where it comes in.

    In a batch only where all its details have the same one.
    """
    sides = ("Cdtr", "Dbtr") if entry.amount.value.is_signed() else ("Dbtr", "Cdtr")
    if entry.is_reversal:
        sides = (sides[1], sides[0])  # the parties are those of what is taken back
    side = sides[0]
    party, account = (f"RltdPties/{side}", f"RltdPties/Ultmt{side}"), f"RltdPties/{side}Acct/Id"
    for field, paths in (
        ("counterparty_name", [f"{p}/{name}" for p in party for name in ("Nm", "Pty/Nm")]),
        (
            "counterparty_account",
            [f"{account}/{name}" for name in ("IBAN", "Othr/Id", "PrtryAcct/Id", "BBAN")],
        ),
    ):
        found = {}
        for detail in details:
            fact = names.text(detail, *paths)
            found[fact.value if fact else None] = fact
        if len(found) == 1:
            setattr(entry, field, next(iter(found.values())))
