"""Requests made from an OpenAPI document: every operation, with given path parameters and the plainest body that is valid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

_METHODS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"{(\w+)}")
_SOME_UUID = str(UUID("6f1ac9d2-94f5-4d43-8b2e-0d5f6b7c8a91"))
_BY_FORMAT = {
    "uuid": _SOME_UUID,
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "a@b.example",
}
_BY_NAME = {
    "currency": "eur",
    "country": "FR",
    "timezone": "Europe/Paris",
    "period": "2026-01",
    "role": "floor",
}
_TEXT = "text"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    is_public: bool
    parameters: tuple[Mapping[str, Any], ...]
    body: Any

    @property
    def path_parameters(self) -> tuple[str, ...]:
        return tuple(_PARAMETER.findall(self.path))

    def address(self, values: Mapping[str, str]) -> str:
        """The path with its parameters, and the query parameters that are required."""
        path = _PARAMETER.sub(lambda found: values[found.group(1)], self.path)
        query = "&".join(
            f"{each['name']}={_value(each['schema'], {}, each['name'])}"
            for each in self.parameters
            if each["in"] == "query" and each.get("required")
        )
        return f"{path}?{query}" if query else path


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of a document."""
    for path, item in document["paths"].items():
        for method in _METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            yield Operation(
                method.upper(),
                path,
                is_public=not operation.get("security"),
                parameters=(*item.get("parameters", ()), *operation.get("parameters", ())),
                body=None if schema is None else _value(schema, document, ""),
            )


def _value(schema: Mapping[str, Any], document: Mapping[str, Any], name: str) -> Any:
    """A value that a schema accepts, as small as it may be."""
    if "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _value(found, document, name)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return _value(schema[choice][0], document, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return _by_type(schema, document, name)


def _by_type(schema: Mapping[str, Any], document: Mapping[str, Any], name: str) -> Any:
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            return {each: _value(properties[each], document, each) for each in schema.get("required", ())}
        case "array":
            return [_value(schema["items"], document, name)] * schema.get("minItems", 0)
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return False
        case _:
            return _BY_NAME.get(name) or _BY_FORMAT.get(schema.get("format", ""), _TEXT)
