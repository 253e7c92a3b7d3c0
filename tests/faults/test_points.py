"""Every named point is a function of the code as it is today."""

from __future__ import annotations

import inspect

import pytest
from faults.points import POINTS, Point
from faults.saboteur import resolve


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_a_point_is_a_function_that_can_be_struck(point: Point) -> None:
    for target in filter(None, (point.target, point.within)):
        owner, name = resolve(target)
        function = vars(owner)[name]
        # After a plain function there is nothing to strike at; during one that returns an awaitable there is.
        assert inspect.iscoroutinefunction(function) or point.moment != "after"
        assert "after" not in point.moment or not inspect.isasyncgenfunction(function)
