"""The description tells what the routes do: all of them, with valid schemas, for programs and for people."""

import json
import re
from html.parser import HTMLParser

import jsonschema
import pytest

from python_ocr_reconcile.api.openapi_parts import problem_kinds

PREFIX = "/api/production"


@pytest.fixture
def description(client):
    return client.get(f"{PREFIX}/openapi.json").json


def operations(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_every_route_is_described_and_nothing_else(host, description):
    routed = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX).replace("<text>", "{id}")))
        for rule in host.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/") and rule.methods
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for method, path, _ in operations(description)}
    assert described == routed - {("GET", "/docs.css")}


def test_the_longest_path_fits_what_a_server_takes(description):
    for method, path, operation in operations(description):
        names = [one["schema"] for one in operation.get("parameters", []) if one.get("in") == "path"]
        free = [schema["maxLength"] for schema in names if "maxLength" in schema and "pattern" not in schema]
        line = len(f"{method} {PREFIX}{path} HTTP/1.1") + 12 * sum(
            free
        )  # a letter is up to 12 bytes in a URL
        assert line < 8_000, path
        assert free or not path.endswith(("/confirm", "/reject"))


def test_every_reference_leads_somewhere(description):
    text = json.dumps(description)
    references = set(re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', text))
    assert len(references) > 30
    for where, name in references:
        assert name in description["components"][where]


def test_every_schema_is_one(description):
    for schema in description["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_answers_and_examples_are_as_described(client, description):
    def check(value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    check(client.get(f"{PREFIX}/invoices/7").json, "InvoiceUploadRow")
    check(client.get(f"{PREFIX}/bank/7").json, "BankTransactionUploadRow")
    check(client.get(f"{PREFIX}/health").json, "Health")
    check(client.get(f"{PREFIX}/invoices/8").json, "Problem")
    for kind, name in (("invoices", "InvoiceUploadSummary"), ("bank", "BankTransactionUploadSummary")):
        check(client.get(f"{PREFIX}/{kind}").json["items"][0], name)
    examples = 0
    for _, _, operation in operations(description):
        for answer in operation["responses"].values():
            content = answer.get("content", {}).get("application/json", {})
            if "example" in content:
                examples += 1
                check(content["example"], content["schema"]["$ref"].rpartition("/")[2])
    assert examples == 9


def test_every_code_is_told(description):
    told = json.dumps(description["components"]["responses"])
    codes = {kind.code for kind in problem_kinds()}
    assert len(codes) > 20
    for code in codes:
        assert f"`{code}`" in told
    assert set(description["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]) == codes


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.text = set(), [], set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        told = dict(attributes)
        assert not {name for name in told if name.startswith("on") or name == "style"}, "inline code or style"
        self.ids.add(told.get("id"))
        self.links += [told[name] for name in ("href", "src") if name in told]

    def handle_data(self, data):
        self.text += data


def test_page_tells_every_operation_and_needs_nobody_else(client, description):
    answer = client.get(f"{PREFIX}/docs")
    assert answer.mimetype == "text/html"
    page = Page(answer.text)
    assert not {"script", "style", "img", "iframe"} & page.tags
    for _, path, operation in operations(description):
        assert operation["operationId"] in page.ids
        assert path in page.text
        assert operation["x-codeSamples"][0]["source"] in page.text
    for kind in problem_kinds():
        assert f"problem-{kind.code}" in page.ids
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, link
        else:
            assert link.startswith("/")
            assert client.get(link).status_code == 200
    style = client.get(f"{PREFIX}/docs.css")
    assert style.mimetype == "text/css"
    assert "prefers-color-scheme: dark" in style.text
    assert "url(" not in style.text


def test_description_follows_the_place_it_is_mounted_at(host):
    answer = host.test_client().get(f"{PREFIX}/openapi.json", base_url="http://localhost/finance")
    assert answer.json["servers"] == [{"url": "/finance/api/production"}]
