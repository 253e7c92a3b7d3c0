"""Mistakes in what carries inputs and effects: consumers, door, calls, relay, gateway, kitchen. The simulation must notice."""

from __future__ import annotations

from mutants.mutant import Killer, Mutant

_ORDER = "services/order/twyst/order"
_GATEWAY = "services/webhook-gateway/twyst/webhook_gateway"
_KITCHEN = "services/fulfillment/twyst/fulfillment"
_TAKE, _CALLS, _PLACE = (
    f"{_ORDER}/application/{name}.py" for name in ("take_deliveries", "make_calls", "place_order")
)
_DOOR, _SWEEP = f"{_ORDER}/application/apply_inputs.py", f"{_ORDER}/application/sweep.py"
_GROUP, _RELAY = "libs/messaging/twyst/messaging/group.py", "libs/mailbox/twyst/mailbox/relay.py"
_LOST = "nothing that was acknowledged is lost"


def plumbing(name: str, breaks: str, *edits: tuple[str, str, str]) -> Mutant:
    """A mistake that the simulation must notice."""
    return Mutant(name, breaks, Killer.SIMULATION, edits)


def interleaving(name: str, breaks: str, *edits: tuple[str, str, str]) -> Mutant:
    """A mistake that needs one moment out of thousands: two workers at once, in every interleaving."""
    return Mutant(name, breaks, Killer.SUITE, edits, suite="tests/simulation/test_interleavings.py")


# fmt: off
PLUMBING = (
    # The consumer.
    plumbing("ack before commit", _LOST, (_GROUP, "        try:\n            await self._call(records)\n        except CircuitOpen",
             "        await self._commit(message)\n        try:\n            await self._call(records)\n        except CircuitOpen")),
    plumbing("a failed batch is not rewound", _LOST, (_GROUP, "        for partition, offset in first.items():", "        for partition, offset in ():")),
    plumbing("a handler's error is swallowed", _LOST, (_GROUP, "            await self._stop.sleep(pause_seconds)\n            raise\n", "            await self._stop.sleep(pause_seconds)\n")),
    # The door.
    interleaving("the journal is read before the locks", "an input is applied once",
             (_TAKE, "        locked = await desk.lock(order_ids)\n        found = await desk.look_up(\n            self._consumer, [(each.order_id, each.given.input_id) for _, each in arrivals]\n        )\n",
              "        found = await desk.look_up(\n            self._consumer, [(each.order_id, each.given.input_id) for _, each in arrivals]\n        )\n        locked = await desk.lock(order_ids)\n")),
    plumbing("what the journal holds is folded again", "an input is applied once",
             (_DOOR, "known: dict[Key, Earlier | Entry] = dict(earlier)", "known: dict[Key, Earlier | Entry] = {}")),
    plumbing("a copy within a batch is folded again", "an input is applied once",
             (_DOOR, "and key not in known)", "and key not in earlier)")),
    plumbing("released events are forgotten", _LOST, (_DOOR, "        for arrival in waiting:\n", "        for arrival in waiting[:0]:\n")),
    plumbing("events without an order are dropped", _LOST, (_TAKE, "            await desk.keep_unrouted(kept)\n", "")),
    plumbing("events of unknown orders are dropped", _LOST, (_TAKE, "            await desk.keep_unrouted(strangers)\n", "")),
    plumbing("a data error drops its order's records", _LOST, (_TAKE, "            await desk.park(self._consumer, records)\n", "")),
    plumbing("later records overtake a parked one", "records are applied in the order of arrival",
             (_TAKE, "            elif arrival.order_id in held.parked_orders:\n", "            elif arrival.order_id in ():\n")),
    plumbing("an outage parks orders", "only a data error parks",
             (_TAKE, "            except Exception as error:\n                if self._transactions.is_transient(error):\n                    raise\n                failed", "            except Exception as error:\n                failed"),
             (_TAKE, '            if self._transactions.is_transient(error):\n                raise\n            log.warning("a batch failed', '            log.warning("a batch failed')),
    plumbing("undecodable records are dropped", _LOST, (f"{_ORDER}/adapters/records.py", '        return _undecodable(record, f"the key is no order id', '        return Delivery(record, event.id) if event else _undecodable(record, f"the key is no order id'),
             (f"{_GATEWAY}/route.py", "return Address(STRIPE_ORDER_EVENTS, order_id, rule.reason)", "return Address(STRIPE_ORDER_EVENTS, _unrouted_key(event), rule.reason)")),
    plumbing("an event of another venue is accepted", "a venue's events are its own",
             (f"{_ORDER}/domain/decide.py", "if given.venue_id is not None and given.venue_id != terms.venue_id:", "if given.venue_id is None and terms.venue_id is None:")),
    plumbing("redriven records stay parked", "a redriven record is resolved", (f"{_ORDER}/application/redrive.py", "            [record.id for record in records], redriven=True", "            [], redriven=True")),
    # Placing an order, and commands.
    plumbing("the diner's key is ignored", "one key, one order", (_PLACE, "                asked.key,\n                fingerprint", '                f"{asked.key} {now}",\n                fingerprint')),
    plumbing("a repeated request places again", "one key, one order", (_PLACE, "            if not claim.new:\n", "            if claim.new is None:\n")),
    plumbing("the create call has a key per attempt", "one PaymentIntent per order, for life", (_CALLS, "self._stripe.create_payment_intent(call.parameters, call.stripe_key)", 'self._stripe.create_payment_intent(call.parameters, f"{call.stripe_key}:{call.attempts}")')),
    # Calls to Stripe.
    plumbing("calls are made inside the transaction", "no call inside a transaction", (_CALLS, "limit=limit)\n        for call in due:\n", "limit=limit)\n            for call in due:\n                await self.make(call)\n            return len(due)\n        for call in due:\n")),
    plumbing("a refund has a key per attempt", "one refund per intent", (_CALLS, "self._stripe.refund(call.parameters, call.stripe_key)", 'self._stripe.refund(call.parameters, f"{call.stripe_key}:{call.attempts}")')),
    plumbing("a refused cancel counts as done", "nobody pays for an order that was given up", (_CALLS, "            if not reading.is_over:\n", "            if reading.is_over is None:\n")),
    plumbing("no answer counts as done", "an unanswered call is made again", (_CALLS, "            await desk.postpone_call(call.stripe_key, due_at=due_at, error=repr(error))", '            await desk.close_call(call.stripe_key, status="answered", answer=str(error), at=due_at)')),
    plumbing("an answer is not journaled", "what Stripe answered is an input", (_CALLS, "            await desk.close_call(call.stripe_key, status=status, answer=answer, at=now)\n        return applied", "            await desk.close_call(call.stripe_key, status=status, answer=answer, at=now)\n            raise StripeUnavailable(answer)\n        return applied")),
    plumbing("the sweep reads no quiet payment", "a lost webhook is made up for", (_SWEEP, "        if order.standing.own is not None:\n            reading", "        if order.standing.own == ():\n            reading")),
    plumbing("owed money is never sent back", "money that must not be kept goes back", (_SWEEP, "            if money_of(standing, name).custody in {Custody.REFUND_OWED, Custody.HELD}\n", "            if money_of(standing, name).custody in {Custody.WAITING}\n")),
    # The outbox and its relay.
    plumbing("the relay marks first", _LOST, (_RELAY, "            rows = await outlet.unpublished(self._batch_size)\n", "            rows = await outlet.unpublished(self._batch_size)\n            await outlet.mark([row.id for row in rows])\n")),
    plumbing("not acknowledged counts as published", _LOST, (_RELAY, '            log.warning("outbox rows were not published", extra={"rows": len(rows), "error": repr(outcome)})\n            return False', "            return True")),
    plumbing("the relay publishes the newest first", "events are published in order", (_RELAY, "            rows = await outlet.unpublished(self._batch_size)\n", "            rows = (await outlet.unpublished(self._batch_size))[::-1]\n")),
    plumbing("the relay marks what it did not send", _LOST, (_RELAY, "asyncio.create_task(self._publisher.publish(rows))", "asyncio.create_task(self._publisher.publish(rows[:1]))")),
    plumbing("derived events skip a number", "seq is contiguous", (f"{_ORDER}/domain/events.py", "enumerate([*steps, *facts], start=1)", "enumerate([*steps, *facts], start=1 + bool(facts))")),
    # The gateway.
    plumbing("2xx before the broker answered", _LOST, (f"{_GATEWAY}/publish.py", "        except NotAcknowledged:\n            return Reason.NOT_ACKNOWLEDGED", '        except NotAcknowledged:\n            return Published(Position("", 0, 0), 0.0)')),
    plumbing("a connected account's events reach orders", "a venue's own charge pays nothing", (f"{_GATEWAY}/route.py", "_CONNECT: Final[Mapping[str, Rule | Reason]] = MappingProxyType({\n", '_CONNECT: Final[Mapping[str, Rule | Reason]] = MappingProxyType({\n    "payment_intent": Rule(Way.BY_ORDER_METADATA, (message.PaymentIntent,), Reason.ORDER_METADATA),\n')),
    plumbing("the raw body goes to the broker", "nothing personal on a topic", (f"{_GATEWAY}/app.py", "            value = encode(projected)\n", "            value = body\n")),
    # The kitchen.
    plumbing("a ticket opens before the payment", "nothing is made before it is paid",
             (f"{_KITCHEN}/domain/lifecycle.py", "(_NO_TICKET, Stage.UNPAID):      Step.NOTHING,", "(_NO_TICKET, Stage.UNPAID):      Step.OPEN,"),
             (f"{_KITCHEN}/domain/lifecycle.py", "(_READY, Stage.UNPAID):          Step.CONTRADICTION,", "(_READY, Stage.UNPAID):          Step.NOTHING,")),
    plumbing("old news of an order is applied again", "a ticket never goes back", (f"{_KITCHEN}/domain/follow.py", "    if seq <= known_seq:\n        return Continuity.STALE\n", "    if seq < 0:\n        return Continuity.STALE\n"), (f"{_KITCHEN}/application/intake.py", "            fresh = await desk.claim(self._subject.consumer, going)\n", "            fresh = going\n")),
    plumbing("nobody tells the order that it was seen", "the kitchen acknowledges that it saw it", (f"{_KITCHEN}/application/work_ticket.py", "            await desk.publish_seen(TicketSeen(order_id, after.venue_id, after.first_seen_at, by))\n", "            pass\n")),
)
# fmt: on

_BOOK, _DESK = f"{_ORDER}/adapters/book/postgres.py", f"{_ORDER}/adapters/book/desk.py"
_OUTLET = "libs/mailbox/twyst/mailbox/outlet.py"
_RELAYS, _CONFORMANCE = "libs/mailbox/tests/test_relay.py", "tests/simulation/test_conformance.py"
_WORK = "tests/simulation/test_conformance_work.py"
_FACTS, _JOIN = f"{_ORDER}/domain/facts.py", "services/order/tests/test_facts.py"


def on_servers(name: str, breaks: str, suite: str, *edit: str) -> Mutant:
    """A mistake in the SQL, which only a real server can notice."""
    path, old, new = edit
    return Mutant(name, breaks, Killer.SUITE, ((path, old, new),), suite)


# fmt: off
NAMED = (
    Mutant("the first refund id stays", "facts are the same in every order", Killer.SUITE,
           ((_FACTS, 'max(left.refund_id or "", right.refund_id or "") or None', "left.refund_id or right.refund_id"),), _JOIN),
    on_servers("a second relay at the same time", "one relay, one order of events", _RELAYS, _OUTLET,
               'while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY):',
               'while not await connection.fetchval("SELECT $1::bigint IS NOT NULL", _LOCK_KEY):'),
    on_servers("the outbox is read from its end", "events are published in order", _RELAYS, _OUTLET,
               "ORDER BY id LIMIT", "ORDER BY id DESC LIMIT"),
    on_servers("orders are read without their lock", "an input is applied once", _CONFORMANCE, _BOOK,
               "ORDER BY order_id FOR UPDATE", "ORDER BY order_id"),
    on_servers("waiting events are released newest first", "inputs are applied in the order of arrival", _CONFORMANCE, _BOOK,
               'key=lambda row: (row["recorded_at"], row["event_id"]))', 'key=lambda row: (row["recorded_at"], row["event_id"]), reverse=True)'),
    on_servers("an answered call is made again", "a call is answered once", _WORK, _DESK,
               "WHERE stripe_key = $3 AND status = 'pending' AND due_at", "WHERE stripe_key = $3 AND due_at"),
    on_servers("a leased call is leased again", "a call is made by one at a time", _WORK, _DESK,
               "UPDATE calls SET due_at = $2, attempts = attempts + 1\nWHERE stripe_key IN",
               "UPDATE calls SET attempts = attempts + 1 + 0 * extract(year FROM $2::timestamptz)::int\nWHERE stripe_key IN"),
)
# fmt: on
