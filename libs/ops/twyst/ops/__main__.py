"""`twyst-ops`: look closely, and repair by the services' own code. Without `--execute` nothing is changed.

Exit codes: 0 done · 1 something does not answer · 2 wrong options · 3 some items failed · 4 refused by a rule of
care · 5 things that should agree do not.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from twyst.ops.console import Told
from twyst.ops.desk import WRONG_OPTIONS, Desk, deeds_by_name
from twyst.ops.registry import Registry, fill
from twyst.ops.targets import Given, find
from twyst.verify.one_line import OneLineGroup
from twyst.verify.targets import NoTargets


def application() -> typer.Typer:
    """All commands of all installed packages."""
    app = typer.Typer(
        cls=OneLineGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
    )  # fmt: skip
    registry = Registry(app)
    fill(registry)
    deeds = deeds_by_name(registry.deeds)

    @app.callback()
    def main(
        context: typer.Context,
        as_json: Annotated[bool, typer.Option("--json", help="Results as JSON on standard output.")] = False,
        stack: Annotated[Path | None, typer.Option(help="`stack.json` of a local stack.")] = None,
        kafka: Annotated[str | None, typer.Option(envvar="TWYST_OPS_KAFKA", help="Bootstrap servers.")] = None,
        auditor: Annotated[list[str] | None, typer.Option(envvar="TWYST_OPS_AUDITORS", help="An auditor's DSN as `order=postgresql://…`; may repeat.")] = None,
        worker: Annotated[list[str] | None, typer.Option(envvar="TWYST_OPS_WORKERS", help="A worker's DSN, for changing; may repeat.")] = None,
        stripe_key: Annotated[str | None, typer.Option(envvar="TWYST_OPS_STRIPE_KEY", help="A key of the platform's Stripe account.")] = None,
        stripe_api: Annotated[str | None, typer.Option(envvar="TWYST_OPS_STRIPE_API", help="Stripe's address.")] = None,
        gateway: Annotated[str | None, typer.Option(envvar="TWYST_OPS_GATEWAY", help="The webhook gateway's address.")] = None,
        webhook_secret: Annotated[list[str] | None, typer.Option(envvar="TWYST_OPS_WEBHOOK_SECRETS", help="`platform=whsec_…` or `connect=whsec_…`; may repeat, the newest first.")] = None,
        namespace: Annotated[str | None, typer.Option(envvar="TWYST_OPS_NAMESPACE", help="The first part of every topic's name.")] = None,
        environment: Annotated[str | None, typer.Option(envvar="TWYST_OPS_ENVIRONMENT", help="The platform's name, as in `twyst_env`.")] = None,
    ) -> None:  # fmt: skip
        if "--help" in sys.argv:
            return
        try:
            targets = find(
                stack,
                Given(
                    kafka=kafka, auditors=_pairs(auditor), workers=_pairs(worker), stripe_key=stripe_key,
                    stripe_api=stripe_api, namespace=namespace, gateway=gateway,
                    webhook_secrets=_lists(webhook_secret), environment=environment,
                ),
            )  # fmt: skip
        except (NoTargets, ValueError) as error:
            typer.echo(f"twyst-ops: {error}", err=True)
            raise typer.Exit(WRONG_OPTIONS) from error
        context.obj = Desk(targets, Told(as_json=as_json), deeds)

    return app


def _pairs(given: list[str] | None) -> dict[str, str]:
    found = {}
    for each in given or ():
        name, sign, value = each.partition("=")
        if not sign or not value:
            raise ValueError(f"{name!r} is no pair: write it as name=value")
        found[name] = value
    return found


def _lists(given: list[str] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each in given or ():
        ((name, value),) = _pairs([each]).items()
        found[name] = (*found.get(name, ()), value)
    return found


def run() -> None:
    """The console script."""
    application()()


if __name__ == "__main__":
    run()
