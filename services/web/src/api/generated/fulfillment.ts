// Generated from contracts/http/fulfillment.openapi.json by `npm run generate`. Do not edit.
export interface paths {
    "/v1/calls/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a call
         * @description How the call stands, and whether a screen is there to show it.
         */
        get: operations["read_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Nobody is needed any more
         * @description It may be repeated. Once somebody is coming, it changes nothing.
         */
        post: operations["take_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole board
         * @description Open and recalled tickets, those finished lately, open calls for staff, and the cursor after which the stream continues.
         */
        get: operations["read_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/board/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The board, live
         * @description Server-sent events, to be read with `fetch`; the same as JSON pages when only that is accepted.
         *
         *     `snapshot` is the board's document, for a client without a cursor. `ticket`, `alarm`, `venue` and `call` each bring
         *     `server_time` and what changed, whole, under their own name. `reset` says to begin anew without a cursor,
         *     `hb` comes every ten seconds, and after `bye` come back with the last cursor. 503 while no worker follows orders:
         *     a board that hears nothing must not look live.
         */
        get: operations["stream_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/calls/{call_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Somebody is coming
         * @description It may be repeated; a call that is over stays as it is, and the answer says how.
         */
        post: operations["acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tables/{table_id}/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call staff to a table
         * @description A table has at most one open call: asking again answers that one, with 200.
         *
         *     `board_live` tells whether a screen of the venue was there to show it; if not, the guest has to wave.
         *     404 for a table that the venue is not known to have.
         */
        post: operations["make_call"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tickets/{order_id}/allergy-acknowledgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer for the allergens
         * @description Somebody has read the ticket's allergens. 409 when the ticket is not on the board any more.
         */
        post: operations["acknowledge_allergy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tickets/{order_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a recalled or voided ticket away
         * @description 409 for an open ticket: complete or cancel its order at the order service instead.
         */
        post: operations["dismiss_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tickets/{order_id}/lines/{line_id}/tick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A line is done
         * @description Ticks move nothing else. 409 when the ticket is not on the board any more.
         */
        post: operations["tick_line"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tickets/{order_id}/lines/{line_id}/untick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A line is not done after all
         * @description The opposite of `tick`.
         */
        post: operations["untick_line"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tickets/{order_id}/recall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a completed ticket back
         * @description It returns to its old place on the board; the order stays completed. 409 when it is not completed.
         */
        post: operations["recall_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tickets/{order_id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The kitchen has the ticket in front of it
         * @description Sent by a board once it has shown a new ticket. It ends the alarm, and the diner hears of it.
         */
        post: operations["ticket_seen"];
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
         * AlarmEvent
         * @description A paid ticket went unseen for too long.
         */
        AlarmEvent: {
            data: components["schemas"]["AlarmNews"];
            /**
             * Event
             * @constant
             */
            event: "alarm";
            /** Id */
            id: number;
        };
        /**
         * AlarmNews
         * @description A paid ticket went unseen for too long.
         */
        AlarmNews: {
            alarm: components["schemas"]["AlarmView"];
            /**
             * Server Time
             * Format: date-time
             */
            server_time: string;
        };
        /**
         * AlarmView
         * @description A paid ticket that nobody has seen for too long.
         */
        AlarmView: {
            /**
             * Alarmed At
             * Format: date-time
             * @description When the alarm was sounded.
             */
            alarmed_at: string;
            /**
             * Opened At
             * Format: date-time
             * @description When it was paid.
             */
            opened_at: string;
            /**
             * Order Id
             * Format: uuid
             * @description The order; its ticket carries `alarmed_at`.
             */
            order_id: string;
            /**
             * Order Number
             * @description Short name for calling it out.
             */
            order_number: string;
            /**
             * Table Label
             * @description As printed on the table.
             */
            table_label: string;
        };
        /**
         * Board
         * @description A venue's whole board as of one moment: that of `cursor`, after which its feed continues.
         */
        Board: {
            /**
             * Calls
             * @description Tables that ask for staff and were not answered yet, oldest first.
             */
            calls: components["schemas"]["StaffCallView"][];
            /**
             * Cursor
             * @description Pass it as `after` to the stream.
             */
            cursor: number;
            /**
             * Recent
             * @description Tickets completed or voided lately, the newest first.
             */
            recent: components["schemas"]["TicketView"][];
            /**
             * Recent Seconds
             * @description How long a finished ticket stays among the recent ones.
             */
            recent_seconds: number;
            /**
             * Server Time
             * Format: date-time
             * @description Our clock, against which ages are computed.
             */
            server_time: string;
            /**
             * Tickets
             * @description Open and recalled tickets, oldest first.
             */
            tickets: components["schemas"]["TicketView"][];
            /** @description Null until its record has arrived. */
            venue: components["schemas"]["VenueView"] | null;
            /**
             * Venue Id
             * Format: uuid
             * @description The venue.
             */
            venue_id: string;
        };
        /**
         * BoardFeedPage
         * @description One page of the feed.
         */
        BoardFeedPage: {
            /**
             * Cursor
             * @description Pass it as `after` for the next page.
             */
            cursor: number;
            /**
             * Events
             * @description In the order in which they happened.
             */
            events: (components["schemas"]["SnapshotEvent"] | components["schemas"]["TicketEvent"] | components["schemas"]["AlarmEvent"] | components["schemas"]["VenueEvent"] | components["schemas"]["CallEvent"] | components["schemas"]["ResetEvent"])[];
            /**
             * More
             * @description Whether the next page is there already.
             */
            more: boolean;
        };
        /**
         * CallEvent
         * @description A table asks for staff, or does no longer.
         */
        CallEvent: {
            data: components["schemas"]["CallNews"];
            /**
             * Event
             * @constant
             */
            event: "call";
            /** Id */
            id: number;
        };
        /**
         * CallNews
         * @description A table asks for staff, or does no longer.
         */
        CallNews: {
            call: components["schemas"]["StaffCallView"];
            /**
             * Server Time
             * Format: date-time
             */
            server_time: string;
        };
        /**
         * CallReason
         * @description Why staff are asked for.
         * @enum {string}
         */
        CallReason: "help" | "water_or_cutlery" | "bill" | "other";
        /**
         * CallState
         * @description Where a call stands.
         * @enum {string}
         */
        CallState: "open" | "acknowledged" | "withdrawn" | "expired";
        /**
         * GuestCall
         * @description A call as its guest follows it.
         */
        GuestCall: {
            /**
             * Board Live
             * @description Whether a screen of the venue was there in the last half minute to show it. If not, the guest has to wave.
             */
            board_live: boolean;
            /** @description The call as it stands. */
            call: components["schemas"]["StaffCallView"];
            /**
             * Server Time
             * Format: date-time
             * @description Our clock.
             */
            server_time: string;
        };
        /**
         * LineView
         * @description One thing to make.
         */
        LineView: {
            /**
             * Allergens
             * @description Allergen codes of the item.
             */
            allergens: string[];
            /**
             * Allergy
             * @description The diner ticked that whoever eats this has an allergy.
             */
            allergy: boolean;
            /**
             * Line Id
             * @description Names the line within its ticket.
             */
            line_id: string;
            /**
             * Modifiers
             * @description Chosen options.
             */
            modifiers: string[];
            /**
             * Name
             * @description As the diner saw it.
             */
            name: string;
            /**
             * Note
             * @description The diner's wish.
             */
            note: string | null;
            /**
             * Quantity
             * @description Units.
             */
            quantity: number;
            /**
             * Station
             * @description The place in the kitchen that makes it.
             */
            station: string | null;
            /**
             * Ticked
             * @description Done.
             */
            ticked: boolean;
        };
        /**
         * LostCursor
         * @description The feed cannot continue after this cursor.
         */
        LostCursor: {
            /** Cursor */
            cursor: number;
        };
        /**
         * MadeCall
         * @description The answer to a guest who asks for staff.
         */
        MadeCall: {
            /**
             * Access Token
             * @description Opens this call, to follow it and to take it back. It goes in a header only.
             */
            access_token: string;
            /**
             * Board Live
             * @description Whether a screen of the venue was there in the last half minute to show it. If not, the guest has to wave.
             */
            board_live: boolean;
            /** @description The table's open call: a new one, or the one that was open already. */
            call: components["schemas"]["StaffCallView"];
            /**
             * Server Time
             * Format: date-time
             * @description Our clock.
             */
            server_time: string;
        };
        /**
         * NewCall
         * @description Why staff are asked for.
         */
        NewCall: {
            /** @description One of a list: what a guest could write here would be read out in a kitchen. */
            reason: components["schemas"]["CallReason"];
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
         * ResetEvent
         * @description Begin anew, without a cursor.
         */
        ResetEvent: {
            data: components["schemas"]["LostCursor"];
            /**
             * Event
             * @constant
             */
            event: "reset";
            /** Id */
            id: number;
        };
        /**
         * SnapshotEvent
         * @description Where a client without a cursor begins.
         */
        SnapshotEvent: {
            data: components["schemas"]["Board"];
            /**
             * Event
             * @constant
             */
            event: "snapshot";
            /** Id */
            id: number;
        };
        /**
         * StaffCallView
         * @description A table asks for staff.
         */
        StaffCallView: {
            /**
             * Call Id
             * Format: uuid
             * @description The call.
             */
            call_id: string;
            /**
             * Called At
             * Format: date-time
             * @description When the guest asked.
             */
            called_at: string;
            /**
             * Ended At
             * @description When it was acknowledged or withdrawn, or expired.
             */
            ended_at: string | null;
            /**
             * Expires At
             * Format: date-time
             * @description When it ends by itself.
             */
            expires_at: string;
            /** @description Why. */
            reason: components["schemas"]["CallReason"];
            /**
             * Revision
             * @description Counts the call's changes; of two, the higher one is newer.
             */
            revision: number;
            /** @description `open` until somebody says that they are coming, the guest needs nobody any more, or it expires. */
            state: components["schemas"]["CallState"];
            /**
             * Table Id
             * Format: uuid
             * @description Its table.
             */
            table_id: string;
            /**
             * Table Label
             * @description As printed on the table.
             */
            table_label: string;
            /**
             * Venue Id
             * Format: uuid
             * @description Its venue.
             */
            venue_id: string;
        };
        /**
         * TicketEvent
         * @description A ticket appeared or changed.
         */
        TicketEvent: {
            data: components["schemas"]["TicketNews"];
            /**
             * Event
             * @constant
             */
            event: "ticket";
            /** Id */
            id: number;
        };
        /**
         * TicketNews
         * @description A ticket appeared or changed.
         */
        TicketNews: {
            /**
             * Server Time
             * Format: date-time
             */
            server_time: string;
            ticket: components["schemas"]["TicketView"];
        };
        /**
         * TicketState
         * @description Where a ticket stands; it follows the order and nothing else moves it.
         * @enum {string}
         */
        TicketState: "ready_to_fulfill" | "fulfilling" | "completed" | "voided";
        /**
         * TicketView
         * @description One paid order as the kitchen sees it.
         */
        TicketView: {
            /**
             * Alarmed At
             * @description When the alarm for an unseen ticket was sounded; it is over once the ticket is seen.
             */
            alarmed_at: string | null;
            /**
             * Allergens
             * @description Everything that any line contains, sorted. With a note of the diner, an acknowledgement is expected.
             */
            allergens: string[];
            /**
             * Allergy
             * @description The diner ticked an allergy for the whole order. With this, or a line's own, an acknowledgement is expected.
             */
            allergy: boolean;
            /**
             * Allergy Acknowledged At
             * @description When somebody answered for them.
             */
            allergy_acknowledged_at: string | null;
            /**
             * Currency
             * @description ISO 4217, lower case.
             */
            currency: string;
            /**
             * Diner Note
             * @description The diner's wish for the whole order.
             */
            diner_note: string | null;
            /**
             * Dismissed At
             * @description When a recalled or voided ticket was put away.
             */
            dismissed_at: string | null;
            /**
             * Due At
             * Format: date-time
             * @description From then on it is late.
             */
            due_at: string;
            /**
             * Due Soon At
             * Format: date-time
             * @description From then on it deserves a look.
             */
            due_soon_at: string;
            /**
             * Finished At
             * @description When the order was completed or canceled.
             */
            finished_at: string | null;
            /**
             * First Seen At
             * @description When the kitchen first had it in front of it.
             */
            first_seen_at: string | null;
            /**
             * Late
             * @description Whether it was finished after it was due; an open one is late from `due_at` on.
             */
            late: boolean;
            /**
             * Lines
             * @description What to make.
             */
            lines: components["schemas"]["LineView"][];
            /**
             * Needs Dismissal
             * @description Voided after a board showed it: struck through until somebody dismisses it.
             */
            needs_dismissal: boolean;
            /**
             * On Board
             * @description Among the tickets to work on: open or recalled. Otherwise it belongs to the recent ones.
             */
            on_board: boolean;
            /**
             * Opened At
             * Format: date-time
             * @description When the order was paid; the board's order, and the beginning of the ticket's age.
             */
            opened_at: string;
            /**
             * Order Id
             * Format: uuid
             * @description The order.
             */
            order_id: string;
            /**
             * Order Number
             * @description Short name for calling it out.
             */
            order_number: string;
            /**
             * Order State
             * @description The same in the order's words.
             */
            order_state: string;
            /**
             * Order Version
             * @description The order's lifecycle version that this follows.
             */
            order_version: number;
            /**
             * Recalled At
             * @description When it came back to the board after it was completed.
             */
            recalled_at: string | null;
            /**
             * Refunded Minor
             * @description What of it was given back, in minor units.
             */
            refunded_minor: number;
            /**
             * Revision
             * @description Counts the ticket's visible changes; a board ignores what is not above what it has.
             */
            revision: number;
            /**
             * Started At
             * @description When the order went to fulfilling.
             */
            started_at: string | null;
            /** @description Where the ticket stands. A board rings for `ready_to_fulfill` without a `first_seen_at`. */
            state: components["schemas"]["TicketState"];
            /**
             * Table Id
             * Format: uuid
             * @description Its table.
             */
            table_id: string;
            /**
             * Table Label
             * @description As printed on the table.
             */
            table_label: string;
            /**
             * Total Minor
             * @description What the diner paid, in minor units.
             */
            total_minor: number;
            /**
             * Venue Id
             * Format: uuid
             * @description Its venue.
             */
            venue_id: string;
            /**
             * Void Reason
             * @description Why the order was canceled.
             */
            void_reason: string | null;
        };
        /**
         * VenueEvent
         * @description What the board shows of its venue changed.
         */
        VenueEvent: {
            data: components["schemas"]["VenueNews"];
            /**
             * Event
             * @constant
             */
            event: "venue";
            /** Id */
            id: number;
        };
        /**
         * VenueNews
         * @description What the board shows of its venue changed.
         */
        VenueNews: {
            /**
             * Server Time
             * Format: date-time
             */
            server_time: string;
            venue: components["schemas"]["VenueView"];
        };
        /**
         * VenueView
         * @description The venue as its board shows it.
         */
        VenueView: {
            /**
             * Name
             * @description As shown to diners.
             */
            name: string;
            /**
             * Quote Seconds
             * @description How long diners are told to wait; null when they are told nothing.
             */
            quote_seconds: number | null;
            /**
             * Timezone
             * @description IANA name.
             */
            timezone: string;
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
    read_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
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
                    "application/json": components["schemas"]["GuestCall"];
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
    take_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
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
                    "application/json": components["schemas"]["GuestCall"];
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
    read_board: {
        parameters: {
            query?: never;
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
                    "application/json": components["schemas"]["Board"];
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
    stream_board: {
        parameters: {
            query?: {
                /** @description Continue after this cursor; without it, begin with a snapshot. */
                after?: number | null;
                /** @description JSON only: seconds to wait for something new before an empty page. */
                wait?: number;
            };
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events, or one page of the same when only JSON is accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardFeedPage"];
                    "text/event-stream": string;
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
    acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call_id: string;
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
                    "application/json": components["schemas"]["StaffCallView"];
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
    make_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
                table_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCall"];
            };
        };
        responses: {
            /** @description The call that the table had open already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeCall"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeCall"];
                };
            };
            /** @description Too many calls from this table or address; `Retry-After` says when to ask again. */
            429: {
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
    acknowledge_allergy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["TicketView"];
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
    dismiss_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["TicketView"];
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
    tick_line: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
                line_id: string;
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
                    "application/json": components["schemas"]["TicketView"];
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
    untick_line: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
                line_id: string;
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
                    "application/json": components["schemas"]["TicketView"];
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
    recall_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["TicketView"];
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
    ticket_seen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["TicketView"];
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
export const callReasonValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CallReason"]> = ["help", "water_or_cutlery", "bill", "other"];
export const callStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CallState"]> = ["open", "acknowledged", "withdrawn", "expired"];
export const ticketStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["TicketState"]> = ["ready_to_fulfill", "fulfilling", "completed", "voided"];
