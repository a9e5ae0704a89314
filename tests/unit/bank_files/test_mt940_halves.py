"""A large MT940 statement read in two halves says what it says read whole."""

import random

import pytest
from bank_file_generator import WRITERS

from python_ocr_reconcile.errors import DocumentError
from python_ocr_reconcile.extraction.bank_files import mt940_halves as halves_module
from python_ocr_reconcile.extraction.bank_files import read_bank_file, read_from_halves, read_half
from python_ocr_reconcile.extraction.bank_files.halves import Cut
from python_ocr_reconcile.extraction.bank_files.mt940_halves import mt940_halves

HEAD = ":20:A\n:25:37040044/1\n:28C:1/1\n:60F:C240101EUR12,00\n"
TAIL = ":62F:C240103EUR0,00\n:64:C240103EUR0,00\n-}{5:}\n"
ENTRIES = [f":61:24010201{n:02}D1,00NTRFNONREF//B{n}\n:86:Rent {n}\nof May\n" for n in range(2, 14)]


@pytest.fixture(autouse=True)
def _every_statement_is_large(monkeypatch):
    monkeypatch.setattr(halves_module, "LARGE_BYTES", 0)


def in_halves(data, folder):
    path = folder / "bank.sta"
    path.write_bytes(data)
    return read_from_halves(path, "mt940", [read_half(path, "mt940", half) for half in (0, 1)]).whole()


def whole(data, folder):
    path = folder / "bank.sta"
    path.write_bytes(data)
    return read_bank_file(path, "mt940").whole()


def statement(entries=ENTRIES, head=HEAD, tail=TAIL):
    return (head + "".join(entries) + tail).encode()


@pytest.mark.parametrize("seed", range(60))
def test_halves_of_any_dialect_say_what_the_whole_says(seed, tmp_path):
    data = WRITERS["mt940"](random.Random(seed)).data
    try:
        expected = whole(data, tmp_path)
    except DocumentError as refused:
        with pytest.raises(type(refused)):
            in_halves(data, tmp_path)
    else:
        assert in_halves(data, tmp_path) == expected


def test_the_generator_has_statements_that_are_cut_and_others():
    cuts = [mt940_halves(WRITERS["mt940"](random.Random(seed)).data).cut for seed in range(60)]
    assert min(cuts.count(cut) for cut in (Cut.NOT, Cut.IN_A_STATEMENT)) >= 5


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_each_entry_is_read_once_and_keeps_its_line(line_end, tmp_path):
    data = statement().replace(b"\n", line_end.encode())
    cut, parts = mt940_halves(data)
    assert cut is Cut.IN_A_STATEMENT
    read = [part.text.count(":61:") for part in parts]
    assert (sum(read), min(read) >= 3) == (len(ENTRIES), True)
    assert in_halves(data, tmp_path) == whole(data, tmp_path)
    assert len(in_halves(data, tmp_path).transactions) == len(ENTRIES)


@pytest.mark.parametrize(
    "data",
    [
        statement() + statement(),
        statement(tail=":62M:C240103EUR0,00\n" + HEAD.replace("60F", "60M") + ENTRIES[0] + TAIL),
        statement(tail="-}\n" + TAIL),
        statement(tail="-\n:86:To the statement\n" + TAIL),
        statement(tail=TAIL + ":34F:EUR0,00\n"),
        statement([*ENTRIES[:6], " " + ENTRIES[6], *ENTRIES[7:]]),
        statement(tail=""),
        statement(ENTRIES[:1]),
        statement([]),
    ],
    ids=[
        "two", "two pages", "ends before its balance", "a text behind its end", "begins anew",
        "odd entry", "no tail", "one entry", "no entry",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_read_whole(data, tmp_path):
    assert mt940_halves(data).cut is Cut.NOT
    assert in_halves(data, tmp_path) == whole(data, tmp_path)


@pytest.mark.parametrize("dash", ["-\n", "-}\n"])
@pytest.mark.parametrize("at", range(1, 12))
def test_a_line_of_a_dash_among_the_entries_changes_nothing(dash, at, tmp_path):
    data = statement([*ENTRIES[:at], dash, *ENTRIES[at:]])
    assert in_halves(data, tmp_path) == whole(data, tmp_path)


@pytest.mark.parametrize("at", [1, 10])
def test_what_is_wrong_in_either_half_is_refused_as_it_is_whole(at, tmp_path):
    data = statement([*ENTRIES[:at], ":61:no entry\n", *ENTRIES[at:]])
    with pytest.raises(DocumentError) as refused:
        in_halves(data, tmp_path)
    with pytest.raises(DocumentError) as expected:
        whole(data, tmp_path)
    assert str(refused.value) == str(expected.value)


def test_a_small_statement_is_read_whole(monkeypatch):
    monkeypatch.setattr(halves_module, "LARGE_BYTES", len(statement()))
    assert mt940_halves(statement()).cut is Cut.IN_A_STATEMENT
    monkeypatch.setattr(halves_module, "LARGE_BYTES", len(statement()) + 1)
    assert mt940_halves(statement()).cut is Cut.NOT
