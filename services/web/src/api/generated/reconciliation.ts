// Generated from contracts/http/reconciliation.openapi.json by `npm run generate`. Do not edit.
export interface paths {
    "/v1/platform/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Platform Summary
         * @description Where all the money is, per currency.
         */
        get: operations["get_platform_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/discrepancies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Discrepancies
         * @description Differences between Twyst and Stripe, newest first; `open` includes reopened ones.
         */
        get: operations["list_discrepancies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/discrepancies/{discrepancy_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note Discrepancy
         * @description Leave a note for whoever looks next.
         */
        post: operations["note_discrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/discrepancies/{discrepancy_id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reopen Discrepancy
         * @description Take a resolution back.
         */
        post: operations["reopen_discrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/discrepancies/{discrepancy_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve Discrepancy
         * @description Explain a difference. It stays resolved as long as the difference stays as it is.
         */
        post: operations["resolve_discrepancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Payouts
         * @description The venue's payouts, newest arrival first, and where its money is.
         */
        get: operations["list_payouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/payouts/{payout_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Payout
         * @description The payout's statement: Twyst, Stripe and the difference, with every line. As CSV for `Accept: text/csv`.
         */
        get: operations["get_payout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/settlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Settlements
         * @description How far the money of each day and of each order has come: paid, available, in a payout, paid out.
         */
        get: operations["list_settlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Statements
         * @description A month's statements: what arrived at the bank in it, and what was paid by diners in it.
         */
        get: operations["get_statements"];
        put?: never;
        post?: never;
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
         * Action
         * @description What happened to a discrepancy; its history is a list of these.
         * @enum {string}
         */
        Action: "opened" | "changed" | "cleared" | "returned" | "resolved" | "reopened" | "noted";
        /**
         * ActivityModel
         * @description The orders that were paid in the month, in the venue's time zone.
         */
        ActivityModel: {
            /** Currency */
            currency: string;
            /** Fees Minor */
            fees_minor: number;
            /** Kept Minor */
            kept_minor: number;
            /** Orders */
            orders: number;
            /** Received Minor */
            received_minor: number;
            /** Refunded Minor */
            refunded_minor: number;
        };
        /**
         * BalanceModel
         * @description Where a venue's money is, in one currency.
         */
        BalanceModel: {
            /** Currency */
            currency: string;
            /**
             * Due Minor
             * @description Due to the venue, not yet in its Stripe balance.
             */
            due_minor: number;
            /**
             * In Stripe Minor
             * @description In the venue's Stripe balance.
             */
            in_stripe_minor: number;
            /**
             * In Transit Minor
             * @description On its way to the bank.
             */
            in_transit_minor: number;
            /**
             * Paid Out Minor
             * @description Paid out, as far as is known: a payout may still come back.
             */
            paid_out_minor: number;
        };
        /**
         * CurrencySummaryModel
         * @description The platform's sums in one currency: diners paid = kept + refunded + moving + refund owed + held + waiting.
         */
        CurrencySummaryModel: {
            /** Currency */
            currency: string;
            /** Diners Paid Minor */
            diners_paid_minor: number;
            /** Dispute Losses Minor */
            dispute_losses_minor: number;
            /** Due Minor */
            due_minor: number;
            /** Fees Minor */
            fees_minor: number;
            /** Held Minor */
            held_minor: number;
            /** In Stripe Minor */
            in_stripe_minor: number;
            /** In Transit Minor */
            in_transit_minor: number;
            /** Kept Minor */
            kept_minor: number;
            /** Moving Minor */
            moving_minor: number;
            /** Open Discrepancies */
            open_discrepancies: number;
            /** Paid Out Minor */
            paid_out_minor: number;
            /** Refund Owed Minor */
            refund_owed_minor: number;
            /** Refunded Minor */
            refunded_minor: number;
            /** Remainder Minor */
            remainder_minor: number;
            /** Waiting Minor */
            waiting_minor: number;
        };
        /**
         * DaySettlementModel
         * @description The orders that were paid on one day.
         */
        DaySettlementModel: {
            /** Currency */
            currency: string;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Fee Minor */
            fee_minor: number;
            /** In Payouts Minor */
            in_payouts_minor: number;
            /** Net Minor */
            net_minor: number;
            /** Orders */
            orders: number;
            /** Paid Out Minor */
            paid_out_minor: number;
            /** Received Minor */
            received_minor: number;
            /** Refunded Minor */
            refunded_minor: number;
        };
        /**
         * DiscrepanciesModel
         * @description A page of discrepancies, newest first.
         */
        DiscrepanciesModel: {
            /** Cursor */
            cursor: string | null;
            /** Discrepancies */
            discrepancies: components["schemas"]["DiscrepancyModel"][];
            /**
             * Matched Through
             * @description Every automatic payout that arrived by then was compared with its orders; null before the first.
             */
            matched_through: string | null;
        };
        /**
         * DiscrepancyEventModel
         * @description One thing that happened to a discrepancy.
         */
        DiscrepancyEventModel: {
            action: components["schemas"]["Action"];
            /** Actor */
            actor: string;
            /** Difference Minor */
            difference_minor: number;
            /** Note */
            note: string | null;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            status: components["schemas"]["Status"];
        };
        /**
         * DiscrepancyModel
         * @description A difference that somebody must explain.
         */
        DiscrepancyModel: {
            /** Currency */
            currency: string;
            /** Difference Minor */
            difference_minor: number;
            /** Discrepancy Id */
            discrepancy_id: string;
            /** Explanation */
            explanation: string;
            /** History */
            history: components["schemas"]["DiscrepancyEventModel"][];
            kind: components["schemas"]["Kind"];
            /** Line Id */
            line_id: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Order Id */
            order_id: string | null;
            /** Order Number */
            order_number: string | null;
            /** Payout Id */
            payout_id: string | null;
            /**
             * Present
             * @description The difference is there at this moment.
             */
            present: boolean;
            status: components["schemas"]["Status"];
            /** Stripe Minor */
            stripe_minor: number;
            /** Twyst Minor */
            twyst_minor: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * ItemisationState
         * @description Whether a payout's lines are known.
         * @enum {string}
         */
        ItemisationState: "itemised" | "awaited" | "not_possible";
        /**
         * Kind
         * @description Every kind of discrepancy.
         * @enum {string}
         */
        Kind: "amount_differs" | "fee_differs" | "currency_differs" | "duplicate" | "unknown_line" | "missing_order" | "missing_line" | "unexpected_reversal" | "refund_without_reversal" | "unclassified_line" | "payout_sum_differs";
        /**
         * LineModel
         * @description A balance line; `order_id` leads to its order.
         */
        LineModel: {
            /**
             * Available On
             * Format: date-time
             */
            available_on: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Currency */
            currency: string;
            /** Difference Minor */
            difference_minor: number;
            /** Line Id */
            line_id: string;
            /** Order Id */
            order_id: string | null;
            /** Order Number */
            order_number: string | null;
            section: components["schemas"]["Section"];
            /** Source Id */
            source_id: string | null;
            /** Stripe Amount Minor */
            stripe_amount_minor: number;
            /** Stripe Fee Minor */
            stripe_fee_minor: number;
            /** Stripe Net Minor */
            stripe_net_minor: number;
            /** Table Label */
            table_label: string | null;
            /** Twyst Amount Minor */
            twyst_amount_minor: number;
            /** Twyst Fee Minor */
            twyst_fee_minor: number;
            /** Twyst Net Minor */
            twyst_net_minor: number;
            /** Type */
            type: string;
            /** Waiting */
            waiting: boolean;
        };
        /**
         * NoteModel
         * @description What a person has to say.
         */
        NoteModel: {
            /** Note */
            note: string;
        };
        /**
         * OrderSettlementModel
         * @description An order on its way: paid → available → in payout → paid out.
         */
        OrderSettlementModel: {
            /** Arrival Date */
            arrival_date: string | null;
            /** Available On */
            available_on: string | null;
            /** Currency */
            currency: string;
            /** Fee Minor */
            fee_minor: number;
            /**
             * Net Minor
             * @description What the venue gets.
             */
            net_minor: number;
            /** Order Id */
            order_id: string;
            /** Order Number */
            order_number: string;
            /**
             * Paid At
             * Format: date-time
             */
            paid_at: string;
            /** Payout Id */
            payout_id: string | null;
            payout_status: components["schemas"]["PayoutStatus"] | null;
            /** Received Minor */
            received_minor: number;
            /** Refunded Minor */
            refunded_minor: number;
            stage: components["schemas"]["Stage"];
            /** Table Label */
            table_label: string;
        };
        /**
         * PayoutModel
         * @description A payout of the venue's Stripe balance to its bank.
         */
        PayoutModel: {
            /**
             * Amount Minor
             * @description Negative when the bank was debited.
             */
            amount_minor: number;
            /**
             * Arrival Date
             * Format: date
             */
            arrival_date: string;
            /**
             * Automatic
             * @description Made by the schedule; only these can be itemised.
             */
            automatic: boolean;
            /** Currency */
            currency: string;
            /**
             * Difference Minor
             * @description Stripe − Twyst, as far as discrepancies name it.
             */
            difference_minor: number;
            /** Failure Code */
            failure_code: string | null;
            /** History */
            history: components["schemas"]["StatusSeenModel"][];
            itemisation: components["schemas"]["ItemisationState"];
            /**
             * Lines
             * @description How many lines it has, once they were listed.
             */
            lines: number | null;
            /** Method */
            method: string;
            /** Open Discrepancies */
            open_discrepancies: number;
            /** Payout Id */
            payout_id: string;
            status: components["schemas"]["PayoutStatus"];
        };
        /**
         * PayoutStatementModel
         * @description A payout's statement with a page of its lines.
         */
        PayoutStatementModel: {
            /**
             * Cursor
             * @description For the next page of lines; null on the last.
             */
            cursor: string | null;
            /** Lines */
            lines: components["schemas"]["LineModel"][];
            payout: components["schemas"]["PayoutModel"];
            roll_forward: components["schemas"]["RollForwardModel"] | null;
            statement: components["schemas"]["StatementModel"];
        };
        /**
         * PayoutStatus
         * @description Stripe's statuses, in the order in which one may replace another.
         * @enum {string}
         */
        PayoutStatus: "pending" | "in_transit" | "paid" | "canceled" | "failed";
        /**
         * PayoutsModel
         * @description A page of payouts, newest arrival first.
         */
        PayoutsModel: {
            /**
             * As Of
             * @description When the venue's account was last read at Stripe as a whole; its events come in between.
             */
            as_of: string | null;
            /** Balances */
            balances: components["schemas"]["BalanceModel"][];
            /**
             * Cursor
             * @description For the next page; null on the last.
             */
            cursor: string | null;
            /** Payouts */
            payouts: components["schemas"]["PayoutModel"][];
        };
        /**
         * PeriodStatementModel
         * @description One currency's payouts that arrived in the month.
         */
        PeriodStatementModel: {
            activity: components["schemas"]["ActivityModel"] | null;
            /** Currency */
            currency: string;
            /**
             * Not Itemised
             * @description Payouts whose lines are not known; the remainder holds them.
             */
            not_itemised: string[];
            /** Payouts */
            payouts: string[];
            statement: components["schemas"]["StatementModel"];
        };
        /**
         * PlatformSummaryModel
         * @description All venues together.
         */
        PlatformSummaryModel: {
            /** Currencies */
            currencies: components["schemas"]["CurrencySummaryModel"][];
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
         * RollForwardModel
         * @description What was due to the venue before and after a payout that cannot be itemised.
         */
        RollForwardModel: {
            /** Closing Minor */
            closing_minor: number;
            /** Opening Minor */
            opening_minor: number;
        };
        /**
         * Section
         * @description The rows of a statement, in the order in which it shows them.
         * @enum {string}
         */
        Section: "orders" | "refunds" | "platform_fees" | "disputes" | "stripe_fees" | "reserves" | "adjustments" | "other_payouts" | "venue_funds" | "remainder";
        /**
         * SettlementsModel
         * @description The timeline: days, and a page of their orders, newest first.
         */
        SettlementsModel: {
            /** Cursor */
            cursor: string | null;
            /** Days */
            days: components["schemas"]["DaySettlementModel"][];
            /** Orders */
            orders: components["schemas"]["OrderSettlementModel"][];
        };
        /**
         * Stage
         * @description The stages, in their order. A payout that fails takes its orders back to `available`.
         * @enum {string}
         */
        Stage: "paid" | "available" | "in_payout" | "paid_out";
        /**
         * StatementModel
         * @description Orders − refunds − fees − disputes ± named others = paid out. Stripe's column always adds up.
         */
        StatementModel: {
            /** Difference Minor */
            difference_minor: number;
            /**
             * Remainder Minor
             * @description What has no name; a discrepancy says why.
             */
            remainder_minor: number;
            /** Rows */
            rows: components["schemas"]["StatementRowModel"][];
            /** Stripe Minor */
            stripe_minor: number;
            /** Twyst Minor */
            twyst_minor: number;
            /**
             * Waiting
             * @description Lines that are not judged yet: their order may still come.
             */
            waiting: number;
        };
        /**
         * StatementRowModel
         * @description One row of a statement.
         */
        StatementRowModel: {
            /**
             * Difference Minor
             * @description Stripe − Twyst.
             */
            difference_minor: number;
            /** Label */
            label: string;
            /** Lines */
            lines: number;
            section: components["schemas"]["Section"];
            /** Stripe Minor */
            stripe_minor: number;
            /** Twyst Minor */
            twyst_minor: number;
        };
        /**
         * StatementsModel
         * @description A month's statements, one per currency.
         */
        StatementsModel: {
            /** Period */
            period: string;
            /** Statements */
            statements: components["schemas"]["PeriodStatementModel"][];
        };
        /**
         * Status
         * @description Where a discrepancy stands.
         * @enum {string}
         */
        Status: "open" | "resolved" | "reopened";
        /**
         * StatusSeenModel
         * @description A status that a payout had.
         */
        StatusSeenModel: {
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
            /**
             * Seen By
             * @description The Stripe event's id, or `sync`.
             */
            seen_by: string;
            /** Status */
            status: string;
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
    get_platform_summary: {
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
                    "application/json": components["schemas"]["PlatformSummaryModel"];
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
    list_discrepancies: {
        parameters: {
            query?: {
                status?: string;
                /** @description The cursor of the page before. */
                cursor?: string | null;
                /** @description At most so many. */
                limit?: number;
            };
            header?: never;
            path: {
                venue_id: string;
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
                    "application/json": components["schemas"]["DiscrepanciesModel"];
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
    note_discrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                discrepancy_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscrepancyModel"];
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
    reopen_discrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                discrepancy_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscrepancyModel"];
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
    resolve_discrepancy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                discrepancy_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteModel"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscrepancyModel"];
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
    list_payouts: {
        parameters: {
            query?: {
                /** @description The cursor of the page before. */
                cursor?: string | null;
                /** @description At most so many. */
                limit?: number;
            };
            header?: never;
            path: {
                venue_id: string;
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
                    "application/json": components["schemas"]["PayoutsModel"];
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
    get_payout: {
        parameters: {
            query?: {
                /** @description The cursor of the page before. */
                cursor?: string | null;
                /** @description At most so many. */
                limit?: number;
            };
            header?: never;
            path: {
                payout_id: string;
                venue_id: string;
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
                    "application/json": components["schemas"]["PayoutStatementModel"];
                    "text/csv": string;
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
    list_settlements: {
        parameters: {
            query?: {
                /** @description First day; 30 days ago. */
                from?: string | null;
                /** @description Last day; tomorrow, for its time zone. */
                to?: string | null;
                /** @description The cursor of the page before. */
                cursor?: string | null;
                /** @description At most so many. */
                limit?: number;
            };
            header?: never;
            path: {
                venue_id: string;
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
                    "application/json": components["schemas"]["SettlementsModel"];
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
    get_statements: {
        parameters: {
            query: {
                /** @description A month: YYYY-MM. */
                period: string;
            };
            header?: never;
            path: {
                venue_id: string;
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
                    "application/json": components["schemas"]["StatementsModel"];
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
export const actionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Action"]> = ["opened", "changed", "cleared", "returned", "resolved", "reopened", "noted"];
export const itemisationStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ItemisationState"]> = ["itemised", "awaited", "not_possible"];
export const kindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Kind"]> = ["amount_differs", "fee_differs", "currency_differs", "duplicate", "unknown_line", "missing_order", "missing_line", "unexpected_reversal", "refund_without_reversal", "unclassified_line", "payout_sum_differs"];
export const payoutStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["PayoutStatus"]> = ["pending", "in_transit", "paid", "canceled", "failed"];
export const sectionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Section"]> = ["orders", "refunds", "platform_fees", "disputes", "stripe_fees", "reserves", "adjustments", "other_payouts", "venue_funds", "remainder"];
export const stageValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Stage"]> = ["paid", "available", "in_payout", "paid_out"];
export const statusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Status"]> = ["open", "resolved", "reopened"];
