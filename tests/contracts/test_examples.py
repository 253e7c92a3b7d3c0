"""The contracts hold together: schemas are closed, examples fit schema and struct, topics are complete, nothing is stale."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema
import msgspec
import pytest
import yaml

CONTRACTS = Path(__file__).parents[2] / "contracts"
SCHEMAS = {
    path.name.removesuffix(".json"): json.loads(path.read_text())
    for path in sorted((CONTRACTS / "messages").glob("*.json"))
}
TOPICS = {
    path.name.removesuffix(".yaml"): yaml.safe_load(path.read_text())
    for path in sorted((CONTRACTS / "topics").glob("*.yaml"))
}
EXAMPLES = sorted((CONTRACTS / "examples").glob("*/*.json"))
SERVICES = {"order", "fulfillment", "reconciliation"}
PRODUCERS = SERVICES | {"gateway", "ops"}
TWENTY_EIGHT_DAYS_MS = str(28 * 24 * 3600 * 1000)


def identity(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def struct_of(message: str) -> type:
    module = message.replace("-", "_").replace(".", "_")
    return getattr(importlib.import_module(f"twyst.contracts.messages.{module}"), SCHEMAS[message]["title"])


def subschemas(schema, path="$"):
    """Every schema below, with its path; what `const`, `enum` and `required` hold are values, not schemas."""
    yield path, schema
    for keyword in ("properties", "$defs"):
        for name, inner in schema.get(keyword, {}).items():
            yield from subschemas(inner, f"{path}.{name}")
    for keyword in ("oneOf", "anyOf", "allOf", "prefixItems"):
        for index, inner in enumerate(schema.get(keyword, [])):
            yield from subschemas(inner, f"{path}.{keyword}[{index}]")
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from subschemas(schema[keyword], f"{path}.{keyword}")


@pytest.mark.parametrize("message", SCHEMAS)
def test_a_schema_is_valid_closed_and_described(message):
    schema = SCHEMAS[message]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:twyst:" + message.replace(".", ":")
    for path, part in subschemas(schema):
        if "properties" in part:
            assert part.get("additionalProperties") is False, f"{path} lets anything pass"
            assert set(part.get("required", [])) <= set(part["properties"]), path
            for name, field in part["properties"].items():
                assert field.get("description") or "$ref" in field, f"{path}.{name} says nothing"
        elif part.get("type") == "object":
            assert isinstance(part.get("additionalProperties"), dict), f"{path} lets anything pass"


@pytest.mark.parametrize("path", EXAMPLES, ids=identity)
def test_an_example_is_valid(path):
    schema = SCHEMAS[path.parent.name]
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text()))


@pytest.mark.parametrize("path", EXAMPLES, ids=identity)
def test_an_example_survives_the_generated_struct(path):
    raw = path.read_bytes()
    decoded = msgspec.json.decode(raw, type=struct_of(path.parent.name), strict=True)
    assert json.loads(msgspec.json.encode(decoded)) == json.loads(raw)


@pytest.mark.parametrize("path", EXAMPLES, ids=identity)
def test_an_example_with_an_unknown_field_is_refused(path):
    document = {**json.loads(path.read_text()), "surprise": True}
    assert not jsonschema.Draft202012Validator(SCHEMAS[path.parent.name]).is_valid(document)


def test_every_folder_of_examples_belongs_to_a_message():
    assert {path.parent.name for path in EXAMPLES} <= SCHEMAS.keys()


def test_every_kind_of_stripe_object_has_an_example():
    shown = {
        json.loads(path.read_text())["object"]["object"]
        for path in EXAMPLES
        if path.parent.name == "stripe-event.v1"
    }
    assert shown == SCHEMAS["stripe-event.v1"]["properties"]["object"]["discriminator"]["mapping"].keys()


@pytest.mark.parametrize("file", TOPICS)
def test_a_topic_says_all_that_must_be_known(file):
    topic = TOPICS[file]
    assert topic.keys() - {"groups"} == {
        "name", "purpose", "key", "messages", "producer", "consumers", "partitions", "config",
    }  # fmt: skip
    assert topic["name"].replace("<group>.", "") == f"twyst.{file}"
    assert topic["producer"] in PRODUCERS
    assert set(topic["messages"]) <= SCHEMAS.keys()
    assert topic["partitions"] == {"production": 12, "local": 3}
    if topic["config"]["cleanup.policy"] == "delete":
        assert topic["config"]["retention.ms"] == TWENTY_EIGHT_DAYS_MS
    else:
        assert topic["config"]["cleanup.policy"] == "compact"
    for consumer in topic["consumers"]:
        assert consumer["service"] in SERVICES
        assert consumer["group"].startswith(f"{consumer['service']}.")


def test_every_message_travels_and_every_topic_is_read():
    topics = [topic for file, topic in TOPICS.items() if file != "replay.v1"]
    assert {message for topic in topics for message in topic["messages"]} == SCHEMAS.keys()
    assert all(topic["consumers"] for topic in topics)


def test_no_group_id_serves_two_subscribers_and_each_can_be_replayed():
    groups = Counter(consumer["group"] for topic in TOPICS.values() for consumer in topic["consumers"])
    assert [group for group, count in groups.items() if count > 1] == []
    assert set(TOPICS["replay.v1"]["groups"]) == groups.keys()


def test_what_is_generated_is_fresh():
    done = subprocess.run(
        [sys.executable, str(CONTRACTS / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted((CONTRACTS / "asyncapi").glob("*.json")), ids=lambda path: path.stem)
def test_asyncapi_refers_to_what_exists(path):
    document = json.loads(path.read_text())
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].removeprefix("#/channels/") in document["channels"]
    for channel in document["channels"].values():
        for message in channel["messages"].values():
            assert (path.parent / message["payload"]["$ref"]).resolve().is_file()
