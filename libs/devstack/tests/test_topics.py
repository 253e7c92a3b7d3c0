"""Topics as the contracts declare them."""

import pytest

from twyst.contracts.topics import ALL, ORDERS_EVENTS, REPLAY, VENUES
from twyst.devstack.errors import StackError
from twyst.devstack.topics import PhysicalTopic, physical_topics, provision_topics


def test_every_declared_topic_is_made_and_the_replay_template_once_per_group():
    names = [topic.name for topic in physical_topics()]
    assert len(names) == len(set(names)) == len(ALL) - 1 + len(REPLAY.groups)
    assert ORDERS_EVENTS.name in names
    assert "twyst.replay.order.stripe.v1" in names
    assert not any("<" in name for name in names)


def test_a_namespace_replaces_the_first_word():
    assert all(topic.name.startswith("t1.") for topic in physical_topics("t1"))


def test_sizes_and_config_come_from_the_contract():
    local = {topic.name: topic for topic in physical_topics()}
    production = {topic.name: topic for topic in physical_topics(size="production")}
    assert (local[VENUES.name].partitions, production[VENUES.name].partitions) == (3, 12)
    assert local[VENUES.name].config["cleanup.policy"] == "compact"


async def test_provisioning_twice_changes_nothing(kafka_bootstrap, worker_token):
    topics = physical_topics(f"{worker_token}twice")
    assert set(await provision_topics(kafka_bootstrap, topics)) == {topic.name for topic in topics}
    assert await provision_topics(kafka_bootstrap, topics) == ()


async def test_another_number_of_partitions_is_refused(kafka_bootstrap, worker_token):
    name = f"{worker_token}.counted.v1"
    await provision_topics(kafka_bootstrap, (PhysicalTopic(name, 3, {}),))
    with pytest.raises(StackError, match=f"Topic {name} has 3 partitions and contracts/topics says 12"):
        await provision_topics(kafka_bootstrap, (PhysicalTopic(name, 12, {}),))
