"""Reading gives way to requests, never for long, and not to those that wait for it."""

import threading

import pytest

from python_ocr_reconcile.services import traffic as traffic_module
from python_ocr_reconcile.services.traffic import MOST_SECONDS, QUIET_SECONDS, Traffic


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(traffic_module, "time", clock)
    return clock


@pytest.fixture
def traffic(clock):
    return Traffic()


def seconds_given(traffic: Traffic, clock: Clock) -> float:
    began = clock.now
    traffic.give_way()
    return clock.now - began


def test_where_nobody_asked_anything_nobody_is_waited_for(traffic, clock):
    assert seconds_given(traffic, clock) == 0


def test_a_request_that_takes_long_is_waited_for_and_then_no_longer(traffic, clock):
    with traffic.request():
        assert seconds_given(traffic, clock) == pytest.approx(MOST_SECONDS)


def test_the_end_of_a_request_is_not_yet_quiet(traffic, clock):
    with traffic.request():
        pass
    assert QUIET_SECONDS <= seconds_given(traffic, clock) < 3 * QUIET_SECONDS
    assert seconds_given(traffic, clock) == 0


def test_who_waits_for_a_document_is_in_nobodys_way(traffic, clock):
    with traffic.request():
        with traffic.waiting():
            clock.sleep(2 * QUIET_SECONDS)
            assert seconds_given(traffic, clock) == 0
        assert seconds_given(traffic, clock) == pytest.approx(MOST_SECONDS)


def test_every_request_is_counted_whichever_thread_answers_it(traffic, clock):
    def answer() -> None:
        for _ in range(2_000):
            with traffic.request(), traffic.waiting():
                pass

    threads = [threading.Thread(target=answer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clock.sleep(2 * QUIET_SECONDS)
    assert seconds_given(traffic, clock) == 0
    with traffic.request():
        assert seconds_given(traffic, clock) == pytest.approx(MOST_SECONDS)
