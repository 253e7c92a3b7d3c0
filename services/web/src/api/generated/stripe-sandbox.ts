// Generated from contracts/http/stripe-sandbox.openapi.json by `npm run generate`. Do not edit.
export interface paths {
    "/_sandbox/accounts/{account_id}/onboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete Onboarding
         * @description Everything Stripe asked for is there: the venue can be paid.
         */
        post: operations["complete_onboarding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/accounts/{account_id}/restrict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restrict Account
         * @description Stripe wants something of the venue: no charges, no payouts.
         */
        post: operations["restrict_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Clock
         * @description What time it is.
         */
        get: operations["read_clock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/clock/advance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Advance Clock
         * @description Jump forward; everything that was due on the way has happened when the answer comes.
         */
        post: operations["advance_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Deliveries
         * @description What was sent where, each attempt with its time, outcome and the SHA-256 of its body.
         */
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/direct_charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Charge Directly
         * @description A payment on the venue's own account: its events come on the connect endpoint.
         */
        post: operations["charge_directly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Dispute
         * @description Open a dispute or an inquiry.
         */
        post: operations["open_dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/disputes/{dispute_id}/{verdict}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide Dispute
         * @description The verdict; `close` ends an inquiry, `escalate` makes it a dispute that takes the money.
         */
        post: operations["decide_dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/events/{event_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend Event
         * @description Deliver an event once more to an endpoint, however long ago it was.
         */
        post: operations["resend_event"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Faults
         * @description The switches in force.
         */
        get: operations["read_faults"];
        /**
         * Set Faults
         * @description Replace all switches.
         */
        put: operations["set_faults"];
        post?: never;
        /**
         * Clear Faults
         * @description Nothing goes wrong on purpose any more.
         */
        delete: operations["clear_faults"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/payment_intents/{payment_intent_id}/authenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Authenticate
         * @description Answer the bank's 3-D Secure question.
         */
        post: operations["authenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/payment_intents/{payment_intent_id}/finish_processing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish Processing
         * @description Let a bank debit that is being processed come to its end now.
         */
        post: operations["finish_processing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/payment_intents/{payment_intent_id}/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pay
         * @description Confirm as the payer's browser would. A decline is no error here: it is in `last_payment_error`.
         */
        post: operations["pay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/payouts/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run Payouts
         * @description Pay out now; each payout then goes through in transit, paid and reconciled by itself.
         */
        post: operations["run_payouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/payouts/{payout_id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fail Payout
         * @description Let a payout fail, also after it was paid.
         */
        post: operations["fail_payout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund From Dashboard
         * @description Refund as a person would.
         */
        post: operations["refund_from_dashboard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/refunds/{refund_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Refund
         * @description Let a refund succeed, fail (also after it succeeded) or be canceled.
         */
        post: operations["end_refund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Requests
         * @description The log of POST and DELETE requests.
         */
        get: operations["list_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Summary
         * @description Sums per account and currency, from balance transactions alone.
         */
        get: operations["read_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/webhook_endpoints/{endpoint_id}/roll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Secret
         * @description Roll the signing secret; until the old ones expire each delivery carries a signature of each.
         */
        post: operations["roll_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/_sandbox/webhook_endpoints/{endpoint_id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Anything
         * @description Send a body once, now, past queue, faults and log: thin events, another livemode, nonsense.
         */
        post: operations["send_anything"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Advance
         * @description A jump of the virtual clock.
         */
        Advance: {
            /** Seconds */
            seconds: number;
        };
        /**
         * Answered
         * @description What the endpoint said.
         */
        Answered: {
            /** Body */
            body: string;
            /** Status Code */
            status_code: number;
        };
        /**
         * ApiFault
         * @description What a matched API request meets.
         * @enum {string}
         */
        ApiFault: "error_applied" | "error_not_applied" | "rate_limit" | "lock_timeout" | "conflict" | "timeout_applied" | "lost_answer" | "slow";
        /**
         * ApiRule
         * @description One API fault: which requests, what happens, how often.
         */
        ApiRule: {
            fault: components["schemas"]["ApiFault"];
            /**
             * Method
             * @default POST
             */
            method: string;
            /**
             * Path
             * @description `/v1/…` as sent; `*` stands for any part, also of several segments.
             * @default *
             */
            path: string;
            /**
             * Rate
             * @default 1
             */
            rate: number;
            /**
             * Seconds
             * @default 0
             */
            seconds: number;
            /**
             * Status
             * @description Another status code than the fault's own.
             */
            status?: number | null;
            /**
             * Times
             * @description How often at most; null is without limit.
             */
            times?: number | null;
        };
        /**
         * Authenticate
         * @description What the payer answers to the bank.
         */
        Authenticate: {
            /**
             * Outcome
             * @default succeed
             * @enum {string}
             */
            outcome: "succeed" | "fail";
        };
        /**
         * ClockReading
         * @description Seconds since the epoch.
         */
        ClockReading: {
            /**
             * Now
             * @description Virtual time: object timestamps, payout runs, retries.
             */
            now: number;
            /** Offset Seconds */
            offset_seconds: number;
            /**
             * Timers Run
             * @description What the jump let happen on the way.
             * @default 0
             */
            timers_run: number;
            /** Wall */
            wall: number;
        };
        /**
         * DashboardRefund
         * @description A refund that a person makes in the Dashboard: by default without metadata of ours.
         */
        DashboardRefund: {
            /**
             * Amount
             * @description Minor units; null refunds what is left.
             */
            amount?: number | null;
            /** Metadata */
            metadata?: {
                [key: string]: string;
            };
            /** Payment Intent */
            payment_intent: string;
            /** Reason */
            reason?: ("duplicate" | "fraudulent" | "requested_by_customer") | null;
            /**
             * Refund Application Fee
             * @default false
             */
            refund_application_fee: boolean;
            /**
             * Reverse Transfer
             * @default false
             */
            reverse_transfer: boolean;
            /**
             * Status
             * @default succeeded
             * @enum {string}
             */
            status: "succeeded" | "pending" | "requires_action";
        };
        /**
         * DirectCharge
         * @description A venue charges a card on its own account, with whatever metadata it likes.
         */
        DirectCharge: {
            /** Account */
            account: string;
            /**
             * Amount
             * @description Minor units.
             */
            amount: number;
            /** Currency */
            currency: string;
            /** Metadata */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Payment Method
             * @default pm_card_visa
             */
            payment_method: string;
        };
        /**
         * FailPayout
         * @description The bank sends a payout back.
         */
        FailPayout: {
            /**
             * Disable Bank Account
             * @description As the real Stripe does: no further payouts until the account is onboarded again.
             * @default false
             */
            disable_bank_account: boolean;
            /**
             * Failure Code
             * @default account_closed
             * @enum {string}
             */
            failure_code: "account_closed" | "could_not_process" | "no_account";
        };
        /**
         * FaultPlan
         * @description All switches at once.
         */
        FaultPlan: {
            /**
             * Api
             * @default []
             */
            api: components["schemas"]["ApiRule"][];
            /**
             * Seed
             * @default 0
             */
            seed: number;
            /**
             * @default {
             *       "corrupt": 0,
             *       "corruptions": [
             *         "wrong_secret",
             *         "tampered_body",
             *         "v0_only",
             *         "non_ascii_header"
             *       ],
             *       "delay": 0,
             *       "delay_seconds": 30,
             *       "drop_until_retry": 0,
             *       "duplicate": 0,
             *       "lose": 0,
             *       "reorder": 0,
             *       "reorder_seconds": 1,
             *       "second_event_id": 0,
             *       "types": [
             *         "*"
             *       ]
             *     }
             */
            webhooks: components["schemas"]["WebhookFaults"];
        };
        /**
         * OpenDispute
         * @description The payer's bank disputes a payment.
         */
        OpenDispute: {
            /**
             * Amount
             * @description Minor units; null disputes what is not refunded.
             */
            amount?: number | null;
            /**
             * Inquiry
             * @description Only a question: no money is withdrawn.
             * @default false
             */
            inquiry: boolean;
            /** Payment Intent */
            payment_intent: string;
            /**
             * Reason
             * @default fraudulent
             */
            reason: string;
        };
        /**
         * Page
         * @description Rows in the order of their making; ask again with `after` = the last row's `seq`.
         */
        Page: {
            /** Data */
            data: {
                [key: string]: unknown;
            }[];
        };
        /**
         * Pay
         * @description What a diner's phone does.
         */
        Pay: {
            /**
             * Payment Method
             * @description A magic payment method.
             * @default pm_card_visa
             */
            payment_method: string;
            /**
             * Return Url
             * @description Where the fake 3-D Secure page leads back to.
             */
            return_url?: string | null;
        };
        /**
         * PayoutsMade
         * @description The payouts of a run, in the order of their making.
         */
        PayoutsMade: {
            /** Payouts */
            payouts: {
                [key: string]: unknown;
            }[];
        };
        /**
         * Problem
         * @description The problem document as OpenAPI describes it.
         */
        Problem: {
            /**
             * Detail
             * @description What is wrong with this request.
             * @default null
             */
            detail: string | null;
            /**
             * Status
             * @description The HTTP status.
             */
            status: number;
            /**
             * Title
             * @description What kind of problem it is, the same words each time.
             */
            title: string;
            /**
             * Trace Id
             * @description Names the request in the logs.
             * @default null
             */
            trace_id: string | null;
            /**
             * Type
             * @description `urn:twyst:problem:<slug>`, or `about:blank`.
             */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * RefundVerdict
         * @description What becomes of a refund.
         */
        RefundVerdict: {
            /** Failure Reason */
            failure_reason?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "succeeded" | "failed" | "canceled";
        };
        /**
         * Restriction
         * @description Why Stripe restricts an account.
         */
        Restriction: {
            /**
             * Reason
             * @default requirements.past_due
             */
            reason: string;
        };
        /**
         * RollSecret
         * @description A new signing secret for an endpoint.
         */
        RollSecret: {
            /**
             * Old Lives Seconds
             * @description How long the old ones sign as well.
             * @default 86400
             */
            old_lives_seconds: number;
            /**
             * Secret
             * @description The new secret; null makes one.
             */
            secret?: string | null;
        };
        /**
         * RunPayouts
         * @description An automatic payout run now.
         */
        RunPayouts: {
            /**
             * Account
             * @description One connected account, or the platform; null: all connected.
             */
            account?: string | null;
            /**
             * Include Pending
             * @description Count money that is still on its way as available. False pays what the clock says is available.
             * @default true
             */
            include_pending: boolean;
        };
        /**
         * SendAnything
         * @description A body of any kind, validly signed unless it shall not be.
         */
        SendAnything: {
            /**
             * Body
             * @description Sent as JSON; a text is sent as it is.
             */
            body: unknown;
            /** Corruption */
            corruption?: ("wrong_secret" | "tampered_body" | "v0_only" | "non_ascii_header" | "old_timestamp") | null;
        };
        /**
         * WebhookFaults
         * @description Rates from 0 to 1, per event and endpoint.
         */
        WebhookFaults: {
            /**
             * Corrupt
             * @description The first attempt is not acceptable, the retry is.
             * @default 0
             */
            corrupt: number;
            /**
             * Corruptions
             * @default [
             *       "wrong_secret",
             *       "tampered_body",
             *       "v0_only",
             *       "non_ascii_header"
             *     ]
             */
            corruptions: ("wrong_secret" | "tampered_body" | "v0_only" | "non_ascii_header" | "old_timestamp")[];
            /**
             * Delay
             * @description Held back for `delay_seconds`.
             * @default 0
             */
            delay: number;
            /**
             * Delay Seconds
             * @default 30
             */
            delay_seconds: number;
            /**
             * Drop Until Retry
             * @description The first attempt is lost on the way.
             * @default 0
             */
            drop_until_retry: number;
            /**
             * Duplicate
             * @description Delivered again after it was accepted.
             * @default 0
             */
            duplicate: number;
            /**
             * Lose
             * @description Never delivered at all.
             * @default 0
             */
            lose: number;
            /**
             * Reorder
             * @description Held back for up to `reorder_seconds`.
             * @default 0
             */
            reorder: number;
            /**
             * Reorder Seconds
             * @default 1
             */
            reorder_seconds: number;
            /**
             * Second Event Id
             * @description Two events, two ids, one change.
             * @default 0
             */
            second_event_id: number;
            /**
             * Types
             * @description The event types meant; a trailing `*` matches any end.
             * @default [
             *       "*"
             *     ]
             */
            types: string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    complete_onboarding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restrict_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Restriction"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockReading"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    advance_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Advance"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClockReading"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                /** @description The `seq` of the last row that is known. */
                after?: number;
                limit?: number;
                event?: string | null;
                /** @description Event type. */
                type?: string | null;
                /** @description Id of the object that the event is about. */
                object?: string | null;
                endpoint?: string | null;
                status?: ("pending" | "delivered" | "failed" | "dropped") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    charge_directly: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DirectCharge"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_dispute: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenDispute"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_dispute: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dispute_id: string;
                verdict: "win" | "lose" | "close" | "escalate";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_event: {
        parameters: {
            query: {
                endpoint: string;
            };
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_faults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultPlan"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_faults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FaultPlan"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FaultPlan"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clear_faults: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authenticate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_intent_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Authenticate"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_processing: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_intent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payment_intent_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Pay"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run_payouts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RunPayouts"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutsMade"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fail_payout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                payout_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FailPayout"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refund_from_dashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DashboardRefund"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_refund: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                refund_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundVerdict"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_requests: {
        parameters: {
            query?: {
                after?: number;
                limit?: number;
                idempotency_key?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_summary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roll_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RollSecret"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_anything: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                endpoint_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendAnything"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answered"];
                };
            };
            /** @description The request failed; the problem document says why. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
type FlattenedDeepRequired<T> = {
    [K in keyof T]-?: FlattenedDeepRequired<T[K] extends unknown[] | undefined | null ? Extract<T[K], unknown[]>[number] : T[K]>;
};
type ReadonlyArray<T> = [
    Exclude<T, undefined>
] extends [
    unknown[]
] ? Readonly<Exclude<T, undefined>> : Readonly<Exclude<T, undefined>[]>;
export const paths_sandboxDeliveriesGetParametersQueryStatusAnyOf0Values: ReadonlyArray<FlattenedDeepRequired<paths>["/_sandbox/deliveries"]["get"]["parameters"]["query"]["status"]> = ["pending", "delivered", "failed", "dropped"];
export const paths_sandboxDisputesDispute_idVerdictPostParametersPathVerdictValues: ReadonlyArray<FlattenedDeepRequired<paths>["/_sandbox/disputes/{dispute_id}/{verdict}"]["post"]["parameters"]["path"]["verdict"]> = ["win", "lose", "close", "escalate"];
export const apiFaultValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ApiFault"]> = ["error_applied", "error_not_applied", "rate_limit", "lock_timeout", "conflict", "timeout_applied", "lost_answer", "slow"];
export const authenticateOutcomeValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Authenticate"]["outcome"]> = ["succeed", "fail"];
export const dashboardRefundReasonAnyOf0Values: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["DashboardRefund"]["reason"]> = ["duplicate", "fraudulent", "requested_by_customer"];
export const dashboardRefundStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["DashboardRefund"]["status"]> = ["succeeded", "pending", "requires_action"];
export const failPayoutFailure_codeValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["FailPayout"]["failure_code"]> = ["account_closed", "could_not_process", "no_account"];
export const refundVerdictStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RefundVerdict"]["status"]> = ["succeeded", "failed", "canceled"];
export const sendAnythingCorruptionAnyOf0Values: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["SendAnything"]["corruption"]> = ["wrong_secret", "tampered_body", "v0_only", "non_ascii_header", "old_timestamp"];
export const webhookFaultsCorruptionsValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["WebhookFaults"]["corruptions"]> = ["wrong_secret", "tampered_body", "v0_only", "non_ascii_header", "old_timestamp"];
