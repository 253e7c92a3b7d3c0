"""`python -m simulation`: replay the world of one seed and print what it came to; the trace of an order on request."""

from __future__ import annotations

import argparse
import logging
import sys

from simulation.oracle import of_order
from simulation.world import Outcome, live


def main() -> int:
    """0 when nothing was violated."""
    arguments = _arguments()
    logging.disable(logging.CRITICAL)
    outcome = live(arguments.seed, arguments.orders)
    _print(outcome)
    order_id = arguments.order or _named(outcome)
    if order_id:
        print(f"\nwhat happened to order {order_id}:")
        print(*of_order(outcome.trace, order_id), sep="\n")
    return 1 if outcome.violations else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--orders", type=int, default=60, help="as many as when the seed was found")
    parser.add_argument("--order", help="print this order's trace")
    return parser.parse_args()


def _print(outcome: Outcome) -> None:
    for name, number in sorted(outcome.struck.items()):
        print(f"  {number:>7}  {name}")
    hours = outcome.virtual_seconds / 3600
    print(f"seed {outcome.seed}: {outcome.orders} orders, {hours:.0f} virtual hours, trace {outcome.digest}")
    print(*(outcome.violations or ["no invariant was violated"]), sep="\n")


def _named(outcome: Outcome) -> str | None:
    """The first order that a violation names."""
    orders = {named for *_, named in outcome.trace if named}
    return next((each for problem in outcome.violations for each in orders if each in problem), None)


if __name__ == "__main__":
    sys.exit(main())
