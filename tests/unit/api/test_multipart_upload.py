"""A multipart body gives its one file while it streams, whatever else it holds."""

import io

import pytest

BOUNDARY = "cut-here"


def part(name, content, file_name=None, more=""):
    shown = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n{more}\r\n'
    return head.encode() + content + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def send(client, body, content_type=f"multipart/form-data; boundary={BOUNDARY}"):
    return client.post("/api/production/invoices/upload", data=body, content_type=content_type)


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"",
        b"\r\n",
        b"\r" * 5_000,
        b"\n--cut-her" * 3_000,
        b"\r\n--cut-here is not the end",
        bytes(range(256)) * 350,
    ],
    ids=["one", "empty", "newline", "carriage returns", "near misses", "almost", "all bytes"],
)
def test_bytes_arrive_as_they_were_sent(client, service, content):
    answer = send(client, part("file", content, "a.pdf") + END)
    assert answer.status_code == 201
    assert service.received == content


def test_other_fields_are_passed_over_before_and_after(client, service):
    body = part("note", b"first") + part("file", b"%PDF", "a.pdf") + part("note", b"last") + END
    assert send(client, body).status_code == 201
    assert service.received == b"%PDF"


def test_file_name_of_any_script_arrives(client, service):
    body = part("file", b"x", "Rechnung März 請求書.pdf") + END
    assert send(client, body).status_code == 201
    assert service.asked[0][1] == "Rechnung März 請求書.pdf"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"no multipart at all", "invalid_request"),
        (END, "file_missing"),
        (part("file", b"no file name") + END, "file_missing"),
        (part("file", b"", "") + END, "file_missing"),
        (part("document", b"x", "a.pdf") + END, "file_missing"),
        (part("file", b"x", "a.pdf") + part("file", b"y", "b.pdf") + END, "invalid_request"),
        (part("file", b"x", "a.pdf") + part("other", b"y", "b.pdf") + END, "invalid_request"),
        (part("other", b"x", "a.pdf") + part("file", b"y", "b.pdf") + END, "invalid_request"),
        (part("file", b"broken off", "a.pdf"), "invalid_request"),
        (f"--{BOUNDARY}\r\nno disposition\r\n\r\nx\r\n".encode() + END, "invalid_request"),
        (f"--{BOUNDARY}\r\nContent-Disposition: \xff\r\n\r\n".encode("latin-1") + END, "invalid_request"),
        (b"".join(part(f"n{n}", b"x") for n in range(30)) + END, "invalid_request"),
    ],
)
def test_a_body_without_exactly_one_file(client, body, code):
    answer = send(client, body)
    assert (answer.status_code, answer.json["code"]) == (400, code)


@pytest.mark.parametrize(
    ("content_type", "status", "code"),
    [
        (None, 415, "unsupported_media_type"),
        ("application/pdf", 415, "unsupported_media_type"),
        ("multipart/form-data", 400, "invalid_request"),
        ("multipart/form-data; boundary=", 400, "invalid_request"),
        ("multipart/form-data; boundary=" + "x" * 300, 400, "invalid_request"),
    ],
)
def test_a_content_type_that_does_not_fit(client, content_type, status, code):
    answer = client.post("/api/production/bank/upload", data=b"%PDF-1.7", content_type=content_type)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_body_that_announces_too_much_is_refused_unread(client, service):
    answer = send(client, part("file", b"x" * 2_000_000, "a.pdf") + END)
    assert (answer.status_code, answer.json["code"]) == (413, "request_too_large")
    assert service.asked == []


def test_a_file_of_unknown_length_is_never_held_in_memory(client, service):
    """Chunked: nobody says how long it is, and the service sees the first bytes before the last are sent."""
    head, tail = part("file", b"", "a.pdf")[:-2], b"\r\n" + END
    sent = []

    class Slow(io.RawIOBase):
        chunks = iter([head, *[b"x" * 30_000] * 3, tail])

        def readable(self):
            return True

        def readinto(self, target):
            chunk = next(self.chunks, b"")
            sent.append(len(chunk))
            target[: len(chunk)] = chunk
            return len(chunk)

    seen = []
    service.upload_before = service.upload

    def upload(kind, stream, file_name, **more):
        seen.append(len(sent))
        return service.upload_before(kind, stream, file_name, **more)

    service.upload = upload
    answer = client.post(
        "/api/production/invoices/upload",
        environ_overrides={
            "wsgi.input": Slow(),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        },
    )
    assert answer.status_code == 201
    assert service.received == b"x" * 90_000
    assert seen[0] < len(sent), "the service was called before the body had been read"
