"""A large CAMT message read in two halves says what it says read whole."""

import random
import re

import pytest
from bank_file_generator import WRITERS

from python_ocr_reconcile.errors import DoctypeError, DocumentError
from python_ocr_reconcile.extraction.bank_files import halves as halves_module
from python_ocr_reconcile.extraction.bank_files import read_bank_file, read_from_halves, read_half
from python_ocr_reconcile.extraction.bank_files.halves import Cut, halves


@pytest.fixture(autouse=True)
def _every_message_is_large(monkeypatch):
    monkeypatch.setattr(halves_module, "LARGE_BYTES", 0)


def in_halves(data, folder):
    path = folder / "bank.xml"
    path.write_bytes(data)
    return read_from_halves(path, "camt", [read_half(path, "camt", half) for half in (0, 1)]).whole()


def whole(data, folder):
    path = folder / "bank.xml"
    path.write_bytes(data)
    return read_bank_file(path, "camt").whole()


def message(entries, account="<Acct><Id><IBAN>NL27INGB8323198412</IBAN></Id></Acct>", statements=1):
    one = f"<Stmt><Id>1</Id>{account}\n" + "\n".join(entries) + "\n</Stmt>"
    return f"<Document>\n<BkToCstmrStmt><GrpHdr/>{one * statements}</BkToCstmrStmt></Document>".encode()


def entry(number=1, currency=' Ccy="EUR"', direction="DBIT"):
    return (
        f"<Ntry>\n<Amt{currency}>{number}.00</Amt><CdtDbtInd>{direction}</CdtDbtInd>"
        f"<BookgDt><Dt>2024-05-0{number % 9 + 1}</Dt></BookgDt></Ntry>"
    )


ENTRIES = [entry(number) for number in range(1, 13)]


@pytest.mark.parametrize("seed", range(30))
def test_halves_of_any_dialect_say_what_the_whole_says(seed, tmp_path):
    data = WRITERS["camt"](random.Random(seed)).data
    assert in_halves(data, tmp_path) == whole(data, tmp_path)


def test_the_generator_has_messages_for_both_ways_to_cut():
    cuts = {halves(WRITERS["camt"](random.Random(seed)).data).cut for seed in range(30)}
    assert cuts == set(Cut)


@pytest.mark.parametrize("statements", [1, 4])
@pytest.mark.parametrize("separator", [b"\n", b"\r\n", b""])
@pytest.mark.parametrize("prefix", [b"", b"ns:"])
def test_each_entry_is_read_once_and_keeps_its_line(statements, separator, prefix, tmp_path):
    data = message(ENTRIES, statements=statements).replace(b"\n", separator)
    if prefix:
        data = re.sub(rb"<(/?)(?=\w)", rb"<\1" + prefix, data)
        data = data.replace(b"<ns:Document>", b'<ns:Document xmlns:ns="urn:iso:std:iso:20022:tech:xsd:camt">')
    cut, parts = halves(data)
    assert cut is (Cut.IN_A_STATEMENT if statements == 1 else Cut.BETWEEN_STATEMENTS)
    read = [part.count(b"Ntry>") // 2 for part in parts]
    assert min(read) >= len(ENTRIES) * statements // 4
    assert sum(read) == len(ENTRIES) * statements
    assert [part.count(b"\n") for part in parts] == [data.count(b"\n")] * 2
    assert in_halves(data, tmp_path) == whole(data, tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        message(ENTRIES).replace(b"<GrpHdr/>", b"<GrpHdr/><!-- </Ntry><Ntry> -->"),
        message(ENTRIES).replace(b"<Id>1</Id>", b"<Id><![CDATA[</Ntry><Ntry>]]></Id>"),
        message(ENTRIES).decode().encode("utf-16"),
        message(ENTRIES).replace(b"<Ntry>", b"<Other/><Ntry>"),
        message(ENTRIES[:1]),
        message([]),
    ],
    ids=["comment", "CDATA", "UTF-16", "not neighbours", "one entry", "no entry"],
)
def test_what_is_not_plain_is_read_whole(data, tmp_path):
    assert halves(data) == (Cut.NOT, (data,))
    assert in_halves(data, tmp_path) == whole(data, tmp_path)


def test_a_small_message_is_read_whole(monkeypatch):
    data = message(ENTRIES)
    monkeypatch.setattr(halves_module, "LARGE_BYTES", len(data))
    assert halves(data).cut is Cut.IN_A_STATEMENT
    monkeypatch.setattr(halves_module, "LARGE_BYTES", len(data) + 1)
    assert halves(data).cut is Cut.NOT


@pytest.mark.parametrize("second", ["", ' Ccy="EUR"', ' Ccy="USD"'])
@pytest.mark.parametrize("first", ["", ' Ccy="EUR"'])
def test_the_currency_of_an_account_without_one_is_that_of_both_halves(first, second, tmp_path):
    entries = [entry(1, first)] * 6 + [entry(2, second)] * 6
    assert in_halves(message(entries), tmp_path) == whole(message(entries), tmp_path)


@pytest.mark.parametrize("at", [1, 10])
@pytest.mark.parametrize(
    "fault", ["<Ntry><Amt>x</Amt></Ntry>", "</Stmt>", "<Ntry>", "</Document>", "<Stmt>", "&bomb;"]
)
def test_what_is_wrong_in_either_half_is_refused_as_it_is_whole(fault, at, tmp_path):
    data = message([*ENTRIES[:at], fault, *ENTRIES[at:]])
    with pytest.raises(DocumentError) as refused:
        in_halves(data, tmp_path)
    with pytest.raises(DocumentError) as expected:
        whole(data, tmp_path)
    assert refused.value.code == expected.value.code
    if fault.startswith("<Ntry><Amt"):
        assert str(refused.value) == str(expected.value)


def test_a_second_statement_under_another_prefix_is_not_lost(tmp_path):
    data = message(ENTRIES).replace(
        b"</BkToCstmrStmt>",
        b'<n:Stmt xmlns:n="urn:x"/></BkToCstmrStmt>',
    )
    assert in_halves(data, tmp_path) == whole(data, tmp_path)


def test_a_document_type_is_refused_as_it_is_whole(tmp_path):
    data = b'<!DOCTYPE Document [<!ENTITY a "b">]>' + message(ENTRIES)
    with pytest.raises(DoctypeError):
        in_halves(data, tmp_path)
