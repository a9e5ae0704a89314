"""What operators measure: by Prometheus' rules, over all tenants, without a word of any document."""

import io
import os
import re
from pathlib import Path

from python_ocr_reconcile.services import metrics
from python_ocr_reconcile.spent import STAGES

PATH = "/api/production/metrics"
ALERTS = Path(__file__).parents[3] / "docs" / "alerts.md"
LINE = re.compile(r'(\w+)(\{(?:\w+="[^"\\\n]*",?)*\})? (-?[0-9.e+-]+)')


def measured(client):
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.content_type == metrics.MEDIA_TYPE
    found, known = {}, set()
    for line in answer.text.splitlines():
        if line.startswith("# "):
            known.add(line.split()[2])
            continue
        name, labels, value = LINE.fullmatch(line).groups()
        assert name in known
        assert (name, labels) not in found
        found[name, labels or ""] = float(value)
    return found, answer.text


def test_measures_follow_what_was_done(client, invoice_pdf, monkeypatch):
    monkeypatch.setattr(metrics, "KEPT_SECONDS", 0)
    before, _ = measured(client)
    assert before["ocr_reconcile_audit_entries", ""] == 1
    sent = client.post(
        "/api/production/invoices/upload", data={"file": (io.BytesIO(invoice_pdf), "Secret.pdf")}
    )
    assert sent.status_code == 201
    refused = client.post("/api/production/bank/upload", data={"file": (io.BytesIO(b"MZ" + bytes(99)), "a")})
    after, text = measured(client)
    done = '{kind="invoice",status="completed",code=""}'
    failed = f'{{kind="bank",status="failed",code="{refused.json["code"]}"}}'
    assert (after["ocr_reconcile_uploads", done], after["ocr_reconcile_uploads", failed]) == (1, 1)
    assert (after["ocr_reconcile_queue_depth", ""], after["ocr_reconcile_pages_read", ""]) == (0, 1)
    assert after["ocr_reconcile_processing_seconds", ""] > 0
    assert sum(value for (name, _), value in after.items() if name == "ocr_reconcile_requests_total") == 3
    assert sum(value for (name, _), value in after.items() if name == "ocr_reconcile_memory_bytes") > 1e7

    def spent(name, **labels):
        """How much was added between the two looks."""
        label = "".join(f',{key}="{value}"' for key, value in labels.items())
        whole = f"ocr_reconcile_{name}", f'{{process="{os.getpid()}"{label}}}'
        return after[whole] - before[whole]

    assert [spent("stages_total", stage=one) for one in STAGES] == [2, 2, 1, 1, 1, 1]
    seconds = [spent("stage_seconds_total", stage=one) for one in STAGES]
    assert min(seconds) > 0
    assert sum(seconds[1:5]) <= after["ocr_reconcile_processing_seconds", ""] + 0.5
    assert (spent("ocr_seconds_total"), spent("ocr_pages_total")) == (0, 0)  # it has a text layer
    assert spent("database_transactions_total", transaction="write") >= 6  # claimed, begun and ended, twice
    assert spent("database_seconds_total", transaction="write") > 0
    stored = client.get("/api/production/invoices/1").data
    document = re.search(rb'"invoice_json":(\{.*\})\}$', stored)[1]
    assert spent("stored_bytes_total", of="document") == len(document)
    assert (
        spent("stored_bytes_total", of="page_layer") > spent("stored_bytes_total", of="packed_page_layer") > 0
    )
    assert spent("documents_stored_total") == 1
    assert not re.search("secret|harbour|meadow", text, re.IGNORECASE)


def test_every_alert_is_of_a_measure_that_there_is(client):
    names = set(re.findall(r"ocr_reconcile_\w+", ALERTS.read_text()))
    client.get("/api/production/health")
    found = {name for name, _ in measured(client)[0]} | {
        "ocr_reconcile_uploads"
    }  # of which there are none yet
    assert len(names) > 6
    assert names <= found
