"""GitHub's own description of its API (`@octokit/openapi`), as the judge of what is asked and of what is answered.

The environment variable COSTGUARD_GITHUB_OPENAPI names the folder of that npm package; `@octokit/graphql-schema` and
`@octokit/webhooks-examples` lie beside it. Schemas of OpenAPI 3.0 become JSON Schema in `as_json_schema`.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from github_forge_routes import Seen
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]

VARIABLE = "COSTGUARD_GITHUB_OPENAPI"
_HERE = "urn:github:"
# Where the description is known to say less than GitHub does: the head's repository of a fork that was deleted is null.
# The schema of webhooks (`pull-request-webhook`) has it so; that of REST (`pull-request`) does not. (2026-11)
_NULLABLE_TOO = (("pull-request", "head", "repo"), ("pull-request-simple", "head", "repo"))

formats = FormatChecker(formats=())


@formats.checks("date-time")
def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


@formats.checks("uri")
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return re.fullmatch(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+", value) is not None and bool(urlsplit(value).scheme)


def package(name: str = "openapi") -> Path:
    """The folder of one of the packages; a test that needs it is skipped where it is not there."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(
            f"{VARIABLE} names no unpacked @octokit/openapi: `npm install @octokit/openapi`, and name its folder"
        )
    found = Path(folder).parent / name
    if not found.is_dir():
        pytest.skip(f"@octokit/{name} is not installed beside @octokit/openapi")
    return found


class Description:
    """One edition of the description: of github.com, or of a version of Enterprise Server."""

    def __init__(self, file: Path) -> None:
        told = msgspec.json.decode(file.read_bytes())
        self.paths: dict[str, Json] = told["paths"]
        self.components: Json = told["components"]
        for name, *parts in _NULLABLE_TOO:
            _make_nullable(self.components["schemas"][name], parts)
        self._registry = Registry(retrieve=cache(self._component))

    def operation(self, method: str, path: str) -> tuple[str, Json]:
        """The template of a path and what is told of a method of it. Raises LookupError where GitHub has none."""
        found = [template for template in self.paths if _pattern(template).fullmatch(path)]
        for template in sorted(found, key=lambda each: each.count("{")):
            if method.lower() in self.paths[template]:
                return template, self.paths[template][method.lower()]
        raise LookupError(f"GitHub describes no {method} {path}")

    def faults(self, seen: Seen) -> Iterator[str]:
        """Everything in a request and its answer that is not as GitHub describes it."""
        yield from self.request_faults(seen)
        try:
            template, operation = self.operation(seen.method, seen.path)
        except LookupError:
            return
        yield from (
            f"{seen.method} {template}: {seen.status} {fault}" for fault in self._answer_faults(operation, seen)
        )

    def request_faults(self, seen: Seen) -> Iterator[str]:
        """Everything in a request that is not as GitHub describes it."""
        try:
            template, operation = self.operation(seen.method, seen.path)
        except LookupError as error:
            yield str(error)
            return
        where = f"{seen.method} {template}"
        yield from (f"{where}: {fault}" for fault in self._query_faults(operation, seen))
        yield from (f"{where}: sent {fault}" for fault in self._body_faults(operation, seen))

    def examples(self, operation: Json) -> Iterator[object]:
        """The good answers that are published for an operation."""
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                told = self.resolved(response).get("content", {}).get("application/json", {})
                yield from (self.resolved(each)["value"] for each in told.get("examples", {}).values())

    def schema_faults(self, schema: Json, value: object) -> Iterator[str]:
        """What is wrong with a value, by a schema of the description."""
        plain = as_json_schema(schema)
        for error in Draft202012Validator(plain, registry=self._registry, format_checker=formats).iter_errors(value):
            nearest = best_match([error])
            yield f"{nearest.json_path}: {nearest.message[:300]}"

    def answer_schema(self, operation: Json, status: int) -> Json | None:
        """The schema of an answer, None for one without content. Raises LookupError for one that is not described."""
        responses = operation["responses"]
        if str(status) not in responses:
            if status < 400:
                raise LookupError(f"no answer {status} is described")
            return {"$ref": "#/components/schemas/basic-error"}
        content = self.resolved(responses[str(status)]).get("content", {})
        schema: Json | None = content.get("application/json", {}).get("schema")
        return schema

    def resolved(self, told: Json) -> Json:
        """What a reference to a component stands for."""
        while "$ref" in told:
            _, _, kind, name = told["$ref"].split("/")
            told = self.components[kind][name]
        return told

    def _component(self, uri: str) -> Resource[Any]:
        """A schema that another refers to: the description has a thousand, and few are asked for."""
        return DRAFT202012.create_resource(as_json_schema(self.components["schemas"][uri.removeprefix(_HERE)]))

    def _query_faults(self, operation: Json, seen: Seen) -> Iterator[str]:
        parameters = map(self.resolved, operation.get("parameters", ()))
        known = {each["name"]: each for each in parameters if each["in"] == "query"}
        for name, text in seen.query.items():
            if name not in known:
                yield f"has no query parameter `{name}`"
                continue
            value = int(text) if known[name]["schema"].get("type") == "integer" else text
            yield from (f"`{name}` {fault}" for fault in self.schema_faults(known[name]["schema"], value))
            most = re.search(r"\(max (\d+)\)", known[name].get("description", ""))
            if most is not None and int(text) > int(most[1]):
                yield f"`{name}` is {text}, at most {most[1]} is answered"

    def _body_faults(self, operation: Json, seen: Seen) -> Iterator[str]:
        told = self.resolved(operation.get("requestBody", {})).get("content", {}).get("application/json")
        if (told is None) != (seen.body is None):
            yield "a body where GitHub reads none" if told is None else "no body where GitHub reads one"
        elif told is not None:
            schema = told["schema"]
            # A schema of objects is open; what it does not name is a slip of ours all the same.
            if "properties" in schema:
                yield from (f"`{name}`, which is not read" for name in seen.body.keys() - schema["properties"].keys())
            yield from self.schema_faults(schema, seen.body)

    def _answer_faults(self, operation: Json, seen: Seen) -> Iterator[str]:
        try:
            schema = self.answer_schema(operation, seen.status)
        except LookupError as error:
            yield str(error)
            return
        if schema is None:
            if seen.answer is not None:
                yield "is answered with content, where none is described"
            return
        yield from self.schema_faults(schema, seen.answer)


@lru_cache(maxsize=2)  # each is a tenth of a gigabyte
def description(edition: str = "api.github.com") -> Description:
    """An edition of the description, read once; the test is skipped where it is not there."""
    return Description(package() / "generated" / f"{edition}.json")


def editions() -> tuple[str, ...]:
    """The editions that there are, none where the package is not there."""
    folder = os.environ.get(VARIABLE)
    files = Path(folder, "generated").glob("*.json") if folder else ()
    return tuple(sorted(file.stem for file in files if not file.stem.endswith(".deref")))


def as_json_schema(schema: Any) -> Any:
    """A schema of OpenAPI 3.0 as JSON Schema 2020-12: `nullable` is a type there, and references need a base.

    Of members that OpenAPI adds (`discriminator`, `example`, `x-…`) none is a keyword of JSON Schema that judges.
    """
    if isinstance(schema, list):
        return [as_json_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": _HERE + schema["$ref"].removeprefix("#/components/schemas/")}
    plain = {name: _keyword(name, value) for name, value in schema.items() if name != "nullable"}
    if schema.get("nullable") is not True:
        return plain
    if "type" in plain and "enum" not in plain:
        return plain | {"type": [plain["type"], "null"]}
    return {"anyOf": [{"type": "null"}, plain]}


def _keyword(name: str, value: Any) -> Any:
    if name == "properties":  # whose names are GitHub's, and may be those of keywords
        return {member: as_json_schema(schema) for member, schema in value.items()}
    return value if name in ("enum", "default", "example", "examples") else as_json_schema(value)


def _make_nullable(schema: Json, parts: list[str]) -> None:
    for part in parts[:-1]:
        schema = schema["properties"][part]
    members = schema["properties"]
    members[parts[-1]] = {"nullable": True, "allOf": [members[parts[-1]]]}


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(template)))
