"""Commands that look after what the stack runs on."""

from __future__ import annotations

from twyst.devstack.console import StackConsole
from twyst.devstack.doctor import examine
from twyst.devstack.kafka_jars import install_jars, write_lock
from twyst.devstack.layout import StackLayout


def install(layout: StackLayout) -> None:
    install_jars(layout.kafka_lock, layout.jars, StackConsole().progress)


def lock(layout: StackLayout) -> None:
    count = write_lock(layout.kafka_lock)
    StackConsole().say(f"{layout.kafka_lock.relative_to(layout.root)}: {count} jars")


def doctor(layout: StackLayout) -> bool:
    console = StackConsole()
    findings = examine(layout)
    for finding in findings:
        console.say(f"{'ok  ' if finding.good else 'FAIL'} {finding.subject}: {finding.sentence}")
    return all(finding.good for finding in findings)
