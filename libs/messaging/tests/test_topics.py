import pytest

from twyst.contracts import topics as contract
from twyst.messaging.topics import Topics, UnknownTopic, consumer_groups, logical_names, replay_topic


def test_default_namespace_changes_no_name():
    topics = Topics()
    assert topics.physical("twyst.orders.events.v1") == "twyst.orders.events.v1"
    assert topics.group("order.stripe") == "order.stripe"


def test_a_namespace_replaces_the_prefix_and_separates_groups():
    topics = Topics("t1")
    assert topics.physical("twyst.stripe.order-events.v1") == "t1.stripe.order-events.v1"
    assert topics.physical(replay_topic("order.stripe")) == "t1.replay.order.stripe.v1"
    assert topics.group("order.stripe") == "t1.order.stripe"


@pytest.mark.parametrize("namespace", ["twyst", "t1"])
def test_physical_and_logical_are_inverse(namespace):
    topics = Topics(namespace)
    for name in logical_names():
        assert topics.logical(topics.physical(name)) == name


@pytest.mark.parametrize("name", ["twyst.orders.v9", "orders.events.v1", "twyst.replay.<group>.v1", ""])
def test_a_name_outside_the_contracts_is_refused(name):
    with pytest.raises(UnknownTopic):
        Topics("t1").physical(name)


def test_a_topic_of_another_namespace_is_refused():
    with pytest.raises(UnknownTopic):
        Topics("t1").logical("t2.orders.events.v1")


def test_a_group_without_a_replay_topic_is_refused():
    with pytest.raises(UnknownTopic):
        replay_topic("order.unheard-of")


def test_every_group_that_reads_a_topic_has_a_replay_topic_of_its_own():
    assert consumer_groups() == set(contract.REPLAY.groups)
    topics = {replay_topic(group) for group in consumer_groups()}
    assert topics <= logical_names()
    assert len(topics) == len(consumer_groups())
