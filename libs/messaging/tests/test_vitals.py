from dataclasses import replace

import pytest
from aiokafka import TopicPartition

from twyst.messaging.vitals import Backlog, Observation, Offsets, Pulse

BUSY = Observation(
    at_seconds=0.0,
    ended=None,
    handling_since_seconds=None,
    assigned=(("t", 0),),
    lag=5,
    progress=(10, 1),
)


def deaths(pulse, *observations):
    return [pulse.death(seen) for seen in observations]


def test_a_dead_task_is_reported_at_once():
    assert Pulse().death(replace(BUSY, ended="the coordination task ended")) == "the coordination task ended"


def test_records_that_wait_while_nothing_moves_mean_death():
    pulse = Pulse(stall_seconds=90)
    assert deaths(pulse, BUSY, replace(BUSY, at_seconds=90)) == [None, None]
    assert "5 records wait" in pulse.death(replace(BUSY, at_seconds=91))


@pytest.mark.parametrize(
    "later",
    [
        replace(BUSY, at_seconds=500, lag=0),
        replace(BUSY, at_seconds=500, lag=None),
        replace(BUSY, at_seconds=500, progress=(11, 1)),
        replace(BUSY, at_seconds=500, progress=(10, 2)),
        replace(BUSY, at_seconds=500, handling_since_seconds=490),
    ],
    ids=["nothing to do", "broker away", "others progress", "an attempt was made", "a handler runs"],
)
def test_waiting_is_not_death(later):
    assert deaths(Pulse(stall_seconds=90), BUSY, later) == [None, None]


def test_an_idle_consumer_is_judged_anew_when_work_arrives():
    pulse = Pulse(stall_seconds=90)
    idle = replace(BUSY, lag=0)
    assert deaths(pulse, idle, replace(idle, at_seconds=1000), replace(BUSY, at_seconds=1001)) == [None] * 3
    assert pulse.death(replace(BUSY, at_seconds=1100)) is not None


def test_a_consumer_without_partitions_is_dead_only_if_nobody_else_progresses():
    idle = replace(BUSY, assigned=())
    pulse = Pulse(stall_seconds=90)
    assert deaths(pulse, idle, replace(idle, at_seconds=80, progress=(20, 1))) == [None, None]
    assert pulse.death(replace(idle, at_seconds=200, progress=(20, 1))) is not None


def test_a_handler_that_never_ends_is_death():
    pulse = Pulse(handler_seconds=240)
    assert pulse.death(replace(BUSY, at_seconds=240, handling_since_seconds=0)) is None
    assert "handler" in pulse.death(replace(BUSY, at_seconds=241, handling_since_seconds=0))


def offsets(ends, reached):
    return Offsets(
        {TopicPartition("t", partition): end for partition, end in enumerate(ends)},
        {TopicPartition("t", partition): at for partition, at in enumerate(reached)},
    )


def test_a_backlog_is_as_old_as_the_first_look_that_showed_what_is_not_committed():
    backlog = Backlog()
    backlog.see(0.0, offsets([5], [5]))
    assert backlog.age_seconds(1.0) == 0.0
    backlog.see(10.0, offsets([6], [5]))
    backlog.see(20.0, offsets([9], [5]))
    assert backlog.age_seconds(30.0) == 20.0
    backlog.see(30.0, offsets([9], [6]))
    assert backlog.age_seconds(30.0) == 10.0
    backlog.see(40.0, offsets([9], [9]))
    assert backlog.age_seconds(40.0) == 0.0


def test_a_partition_that_stands_still_is_not_hidden_by_one_that_flows():
    backlog = Backlog()
    for second in range(0, 1000, 10):
        backlog.see(float(second), offsets([1, second + 1], [0, second]))
    assert backlog.age_seconds(1000.0) == 1000.0
