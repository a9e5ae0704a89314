"""A service that ends in the middle of a long file: nobody waits for it, and no page is read twice."""

import signal
import threading
import time

import pytest
from killable_service import PREFIX, Service, scanned_pages, until_true

PAGES = 7

pytestmark = pytest.mark.slow


@pytest.fixture
def service(tmp_path):
    service = Service(tmp_path)
    service.start("serve", "serve", "--workers", "1")
    service.wait_until_it_answers()
    yield service
    service.stop()


def state(service):
    return service.ask("GET", f"{PREFIX}/uploads/1/status")[1]


def read_some(service, pages=3):
    until_true(lambda: (state(service)["pages_done"] or 0) >= pages)


def cached(service):
    """The page that each entry is, by its place on the disk: one that is written anew has another."""
    return {path.name: path.stat().st_ino for path in (service.folder / "cache" / "pages").glob("*/*")}


def test_pages_that_were_read_before_a_kill_are_not_read_again_and_are_forgotten_at_the_end(service):
    assert service.upload("invoice", scanned_pages(range(PAGES)))[0] == 202
    read_some(service)
    service.kill("serve")
    kept = cached(service)
    assert 3 <= len(kept) < PAGES
    service.start("serve", "serve", "--workers", "1")
    service.wait_until_it_answers()
    seen = cached(service)
    while state(service)["stage"] != "done":
        seen |= cached(service)
        time.sleep(0.01)
    assert kept.items() <= seen.items()
    status, row = service.ask("GET", f"{PREFIX}/invoices/1")
    assert (status, row["pages_total"]) == (200, PAGES)
    until_true(lambda: cached(service) == {})


def test_who_waits_for_a_document_is_answered_when_the_service_is_told_to_end(service):
    answers = []

    def send():
        answers.append(service.upload("invoice", scanned_pages(range(PAGES)), wait=True))

    waiting = threading.Thread(target=send)
    waiting.start()
    until_true(lambda: service.ask("GET", f"{PREFIX}/invoices")[1]["items"] != [])
    read_some(service, 1)
    told = time.monotonic()
    service.running["serve"].send_signal(signal.SIGTERM)
    waiting.join(30)
    seconds = time.monotonic() - told
    status, body = answers[0]
    assert (status, body["status"]) == (202, "processing"), body
    assert seconds < 5
    assert service.running["serve"].wait(60) == 0
