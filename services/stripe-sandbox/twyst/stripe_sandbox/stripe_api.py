"""`/v1/…`: authentication, account scope, parameters, idempotency, faults, expansion, and Stripe's error envelope."""

import asyncio

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from twyst.stripe_sandbox import expand, form, idempotency, params, request_log
from twyst.stripe_sandbox.authorization import Call, Keys, authorize
from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.faults import ApiFault, ApiRule
from twyst.stripe_sandbox.idempotency import Answer, InFlight
from twyst.stripe_sandbox.objects import payment_intent
from twyst.stripe_sandbox.store import Body, Record, to_json
from twyst.stripe_sandbox.world import Cause, Work, World

_REMOVED_FOR = frozenset(
    {"PaymentIntentCreateParams", "PaymentIntentUpdateParams", "PaymentIntentConfirmParams"}
)


class StripeApi:
    """The endpoint for every request below `/v1/`."""

    def __init__(self, world: World, keys: Keys) -> None:
        self._world = world
        self._keys = keys
        self._in_flight = InFlight()

    async def __call__(self, request: Request) -> Response:
        cause = Cause(
            request_id=self._world.new_id("req"),
            idempotency_key=request.headers.get("idempotency-key"),
            base_url=str(request.base_url).rstrip("/"),
        )
        encoded = (
            (await request.body()).decode(errors="replace") if request.method == "POST" else request.url.query
        )
        rule = self._world.faults.for_request(request.method, request.url.path)
        try:
            call = authorize(self._world, self._keys, request, encoded, cause)
            answer = await self._answer(call, rule)
        except StripeError as error:
            answer = _refusal(error, cause.request_id)
            self._log(request.method, request.url.path, cause, answer)
        if rule is not None:
            if rule.fault is ApiFault.LOST_ANSWER:
                return _BrokenConnection()
            if rule.fault is ApiFault.TIMEOUT_APPLIED:
                await asyncio.sleep(rule.seconds)
        return _response(answer, self._world.rules.api_version)

    async def _answer(self, call: Call, rule: ApiRule | None) -> Answer:
        _refuse_by_fault(rule, call)
        if call.key is not None:
            idempotency.check_key(call.key)
            self._in_flight.enter(call.account, call.key)
        try:
            if rule is not None and rule.fault is ApiFault.SLOW:
                await asyncio.sleep(rule.seconds)
            return self._read(call, rule) if call.method == "GET" else self._write(call, rule)
        finally:
            if call.key is not None:
                self._in_flight.leave(call.account, call.key)

    def _read(self, call: Call, rule: ApiRule | None) -> Answer:
        if rule is not None and rule.fault in (ApiFault.ERROR_APPLIED, ApiFault.ERROR_NOT_APPLIED):
            raise _internal_error(rule)
        given = _validated(call)
        work = self._world.view(account=call.account, cause=call.cause)
        return Answer(200, to_json(_carry_out(work, call, given)), call.cause.request_id)

    def _write(self, call: Call, rule: ApiRule | None) -> Answer:
        """One transaction: effects, events, deliveries, the key's answer and the request log."""
        print_of_request = idempotency.fingerprint(call.method, call.path, call.encoded)
        with self._world.work(account=call.account, cause=call.cause) as work:
            answer = idempotency.recall(work, call.key, print_of_request) if call.key else None
            if answer is None:
                # What fails here was not carried out, and is not kept under the key.
                given = _validated(call)
                answer = _attempt(work, call, given, rule)
                if call.key:
                    idempotency.remember(work, call.key, print_of_request, answer)
            request_log.note(work, call.method, call.path, call.cause, answer)
        return answer

    def _log(self, method: str, path: str, cause: Cause, answer: Answer) -> None:
        if method == "GET":
            return
        with self._world.work(cause=cause) as work:
            request_log.note(work, method, path, cause, answer)


def _attempt(work: Work, call: Call, given: Body, rule: ApiRule | None) -> Answer:
    request_id = call.cause.request_id
    if rule is not None and rule.fault is ApiFault.ERROR_NOT_APPLIED:
        return _refusal(_internal_error(rule), request_id)
    try:
        with work.store.undo_on_error():
            try:
                answer = Answer(200, to_json(_carry_out(work, call, given)), request_id)
            except StripeError as error:
                if not error.keeps_effects:
                    raise
                answer = _refusal(error, request_id, by_browser=call.by_browser)
    except StripeError as error:
        answer = _refusal(error, request_id, by_browser=call.by_browser)
    if rule is not None and rule.fault is ApiFault.ERROR_APPLIED:
        answer = _refusal(_internal_error(rule), request_id)
    return answer


def _carry_out(work: Work, call: Call, given: Body) -> Body:
    expansions = given.pop("expand", [])
    client_secret = given.pop("client_secret", None)
    if call.by_browser or client_secret is not None:
        intent = work.find("payment_intent", call.ids[0], param="intent")
        payment_intent.check_client_secret(intent, client_secret)
    result = call.route.handler(work, given, *call.ids)
    body = expand.present(work, result.body if isinstance(result, Record) else result)
    if call.by_browser:
        return payment_intent.as_browser_sees_it(body)
    return expand.expand(work, body, expansions)


def _validated(call: Call) -> Body:
    given = form.decode(call.encoded)
    # Stripe.js sends its key and the client secret among the parameters, where the SDK's types do not have them.
    given.pop("key", None)
    client_secret = given.pop("client_secret", None) if call.by_browser else None
    if "payment_method_types" in given and call.route.params_class in _REMOVED_FOR:
        message = "The payment_method_types parameter is no longer supported. Use allowed_payment_method_types instead."
        code = "payment_method_types_no_longer_supported"
        raise invalid_request(message, code=code, param="payment_method_types")
    validated = params.validate(call.route.params_class, given)
    # What the real Stripe takes and this one would ignore is refused: a test must not pass by our silence.
    ignored = sorted(set(validated) - call.route.emulated - {"expand", "client_secret"})
    if ignored:
        message = f"The sandbox does not emulate the parameter {ignored[0]} here."
        raise invalid_request(message, code="parameter_not_emulated", param=ignored[0])
    if client_secret is not None:
        validated["client_secret"] = client_secret
    return validated


def _refuse_by_fault(rule: ApiRule | None, call: Call) -> None:
    if rule is None:
        return
    if rule.fault is ApiFault.RATE_LIMIT:
        message = "Request rate limit exceeded."
        raise StripeError(rule.status or 429, "invalid_request_error", message, code="rate_limit")
    if rule.fault is ApiFault.LOCK_TIMEOUT:
        message = "This object cannot be accessed right now because another API request is accessing it."
        raise StripeError(
            rule.status or 429, "invalid_request_error", message, code="lock_timeout", should_retry=True
        )
    if rule.fault is ApiFault.CONFLICT:
        raise idempotency.key_in_use(call.key)


def _internal_error(rule: ApiRule) -> StripeError:
    return StripeError(rule.status or 500, "api_error", "An unknown error occurred")


def _refusal(error: StripeError, request_id: str, *, by_browser: bool = False) -> Answer:
    body = error.body
    intent = body["error"].get("payment_intent")
    if by_browser and intent is not None:
        body = {"error": {**body["error"], "payment_intent": payment_intent.as_browser_sees_it(intent)}}
    return Answer(error.status, to_json(body), request_id, should_retry=error.should_retry)


def _response(answer: Answer, version: str) -> Response:
    headers = {"Request-Id": answer.request_id, "Stripe-Version": version}
    if answer.is_replay:
        headers["Idempotent-Replayed"] = "true"
    if answer.should_retry is not None:
        headers["Stripe-Should-Retry"] = str(answer.should_retry).lower()
    return Response(answer.body, answer.status, headers, "application/json")


class _BrokenConnection(Response):
    """Promises a body and ends without it: the server then breaks the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
