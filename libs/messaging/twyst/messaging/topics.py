"""Names of topics and consumer groups, so that several platforms can share one broker.

Contracts and outbox rows hold *logical* names, which begin with `twyst.`. A namespace replaces that prefix in the
*physical* names, and prefixes consumer groups, because two platforms in one group would share partitions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from twyst.contracts import topics as contract

DEFAULT_NAMESPACE = "twyst"
_PREFIX = f"{DEFAULT_NAMESPACE}."
_GROUP_PLACEHOLDER = "<group>"


class UnknownTopic(LookupError):
    """The name is not one of `contracts/topics`."""


@cache
def logical_names() -> frozenset[str]:
    """All logical topic names; the replay topic appears once for each group that has one."""
    return frozenset(name for spec in contract.ALL for name in _expand(spec))


def consumer_groups() -> frozenset[str]:
    """All consumer groups that the contracts name."""
    return frozenset(group for spec in contract.ALL for group in spec.groups)


def replay_topic(group: str) -> str:
    """The logical replay topic of `group`; UnknownTopic when the contracts give it none."""
    if group not in contract.REPLAY.groups:
        raise UnknownTopic(f"group {group!r} has no replay topic")
    return contract.REPLAY.name.replace(_GROUP_PLACEHOLDER, group)


def _expand(spec: contract.TopicSpec) -> Iterable[str]:
    if _GROUP_PLACEHOLDER not in spec.name:
        return (spec.name,)
    return (spec.name.replace(_GROUP_PLACEHOLDER, group) for group in spec.groups)


@dataclass(frozen=True, slots=True)
class Topics:
    """Translates logical names into the physical ones of a namespace."""

    namespace: str = DEFAULT_NAMESPACE

    def physical(self, logical: str) -> str:
        """The broker's name of a logical topic; UnknownTopic if the contracts do not have it."""
        if logical not in logical_names():
            raise UnknownTopic(logical)
        return f"{self.namespace}.{logical.removeprefix(_PREFIX)}"

    def logical(self, physical: str) -> str:
        """The inverse of `physical`; UnknownTopic if the name is not of this namespace."""
        name = _PREFIX + physical.removeprefix(f"{self.namespace}.")
        if not physical.startswith(f"{self.namespace}.") or name not in logical_names():
            raise UnknownTopic(physical)
        return name

    def group(self, group: str) -> str:
        """The broker's name of a consumer group: as it is by default, prefixed in another namespace."""
        return group if self.namespace == DEFAULT_NAMESPACE else f"{self.namespace}.{group}"
