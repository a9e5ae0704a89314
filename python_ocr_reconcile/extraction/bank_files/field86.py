"""Field 86 of MT940: what the bank says of an entry, in the dialects that banks write it in.

Three kinds: ``166?00TRANSFER?20EREF+...?32NAME`` (a code, then subfields, Germany and around), ``/EREF/.../
REMI/...`` (tags between slashes, Netherlands and beyond), and plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from python_ocr_reconcile.extraction.bank_files.accounts import is_iban_shaped
from python_ocr_reconcile.extraction.bank_files.codes import words
from python_ocr_reconcile.extraction.bank_files.text import squeezed

FULL_LINE = 62
"""Characters from which a line was broken by its width (65, less the spaces that were trimmed)."""
FULL_SUBFIELD = 27
"""Characters of a subfield that is full: its last word goes on in the next."""

_STRUCTURED = re.compile(r"^\s*(?P<code>\d{3})(?P<mark>[^\w\s/])(?=\d{2})")
_TEXT = (*range(20, 30), *range(60, 64))


@dataclass(slots=True)
class Details:
    """What field 86 says."""

    code: str | None = None
    """Business transaction code (Geschäftsvorfallcode)."""
    booking_text: str = ""
    remittance: str = ""
    name: str = ""
    account: str = ""
    end_to_end: str = ""
    mandate: str = ""
    creditor: str = ""


def read_details(lines: Sequence[str]) -> Details:
    """What the lines of a field 86 say."""
    solid = "".join(lines)
    found = _STRUCTURED.match(solid)
    if found:
        return _structured(solid[found.end() - 1 :], found["code"], found["mark"])
    text = _flowing(lines)
    if len(_slashes().findall(text)) >= 2:
        return _slashed(text)
    details = Details(remittance=squeezed(text))
    _keywords(details, details.remittance)
    account, _, name = lines[0].strip().partition(" ")
    if is_iban_shaped(account):  # the other account and its holder, on a line of their own
        details.account, details.name = account, squeezed(name)
    return details


def _flowing(lines: Sequence[str]) -> str:
    """Lines as one text: what was broken by the width is joined, what is a line of its own keeps a space."""
    text = ""
    for line in lines:
        text += line if len(line) >= FULL_LINE else line.rstrip() + " "
    return text


@cache
def _subfields(mark: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(mark)}(\d\d)")


def _structured(text: str, code: str, mark: str) -> Details:
    parts: dict[int, str] = {}
    pieces = _subfields(mark).split(text if text.startswith(mark) else mark + text)
    for number, value in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[int(number)] = parts.get(int(number), "") + value
    details = Details(code=code, booking_text=squeezed(parts.get(0, "")))
    remittance = _chunks([parts[n] for n in _TEXT if n in parts])
    details.name = squeezed(_chunks([parts[n] for n in (32, 33) if n in parts]))
    details.account = parts.get(31, "").replace(" ", "").strip()
    _keywords(details, remittance)
    details.remittance = details.remittance or squeezed(remittance)
    return details


def _chunks(parts: Sequence[str]) -> str:
    """Subfields as one text: words are cut where a subfield is full."""
    return "".join(part if len(part) >= FULL_SUBFIELD else part + " " for part in parts)


@cache
def _sepa() -> re.Pattern[str]:
    return re.compile(r"(?:^|(?<=\W)|(?<=\s))(" + "|".join(words("field86", "keywords")) + r")\+")


def _keywords(details: Details, text: str) -> None:
    """``EREF+``, ``SVWZ+`` and the like, each up to the next."""
    pieces = _sepa().split(text)
    if len(pieces) < 3:
        return
    named: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        named.setdefault(key, squeezed(value))
    details.end_to_end = named.get("EREF", "")
    details.mandate = named.get("MREF", "")
    details.creditor = named.get("CRED", "")
    free = [squeezed(pieces[0]), named.get("SVWZ", ""), named.get("ABWA", ""), named.get("ABWE", "")]
    details.remittance = squeezed(" ".join(part for part in free if part)) or squeezed(text)
    details.account = details.account or named.get("IBAN", "").replace(" ", "")


@cache
def _slashes() -> re.Pattern[str]:
    return re.compile(r"/(" + "|".join(words("field86", "slashed")) + r")/(?=[^/]|/)")


def _slashed(text: str) -> Details:
    """``/TRTP/.../IBAN/.../NAME/.../REMI/...``; a party may come in parts: ``/CNTP/account/bank/name/``."""
    pieces = _slashes().split(text)
    named: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        named.setdefault(key, value.strip())
    details = Details(
        booking_text=squeezed(named.get("TRTP", "")),
        end_to_end=squeezed(named.get("EREF", "")),
        mandate=squeezed(named.get("MARF", "")),
        creditor=squeezed(named.get("CSID", "")),
        account=squeezed(named.get("IBAN", "")).replace(" ", ""),
        name=squeezed(named.get("NAME", "")).strip("/"),
    )
    if party := named.get("CNTP"):
        parts = [squeezed(p) for p in party.split("/")]
        details.account = details.account or parts[0].replace(" ", "")
        details.name = details.name or (parts[2] if len(parts) > 2 else "")
    details.name = details.name or squeezed(named.get("ORDP", named.get("BENM", ""))).strip("/")
    remittance = named.get("REMI", "")
    for prefix in ("USTD//", "STRD/", "UNST/"):
        remittance = remittance.removeprefix(prefix)
    details.remittance = squeezed(remittance).strip("/") or squeezed(text)
    return details
