"""The routes as their OpenAPI document promises them."""

from __future__ import annotations

import pytest

FIXED = {
    ("post", "/v1/orders"): {"200", "201"},
    ("get", "/v1/orders/{order_id}"): {"200"},
    ("get", "/v1/orders/{order_id}/stream"): {"200"},
    ("post", "/v1/orders/{order_id}/payment"): {"200"},
    ("post", "/v1/orders/{order_id}/cancel"): {"200", "202"},
    ("get", "/v1/venues/{venue_id}/orders"): {"200"},
    ("get", "/v1/venues/{venue_id}/orders/{order_id}"): {"200"},
    ("post", "/v1/venues/{venue_id}/orders/{order_id}/start"): {"200"},
    ("post", "/v1/venues/{venue_id}/orders/{order_id}/complete"): {"200"},
    ("post", "/v1/venues/{venue_id}/orders/{order_id}/cancel"): {"200", "202"},
    ("post", "/v1/venues/{venue_id}/orders/{order_id}/refunds"): {"202"},
    ("get", "/v1/venues/{venue_id}/orders/{order_id}/timeline"): {"200"},
    ("get", "/v1/venues/{venue_id}/holds"): {"200"},
    ("post", "/v1/venues/{venue_id}/holds/{hold_id}/resolve"): {"200", "202"},
}


@pytest.fixture
def document(make_world):
    return make_world().app.openapi()


def operations(document):
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_paths_and_their_answers_are_fixed(document):
    found = {
        route: {status for status in operation["responses"] if status.startswith("2")}
        for route, operation in operations(document).items()
    }
    assert found == FIXED


def test_refusals_are_problem_documents(document):
    for operation in operations(document).values():
        assert operation["description"]
        for status, answer in operation["responses"].items():
            if status in {"409", "503", "default"}:
                assert list(answer["content"]) == ["application/problem+json"]


def test_keys_are_announced_where_they_are_taken(document):
    announced = {
        path: [each["required"] for each in operation["parameters"] if each["name"] == "Idempotency-Key"]
        for (method, path), operation in operations(document).items()
        if method == "post"
    }
    assert announced["/v1/orders"] == [True]
    assert {path.rpartition("/")[2]: keys for path, keys in announced.items() if "/venues/" in path} == {
        "start": [False],
        "complete": [False],
        "cancel": [False],
        "refunds": [True],
        "resolve": [False],
    }


def test_bodies_are_closed(document):
    schemas = document["components"]["schemas"]
    for name in ("NewOrder", "NewLine", "Cancellation", "NewRefund", "HoldAction"):
        assert schemas[name]["additionalProperties"] is False
