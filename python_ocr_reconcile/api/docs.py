"""The API description as a page for people: rendered here, without scripts and without other hosts."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from flask import Response
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from python_ocr_reconcile.api.openapi_parts import problem_kinds
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.schema import MAX_ID, Schema

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STATUS_WORDS = {
    "200": "OK", "201": "Created", "202": "Accepted", "204": "No content", "304": "Not modified",
    "400": "Bad request",
    "401": "Token needed", "403": "Not allowed", "404": "Not found", "408": "Too slow", "409": "Conflict",
    "412": "Changed", "413": "Too large", "414": "URL too long", "415": "Unsupported type",
    "422": "Unprocessable", "428": "Version needed", "429": "Too many requests", "500": "Internal error",
    "503": "Unavailable", "507": "No space left",
}  # fmt: skip


def docs_page(description: dict[str, Any], style_url: str, openapi_url: str) -> Response:
    """The page that tells `description`, an OpenAPI document of `openapi.openapi_document`."""
    page = _environment().get_template("docs.html")
    text = page.render(
        api=description,
        operations=_operations(description),
        problems=problem_kinds(),
        style_url=style_url,
        openapi_url=openapi_url,
    )
    answer = Response(text, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def stylesheet() -> Response:
    """The style of the page."""
    answer = Response(_style(), mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@cache
def _style() -> str:
    return files("python_ocr_reconcile.api").joinpath("templates/docs.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    """An environment of our own: a host application's filters and templates must not change the page."""
    environment = Environment(
        loader=PackageLoader("python_ocr_reconcile.api"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        prose=_prose, kind=_kind, name=_name, word=lambda s: _STATUS_WORDS.get(s, ""), pretty=_pretty
    )
    return environment


def _operations(description: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Tag to its operations, each with its method, its path and its answers resolved."""
    by_tag: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in description["tags"]}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            answers = {
                status: description["components"]["responses"][_name(answer["$ref"])]
                if "$ref" in answer
                else answer
                for status, answer in operation["responses"].items()
            }
            told = {**operation, "method": method.upper(), "path": path, "answers": answers}
            by_tag[operation["tags"][0]].append(told)
    return by_tag


def _pretty(value: Any) -> str:
    return msgspec.json.format(encode(value), indent=2).decode()


def _name(ref: str) -> str:
    return ref.rpartition("/")[2]


def _prose(text: str) -> Markup:
    """Plain text with `code` in backticks and paragraphs between blank lines."""
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text)))
    return Markup("</p><p>".join(marked.split("\n\n")))  # noqa: S704 - escaped the line above


def _kind(schema: Schema) -> Markup:
    """What a value is, in a few words, with links to the records it refers to."""
    if "$ref" in schema:
        name = _name(schema["$ref"])
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    if "anyOf" in schema:
        return Markup(" or ").join(_kind(part) for part in schema["anyOf"])
    if "enum" in schema:
        return Markup(" | ").join(
            Markup("<code>{}</code>").format("null" if option is None else option)
            for option in schema["enum"]
        )
    if "const" in schema:
        return Markup("<code>{}</code>").format(schema["const"])
    kinds = schema.get("type", "any value")
    words = [_word(kind, schema) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return Markup(" or ").join(words)


def _word(kind: str, schema: Schema) -> Markup:
    match kind:
        case "array":
            return Markup("array of {}").format(_kind(schema.get("items", {})))
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return Markup("map of {}").format(_kind(schema["additionalProperties"]))
        case "string" if "format" in schema:
            return escape({"binary": "file"}.get(schema["format"], schema["format"]))
        case "integer" | "number" if "minimum" in schema and schema.get("maximum", MAX_ID) <= 1_000:
            return Markup("{} {} to {}").format(kind, schema["minimum"], schema["maximum"])
    return escape(kind)
