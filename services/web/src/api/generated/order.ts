// Generated from contracts/http/order.openapi.json by `npm run generate`. Do not edit.
export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Public Keys
         * @description The JWKS (RFC 7517) with the public half of the signing key.
         */
        get: operations["get_public_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place Order
         * @description Place an order, or learn how the earlier copy of this request ended. It reaches the kitchen when it is paid.
         */
        post: operations["place_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Order
         * @description The order as it stands.
         */
        get: operations["get_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Abandon Order
         * @description Give the order up while it is not paid. Pressing twice does no more than pressing once.
         */
        post: operations["abandon_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh Payment
         * @description Read the payment's secret at Stripe again, for a page that lost it. 409 when there is nothing to pay.
         */
        post: operations["refresh_payment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/orders/{order_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Order
         * @description Follow the order: `snapshot`, then `order` after each change, both as GET answers. The cursor is its `seq`.
         */
        get: operations["stream_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Session
         * @description Exchange a pairing code for a session of twelve hours.
         */
        post: operations["start_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open Venue
         * @description Open a venue. It takes no orders before it has a menu, a table, and an account that can be paid.
         */
        post: operations["open_venue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Venue
         * @description The venue's record.
         */
        get: operations["get_venue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Venue
         * @description Change some of the record.
         */
        patch: operations["change_venue"];
        trace?: never;
    };
    "/v1/venues/{venue_id}/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Availability
         * @description What is sold out, and whether ordering is open.
         */
        get: operations["get_availability"];
        /**
         * Set Availability
         * @description Strike items and options that are sold out, and restore others.
         */
        put: operations["set_availability"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/availability/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Availability
         * @description Follow the availability: `snapshot` (as GET answers), then `availability`, `ordering` and `menu`.
         */
        get: operations["stream_availability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/availability/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Subjects
         * @description Everything that can be struck, and of what is sold out who said so and when: for staff only.
         */
        get: operations["list_subjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Devices
         * @description The devices that may start sessions.
         */
        get: operations["list_devices"];
        put?: never;
        /**
         * Add Device
         * @description Add a device.
         */
        post: operations["add_device"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/devices/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Device
         * @description No session begins on the device any more; one that is running ends with its token.
         */
        delete: operations["remove_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Holds
         * @description The venue's held money, that of the newest order first.
         */
        get: operations["list_holds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/holds/{hold_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve Hold
         * @description Refund or release held money.
         */
        post: operations["resolve_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/menu": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Menu
         * @description The newest menu, and in `ETag` its version.
         */
        get: operations["get_menu"];
        /**
         * Put Menu
         * @description Publish a menu in place of the one that was edited: 412 when that is not the newest any more.
         */
        put: operations["put_menu"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Orders
         * @description The venue's orders, newest first; all that is asked for must hold.
         */
        get: operations["list_orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Venue Order
         * @description One order with all that is known of it.
         */
        get: operations["get_venue_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Order
         * @description Cancel a paid order and refund all of it, or give an unpaid one up, about which Stripe decides.
         */
        post: operations["cancel_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders/{order_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete Order
         * @description Hand an order out. What is completed already is answered alike.
         */
        post: operations["complete_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders/{order_id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund Order
         * @description Give money back. The decision stands once it is answered; Stripe is asked next, until it has answered.
         */
        post: operations["refund_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders/{order_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Order
         * @description Begin to prepare a paid order. What is started already is answered alike.
         */
        post: operations["start_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/orders/{order_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Timeline
         * @description Every input of the order with its decision and reason, the steps it caused, and all calls to Stripe.
         */
        get: operations["get_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/pairing-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mint Code
         * @description Mint a one-time code for a person or a device.
         */
        post: operations["mint_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause Venue
         * @description Stop or resume taking orders, and say how long an order takes. Orders that are placed go on.
         */
        post: operations["pause_venue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Staff
         * @description The people who may start sessions.
         */
        get: operations["list_staff"];
        put?: never;
        /**
         * Add Staff
         * @description Add a person.
         */
        post: operations["add_staff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/staff/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Staff
         * @description No session begins for the person any more; one that is running ends with its token.
         */
        delete: operations["remove_staff"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/stripe-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Stripe Account
         * @description What Stripe says of the account. One that is not ready is read anew, when Stripe answers.
         */
        get: operations["get_stripe_account"];
        put?: never;
        /**
         * Create Stripe Account
         * @description Create the account; asking again answers the same one.
         */
        post: operations["create_stripe_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/stripe-account/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link Stripe Account
         * @description A page of Stripe's on which the owner completes the account. It leads back to the dashboard.
         */
        post: operations["link_stripe_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tables
         * @description The tables in service.
         */
        get: operations["list_tables"];
        put?: never;
        /**
         * Add Table
         * @description Add a table.
         */
        post: operations["add_table"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tables/{table_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Retire Table
         * @description Take a table out of service: its page closes. Orders that name it go on.
         */
        delete: operations["retire_table"];
        options?: never;
        head?: never;
        /**
         * Rename Table
         * @description Give a table another label. Orders keep the label that they were placed under.
         */
        patch: operations["rename_table"];
        trace?: never;
    };
    "/v1/venues/{venue_id}/tables/{table_id}/menu": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Table Menu
         * @description The menu at a table, whether ordering is open, and what paying takes.
         */
        get: operations["get_table_menu"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tags
         * @description The tags that are in use.
         */
        get: operations["list_tags"];
        put?: never;
        /**
         * Register Tag
         * @description Put a tag on the list and learn what to write on it.
         */
        post: operations["register_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/venues/{venue_id}/tags/{tag_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Disable Tag
         * @description Take a tag off the list. The page itself closes only when its table is retired.
         */
        delete: operations["disable_tag"];
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
         * AccountLinkBody
         * @description A page of Stripe's on which the owner completes the account; it opens once, for minutes.
         */
        AccountLinkBody: {
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Url */
            url: string;
        };
        /**
         * Action
         * @description What a route lets its caller do.
         * @enum {string}
         */
        Action: "view_board" | "view_orders" | "start" | "complete" | "work_tickets" | "cancel" | "refund" | "timeline" | "availability" | "pause" | "edit_menu" | "edit_venue" | "tables" | "tags" | "holds" | "resolve_hold" | "payouts" | "discrepancies" | "resolve_discrepancy" | "staff" | "stripe_account" | "create_venue";
        /**
         * AttemptView
         * @description The last attempt to pay.
         */
        AttemptView: {
            /**
             * Decline Code
             * @description Stripe's reason of a failed attempt.
             */
            decline_code: string | null;
            /**
             * Kind
             * @description `requires_action`, `processing` or `failed`.
             */
            kind: string;
        };
        /**
         * AvailabilityBody
         * @description What can be ordered now. `cursor` is where the live feed continues.
         */
        AvailabilityBody: {
            /** Cursor */
            cursor: number;
            /** Menu Version */
            menu_version: number | null;
            ordering: components["schemas"]["OrderingBody"];
            /** Sold Out */
            sold_out: components["schemas"]["SoldOutBody"][];
        };
        /**
         * AvailabilityChange
         * @description One item (by `item_id`) or option (by `modifier_id`).
         */
        AvailabilityChange: {
            /** Sold Out */
            sold_out: boolean;
            /** Subject Id */
            subject_id: string;
            /**
             * Until
             * @description When it comes back by itself; only of what is sold out.
             */
            until?: string | null;
        };
        /**
         * AvailabilityChanges
         * @description Items and options to strike or restore, each at most once; all of them change, or none.
         */
        AvailabilityChanges: {
            /** Changes */
            changes: components["schemas"]["AvailabilityChange"][];
        };
        /**
         * CallView
         * @description A call to Stripe.
         */
        CallView: {
            /** Answer */
            answer: string | null;
            /** Answered At */
            answered_at: string | null;
            /** Attempts */
            attempts: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /** Kind */
            kind: string;
            /** Last Error */
            last_error: string | null;
            /**
             * Status
             * @description `pending`, `answered` or `refused`.
             */
            status: string;
            /**
             * Stripe Key
             * @description Its idempotency key, the same for every attempt.
             */
            stripe_key: string;
        };
        /**
         * Cancellation
         * @description Why the order is canceled.
         */
        Cancellation: {
            /**
             * Reason
             * @description Kept in the order's history; a cancellation's is shown to the diner.
             */
            reason: string;
        };
        /**
         * CategoryBody
         * @description Items under one heading; without `windows` they are served whenever the venue is open.
         */
        CategoryBody: {
            /** Category Id */
            category_id: string;
            /** Items */
            items: components["schemas"]["ItemBody"][];
            /** Name */
            name: string;
            /**
             * Windows
             * @default []
             */
            windows: components["schemas"]["WindowBody"][];
        };
        /**
         * CodeBody
         * @description A code: shown once, good once. The member's earlier unused codes stop working.
         */
        CodeBody: {
            /** Code */
            code: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            member: components["schemas"]["MemberBody"];
        };
        /**
         * CodeGiven
         * @description The code as it was typed; case, blanks and hyphens do not matter.
         */
        CodeGiven: {
            /** Code */
            code: string;
        };
        /**
         * Custody
         * @description What the rest of a payment is, after its refunds.
         * @enum {string}
         */
        Custody: "none" | "waiting" | "kept" | "refund_owed" | "held" | "refunded";
        /**
         * DinerCategory
         * @description Items under one heading; `served_now` is false outside of its hours.
         */
        DinerCategory: {
            /** Category Id */
            category_id: string;
            /** Items */
            items: components["schemas"]["DinerItem"][];
            /** Name */
            name: string;
            /** Served Now */
            served_now: boolean;
            /** Windows */
            windows: components["schemas"]["WindowBody"][];
        };
        /**
         * DinerItem
         * @description An item as it can be ordered now.
         */
        DinerItem: {
            /** Allergens */
            allergens: string[];
            /** Description */
            description: string;
            /** Image */
            image: string | null;
            /** Item Id */
            item_id: string;
            /** Modifier Groups */
            modifier_groups: components["schemas"]["DinerModifierGroup"][];
            /** Name */
            name: string;
            /** Price Minor */
            price_minor: number;
            /** Sold Out */
            sold_out: boolean;
        };
        /**
         * DinerMenu
         * @description Everything on a table's page. `cursor` is where the availability's live feed continues.
         */
        DinerMenu: {
            /** Categories */
            categories: components["schemas"]["DinerCategory"][];
            /** Currency */
            currency: string;
            /** Cursor */
            cursor: number;
            /**
             * @default {
             *       "line_note": 140,
             *       "lines": 50,
             *       "order_note": 280,
             *       "quantity": 99,
             *       "tip_percent": 200
             *     }
             */
            limits: components["schemas"]["OrderLimits"];
            /** Menu Version */
            menu_version: number | null;
            ordering: components["schemas"]["OrderingBody"];
            payment: components["schemas"]["Payment"];
            table: components["schemas"]["DinerTable"];
            /** Timezone */
            timezone: string;
            tips: components["schemas"]["Tips"];
            /**
             * Venue Id
             * Format: uuid
             */
            venue_id: string;
            /** Venue Name */
            venue_name: string;
        };
        /**
         * DinerModifierGroup
         * @description Options of which between `minimum` and `maximum` are chosen.
         */
        DinerModifierGroup: {
            /** Group Id */
            group_id: string;
            /** Maximum */
            maximum: number;
            /** Minimum */
            minimum: number;
            /** Name */
            name: string;
            /** Options */
            options: components["schemas"]["DinerOption"][];
        };
        /**
         * DinerOption
         * @description An option as it can be chosen now.
         */
        DinerOption: {
            /** Allergens */
            allergens: string[];
            /** Amount Minor */
            amount_minor: number;
            /** Modifier Id */
            modifier_id: string;
            /** Name */
            name: string;
            /** Sold Out */
            sold_out: boolean;
        };
        /**
         * DinerOrder
         * @description An order. `seq` grows with every change and is the live feed's cursor; `version` counts steps of `state`.
         */
        DinerOrder: {
            /**
             * Allergy
             * @description The diner ticked an allergy for the whole order; lines have their own.
             */
            allergy: boolean;
            attempt: components["schemas"]["AttemptView"] | null;
            /**
             * Canceling
             * @description Given up, and Stripe has not confirmed yet that nothing will be paid.
             */
            canceling: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Currency */
            currency: string;
            /** Items Minor */
            items_minor: number;
            /**
             * Kitchen Seen
             * @description The kitchen acknowledged that it saw the order.
             */
            kitchen_seen: boolean;
            /** Lines */
            lines: components["schemas"]["LineView"][];
            /**
             * Note
             * @description The diner's wish for the whole order.
             */
            note: string | null;
            /**
             * Order Id
             * Format: uuid
             */
            order_id: string;
            /**
             * Order Number
             * @description Short name for calling it out.
             */
            order_number: string;
            /**
             * Reason
             * @description Why it was canceled, in the words of the venue; null when it was not the venue that canceled.
             */
            reason: string | null;
            /**
             * Refunded Minor
             * @description Paid back by now.
             */
            refunded_minor: number;
            /**
             * Refunding Minor
             * @description On its way back.
             */
            refunding_minor: number;
            /** @description The firm that sells, for the receipt. */
            seller: components["schemas"]["SellerBody"] | null;
            /** Seq */
            seq: number;
            state: components["schemas"]["State"];
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
            /** Table Label */
            table_label: string;
            /**
             * Timezone
             * @description Of the venue's clocks, as an IANA name; a receipt tells its time.
             */
            timezone: string;
            /** Tip Minor */
            tip_minor: number;
            /** Total Minor */
            total_minor: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Venue Id
             * Format: uuid
             */
            venue_id: string;
            /** Venue Name */
            venue_name: string;
            /** Version */
            version: number;
        };
        /**
         * DinerTable
         * @description The table that was tapped.
         */
        DinerTable: {
            /** Label */
            label: string;
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
        };
        /**
         * DisputeView
         * @description A dispute as Stripe reports it.
         */
        DisputeView: {
            /** Amount Minor */
            amount_minor: number;
            /** Dispute */
            dispute: string;
            /** Marks */
            marks: string[];
            /** Payment Intent */
            payment_intent: string | null;
        };
        /**
         * FeeBody
         * @description The platform's fee, taken of the items without tip.
         */
        FeeBody: {
            /**
             * Basis Points
             * @default 0
             */
            basis_points: number;
            /**
             * Fixed Minor
             * @default 0
             */
            fixed_minor: number;
        };
        /**
         * HoldAction
         * @description What to do: `refund` gives the diner all that is left of the payment, `release` lets the venue keep it.
         */
        HoldAction: {
            /**
             * Action
             * @enum {string}
             */
            action: "refund" | "release";
            /** Note */
            note?: string | null;
            /**
             * Number
             * @description The hold's `number` as it was shown; refused if it grew.
             */
            number?: number | null;
        };
        /**
         * HoldPage
         * @description A page of holds, newest order first; it may be shorter than asked for, or empty, before the last one.
         */
        HoldPage: {
            /** Holds */
            holds: components["schemas"]["HoldView"][];
            /**
             * Next Cursor
             * @description For `cursor` of the next page; null on the last one.
             */
            next_cursor: string | null;
        };
        /**
         * HoldReason
         * @description Why money is held.
         * @enum {string}
         */
        HoldReason: "second_payment" | "mismatched" | "refund_failed";
        /**
         * HoldStatus
         * @description Where a hold stands.
         * @enum {string}
         */
        HoldStatus: "open" | "refunding" | "refunded" | "released";
        /**
         * HoldView
         * @description Held money. `number` counts what was done about it; send it back when acting, so that nobody acts twice.
         */
        HoldView: {
            /** Amount Minor */
            amount_minor: number;
            /**
             * Created At
             * Format: date-time
             * @description When the order was placed.
             */
            created_at: string;
            /** Currency */
            currency: string;
            /** Id */
            id: string;
            /** Note */
            note: string | null;
            /** Number */
            number: number;
            /**
             * Order Id
             * Format: uuid
             */
            order_id: string;
            /** Order Number */
            order_number: string;
            /** Owner */
            owner: string;
            /** Payment Intent */
            payment_intent: string;
            reason: components["schemas"]["HoldReason"];
            status: components["schemas"]["HoldStatus"];
            /** Table Label */
            table_label: string;
        };
        /**
         * InputView
         * @description One input of the order, whatever became of it.
         */
        InputView: {
            /** Actor */
            actor: string;
            /** Because */
            because: string;
            /**
             * Decision
             * @description `applied`, `ignored` or `rejected`.
             */
            decision: string;
            /**
             * Event Type
             * @description The type of a Stripe event.
             */
            event_type: string | null;
            /**
             * Input Id
             * @description A Stripe event's id, or an id of ours; a second copy changes nothing.
             */
            input_id: string;
            /** Input Seq */
            input_seq: number;
            /**
             * Kind
             * @description `create`, `event`, `read`, or the name of a command or answer.
             */
            kind: string;
            /**
             * Recorded At
             * Format: date-time
             */
            recorded_at: string;
            /**
             * Source
             * @description `topic/partition/offset`, or the route that it came by.
             */
            source: string | null;
            /** Traceparent */
            traceparent: string | null;
            /** Transitions */
            transitions: components["schemas"]["TransitionView"][];
        };
        /**
         * IntentStatus
         * @description What became of the call that asks Stripe for a refund.
         * @enum {string}
         */
        IntentStatus: "requested" | "accepted" | "refused";
        /**
         * ItemBody
         * @description Something to order.
         */
        ItemBody: {
            /**
             * Allergens
             * @default []
             */
            allergens: string[];
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Image
             * @description An address or key of a picture.
             */
            image?: string | null;
            /**
             * Item Id
             * @description A UUID that the item keeps from one menu to the next.
             */
            item_id: string;
            /**
             * Modifier Groups
             * @default []
             */
            modifier_groups: components["schemas"]["ModifierGroupBody"][];
            /** Name */
            name: string;
            /**
             * Price Minor
             * @description In the currency's minor units.
             */
            price_minor: number;
            /**
             * Station
             * @description The kitchen station that makes it.
             */
            station?: string | null;
        };
        /**
         * LineSummary
         * @description A line by which staff know an order again.
         */
        LineSummary: {
            /** Name */
            name: string;
            /** Quantity */
            quantity: number;
        };
        /**
         * LineView
         * @description One ordered item, as it was priced when the order was placed.
         */
        LineView: {
            /** Allergens */
            allergens: string[];
            /**
             * Allergy
             * @description The diner ticked that whoever eats this has an allergy.
             */
            allergy: boolean;
            /** Amount Minor */
            amount_minor: number;
            /** Item Id */
            item_id: string;
            /** Line Id */
            line_id: string;
            /** Modifiers */
            modifiers: components["schemas"]["ModifierView"][];
            /** Name */
            name: string;
            /** Note */
            note: string | null;
            /** Quantity */
            quantity: number;
            /**
             * Unit Amount Minor
             * @description With its modifiers.
             */
            unit_amount_minor: number;
        };
        /**
         * MemberBody
         * @description A member of staff or a device.
         */
        MemberBody: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            kind: components["schemas"]["MemberKind"];
            /**
             * Member Id
             * Format: uuid
             */
            member_id: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "kitchen" | "floor" | "manager" | "owner" | "accountant";
        };
        /**
         * MemberKind
         * @description Whether a session is a person's or a device's.
         * @enum {string}
         */
        MemberKind: "staff" | "device";
        /**
         * MemberList
         * @description Those that were not removed, oldest first.
         */
        MemberList: {
            /** Members */
            members: components["schemas"]["MemberBody"][];
        };
        /**
         * MenuBody
         * @description A whole menu.
         */
        MenuBody: {
            /** Categories */
            categories: components["schemas"]["CategoryBody"][];
        };
        /**
         * ModifierGroupBody
         * @description Options of which between `minimum` and `maximum` are chosen.
         */
        ModifierGroupBody: {
            /** Group Id */
            group_id: string;
            /** Maximum */
            maximum: number;
            /** Minimum */
            minimum: number;
            /** Name */
            name: string;
            /** Options */
            options: components["schemas"]["OptionBody"][];
        };
        /**
         * ModifierView
         * @description A chosen option; `amount_minor` is the surcharge per unit.
         */
        ModifierView: {
            /** Amount Minor */
            amount_minor: number;
            /** Modifier Id */
            modifier_id: string;
            /** Name */
            name: string;
        };
        /**
         * NewCode
         * @description For whom a code is minted, and for how long it can be used.
         */
        NewCode: {
            /**
             * Lifetime Minutes
             * @default 15
             */
            lifetime_minutes: number;
            /**
             * Member Id
             * Format: uuid
             */
            member_id: string;
        };
        /**
         * NewLine
         * @description A line as the diner wants it. A price is only sent to be compared with ours.
         */
        NewLine: {
            /**
             * Allergy
             * @description The diner ticked: I have an allergy. The kitchen has to acknowledge it.
             * @default false
             */
            allergy: boolean;
            /**
             * Expected Unit Amount Minor
             * @description The unit price that was shown, with its modifiers.
             */
            expected_unit_amount_minor?: number | null;
            /** Item Id */
            item_id: string;
            /**
             * Modifier Ids
             * @default []
             */
            modifier_ids: string[];
            /** Note */
            note?: string | null;
            /** Quantity */
            quantity: number;
        };
        /**
         * NewMember
         * @description A member of staff or a device. `name` is a display name or the device's label.
         */
        NewMember: {
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "kitchen" | "floor" | "manager" | "owner" | "accountant";
        };
        /**
         * NewOrder
         * @description What the diner decided, and the total that was agreed to: another one is refused.
         */
        NewOrder: {
            /**
             * Allergy
             * @description The diner ticked: I have an allergy. The kitchen has to acknowledge it.
             * @default false
             */
            allergy: boolean;
            /**
             * Expected Total Minor
             * @description The total that was shown; another one is a 409 with the difference. Pages send it.
             */
            expected_total_minor?: number | null;
            /** Lines */
            lines: components["schemas"]["NewLine"][];
            /** Note */
            note?: string | null;
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
            /**
             * Tip Minor
             * @description In the currency's minor units.
             * @default 0
             */
            tip_minor: number;
            /**
             * Venue Id
             * Format: uuid
             */
            venue_id: string;
        };
        /**
         * NewRefund
         * @description What to give back: without an amount, all that is left; without a PaymentIntent, of the order's own.
         */
        NewRefund: {
            /** Amount Minor */
            amount_minor?: number | null;
            /**
             * Payment Intent
             * @description Another payment of the order, such as a second one that nobody wanted.
             */
            payment_intent?: string | null;
            /**
             * Reason
             * @description Kept in the order's history; a cancellation's is shown to the diner.
             */
            reason: string;
        };
        /**
         * NewTag
         * @description A tag for a table; `serial` is the chip's own id, where the device that writes it can read one.
         */
        NewTag: {
            /** Serial */
            serial?: string | null;
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
        };
        /**
         * NewVenue
         * @description What a venue begins with. Its currency and country stay as they are, because its account is made of them.
         */
        NewVenue: {
            /**
             * Contact
             * @description Who answers for held money: a role or a name in the house. It travels with the venue's orders, so it is no e-mail address.
             * @example Duty manager
             */
            contact: string;
            /**
             * Country
             * @description ISO 3166-1 alpha-2.
             */
            country: string;
            /**
             * Currency
             * @description ISO 4217, lower case.
             */
            currency: string;
            /**
             * @default {
             *       "basis_points": 0,
             *       "fixed_minor": 0
             *     }
             */
            fee: components["schemas"]["FeeBody"];
            /** Name */
            name: string;
            /**
             * Opening Hours
             * @description Without any, the venue is always open.
             * @default []
             */
            opening_hours: components["schemas"]["WindowBody"][];
            seller?: components["schemas"]["SellerBody"] | null;
            /**
             * Timezone
             * @description IANA name.
             */
            timezone: string;
            /**
             * Tip Basis Points
             * @description Suggested tips in basis points of the items.
             * @default [
             *       0,
             *       500,
             *       1000,
             *       1250
             *     ]
             */
            tip_basis_points: number[];
            /**
             * Venue Id
             * @description Chosen by the caller, for safe repetition.
             */
            venue_id?: string | null;
        };
        /**
         * OptionBody
         * @description Something that can be chosen with an item. Options of equal id in several items are struck together.
         */
        OptionBody: {
            /**
             * Allergens
             * @default []
             */
            allergens: string[];
            /**
             * Amount Minor
             * @description In the currency's minor units.
             * @default 0
             */
            amount_minor: number;
            /** Modifier Id */
            modifier_id: string;
            /** Name */
            name: string;
        };
        /**
         * OrderHoldView
         * @description Money of the order that waits for a person or the policy.
         */
        OrderHoldView: {
            /** Amount Minor */
            amount_minor: number;
            /** Hold Id */
            hold_id: string;
            /** Note */
            note: string | null;
            /** Owner */
            owner: string;
            /** Payment Intent */
            payment_intent: string;
            reason: components["schemas"]["HoldReason"];
            status: components["schemas"]["HoldStatus"];
        };
        /**
         * OrderLimits
         * @description Within which an order is taken.
         */
        OrderLimits: {
            /**
             * Line Note
             * @default 140
             */
            line_note: number;
            /**
             * Lines
             * @default 50
             */
            lines: number;
            /**
             * Order Note
             * @default 280
             */
            order_note: number;
            /**
             * Quantity
             * @default 99
             */
            quantity: number;
            /**
             * Tip Percent
             * @default 200
             */
            tip_percent: number;
        };
        /**
         * OrderPage
         * @description A page of orders, newest first.
         */
        OrderPage: {
            /**
             * Next Cursor
             * @description For `cursor` of the next page; null on the last one.
             */
            next_cursor: string | null;
            /** Orders */
            orders: components["schemas"]["OrderSummary"][];
        };
        /**
         * OrderSummary
         * @description An order in a list.
         */
        OrderSummary: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Currency */
            currency: string;
            /** Disputed */
            disputed: boolean;
            /**
             * Items
             * @description Units ordered.
             */
            items: number;
            /** Kitchen Seen */
            kitchen_seen: boolean;
            /** Lines */
            lines: components["schemas"]["LineSummary"][];
            /** Open Holds */
            open_holds: number;
            /**
             * Order Id
             * Format: uuid
             */
            order_id: string;
            /** Order Number */
            order_number: string;
            /** Reason */
            reason: string | null;
            /**
             * Refunded Minor
             * @description Of the order's own payment.
             */
            refunded_minor: number;
            /** Seq */
            seq: number;
            state: components["schemas"]["State"];
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
            /** Table Label */
            table_label: string;
            /** Total Minor */
            total_minor: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Version */
            version: number;
        };
        /**
         * OrderingBody
         * @description Whether diners can order, and if not, why; `until` is when a pause ends by itself.
         */
        OrderingBody: {
            /** Quote Minutes */
            quote_minutes: number | null;
            /** Reason */
            reason: string | null;
            status: components["schemas"]["OrderingStatus"];
            /** Until */
            until: string | null;
        };
        /**
         * OrderingChange
         * @description Everything about taking orders: a member that is left out is cleared.
         */
        OrderingChange: {
            /** Paused */
            paused: boolean;
            /**
             * Quote Minutes
             * @description How long an order takes now; null says nothing.
             */
            quote_minutes?: number | null;
            /** Reason */
            reason?: string | null;
            /**
             * Until
             * @description When the pause ends by itself.
             */
            until?: string | null;
        };
        /**
         * OrderingStatus
         * @description Whether diners can order, and if not, why.
         * @enum {string}
         */
        OrderingStatus: "open" | "paused" | "closed" | "not_payable";
        /**
         * Payment
         * @description What the browser needs for paying. `livemode` is false where no real money moves.
         */
        Payment: {
            /** Livemode */
            livemode: boolean;
            /** Minimum Minor */
            minimum_minor: number;
            /** Publishable Key */
            publishable_key: string;
        };
        /**
         * PaymentSecret
         * @description What confirming the payment takes.
         */
        PaymentSecret: {
            /** Client Secret */
            client_secret: string;
            /**
             * Payment Status
             * @description The PaymentIntent's status at Stripe, now.
             */
            payment_status: string;
            /** Publishable Key */
            publishable_key: string;
        };
        /**
         * PaymentView
         * @description What is known of one PaymentIntent that names the order, and where its money is.
         */
        PaymentView: {
            /** Amount Received Minor */
            amount_received_minor: number;
            /** Canceled */
            canceled: boolean;
            /** Charge Refunded Minor */
            charge_refunded_minor: number;
            /**
             * Mismatched
             * @description Succeeded, but not as agreed.
             */
            mismatched: boolean;
            /** @description What the rest is. */
            money: components["schemas"]["Custody"];
            /**
             * Moving Minor
             * @description Refunds on their way.
             */
            moving_minor: number;
            /**
             * Own
             * @description The order's one PaymentIntent.
             */
            own: boolean;
            /** Payment Intent */
            payment_intent: string;
            /** Refunded Minor */
            refunded_minor: number;
            /** Rest Minor */
            rest_minor: number;
            /** Seen */
            seen: boolean;
            /**
             * Verified
             * @description Succeeded as agreed when the order was placed.
             */
            verified: boolean;
        };
        /**
         * PlacedOrder
         * @description The order and the way to pay it. Keep `access_token`: whoever has it can follow and cancel this order.
         */
        PlacedOrder: {
            /**
             * Access Token
             * @description The bearer token of this order's routes.
             */
            access_token: string;
            /**
             * Client Secret
             * @description For confirming the payment with Stripe.js; null when the order was canceled or given up.
             */
            client_secret: string | null;
            order: components["schemas"]["DinerOrder"];
            /** Publishable Key */
            publishable_key: string;
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
         * PublishedMenuBody
         * @description A published menu. `version` is also the ETag; send it as If-Match to replace this menu and no later one.
         */
        PublishedMenuBody: {
            /** Categories */
            categories: components["schemas"]["CategoryBody"][];
            /** Published At */
            published_at: string | null;
            /** Published By */
            published_by: string | null;
            /** Version */
            version: number;
        };
        /**
         * RefundAccepted
         * @description The decision to refund. Stripe is asked next; what it does shows in the order's `refunds`.
         */
        RefundAccepted: {
            order: components["schemas"]["StaffOrder"];
            refund: components["schemas"]["RefundIntentView"];
        };
        /**
         * RefundIntentView
         * @description A refund as it was decided; `refund` is Stripe's, once it answered.
         */
        RefundIntentView: {
            /** Amount Minor */
            amount_minor: number;
            /** Payment Intent */
            payment_intent: string;
            /** Reason */
            reason: string;
            /** Refund */
            refund: string | null;
            /** Refund Id */
            refund_id: string;
            status: components["schemas"]["IntentStatus"];
        };
        /**
         * RefundStatus
         * @description Stripe's statuses of a refund, in the order in which they may replace one another.
         * @enum {string}
         */
        RefundStatus: "pending" | "requires_action" | "succeeded" | "canceled" | "failed";
        /**
         * RefundView
         * @description A refund as Stripe reports it.
         */
        RefundView: {
            /** Amount Minor */
            amount_minor: number;
            /** Payment Intent */
            payment_intent: string;
            /** Refund */
            refund: string;
            /**
             * Refund Id
             * @description The decision of ours that it follows.
             */
            refund_id: string | null;
            status: components["schemas"]["RefundStatus"];
        };
        /**
         * SellerBody
         * @description Who sells, as a receipt has to say it.
         */
        SellerBody: {
            /**
             * Address
             * @description Of the firm, as it stands on receipts.
             */
            address: string;
            /** Name */
            name: string;
            /** Tax Number */
            tax_number?: string | null;
        };
        /**
         * SessionBody
         * @description A session's token, to be sent as `Authorization: Bearer …`.
         */
        SessionBody: {
            /**
             * Actions
             * @description What the role may do in them, so that a page can leave out the rest.
             */
            actions: components["schemas"]["Action"][];
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Name */
            name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "kitchen" | "floor" | "manager" | "owner" | "accountant";
            /** Subject */
            subject: string;
            /** Token */
            token: string;
            /**
             * Token Type
             * @default Bearer
             */
            token_type: string;
            /** Venues */
            venues: string[];
        };
        /**
         * SoldOutBody
         * @description An item or option that is sold out, until a time or until further notice.
         */
        SoldOutBody: {
            /** Subject Id */
            subject_id: string;
            /** Until */
            until: string | null;
        };
        /**
         * StaffLine
         * @description A line, and who makes it.
         */
        StaffLine: {
            /** Allergens */
            allergens: string[];
            /**
             * Allergy
             * @description The diner ticked that whoever eats this has an allergy.
             */
            allergy: boolean;
            /** Amount Minor */
            amount_minor: number;
            /** Item Id */
            item_id: string;
            /** Line Id */
            line_id: string;
            /** Modifiers */
            modifiers: components["schemas"]["ModifierView"][];
            /** Name */
            name: string;
            /** Note */
            note: string | null;
            /** Quantity */
            quantity: number;
            /** Station */
            station: string | null;
            /**
             * Unit Amount Minor
             * @description With its modifiers.
             */
            unit_amount_minor: number;
        };
        /**
         * StaffOrder
         * @description An order with all that is known of its money. The names are those of its events.
         */
        StaffOrder: {
            /**
             * Abandoned
             * @description Given up before it was paid.
             */
            abandoned: boolean;
            /**
             * Allergy
             * @description The diner ticked an allergy for the whole order; lines have their own.
             */
            allergy: boolean;
            /** Application Fee Minor */
            application_fee_minor: number | null;
            attempt: components["schemas"]["AttemptView"] | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Currency */
            currency: string;
            /**
             * Destination
             * @description The account that is paid, as of when the order was placed.
             */
            destination: string;
            /** Diner Note */
            diner_note: string | null;
            /** Disputes */
            disputes: components["schemas"]["DisputeView"][];
            /** Environment */
            environment: string;
            /** Holds */
            holds: components["schemas"]["OrderHoldView"][];
            /** Items Minor */
            items_minor: number;
            /** Kitchen Seen */
            kitchen_seen: boolean;
            /** Lines */
            lines: components["schemas"]["StaffLine"][];
            /** Livemode */
            livemode: boolean;
            /**
             * Order Id
             * Format: uuid
             */
            order_id: string;
            /** Order Number */
            order_number: string;
            /** Payment Intent */
            payment_intent: string | null;
            /** Payments */
            payments: components["schemas"]["PaymentView"][];
            /**
             * Reason
             * @description Why it was canceled.
             */
            reason: string | null;
            /** Refund Intents */
            refund_intents: components["schemas"]["RefundIntentView"][];
            /** Refunds */
            refunds: components["schemas"]["RefundView"][];
            /** Seq */
            seq: number;
            state: components["schemas"]["State"];
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
            /** Table Label */
            table_label: string;
            /** Tip Minor */
            tip_minor: number;
            /** Total Minor */
            total_minor: number;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Venue Id
             * Format: uuid
             */
            venue_id: string;
            /** Version */
            version: number;
        };
        /**
         * State
         * @description Where an order is. The strict path, and one side exit.
         * @enum {string}
         */
        State: "CREATED" | "PAYMENT_PENDING" | "PAYMENT_SUCCEEDED" | "FULFILLING" | "COMPLETED" | "CANCELED";
        /**
         * StripeAccountBody
         * @description The account as Stripe showed it at `read_at`.
         *
         *     `status`: `none` before one was asked for, `incomplete` until Stripe knows what it wants to know, `restricted`
         *     when it may not charge or be paid out, `wrong_currency` when it settles in another currency than the menu's,
         *     `ready` otherwise. Ordering is open for `ready` accounts only.
         */
        StripeAccountBody: {
            /** Account Id */
            account_id?: string | null;
            /**
             * Charges Enabled
             * @default false
             */
            charges_enabled: boolean;
            /** Disabled Reason */
            disabled_reason?: string | null;
            /**
             * Payouts Enabled
             * @default false
             */
            payouts_enabled: boolean;
            /** Read At */
            read_at?: string | null;
            /**
             * Requirements
             * @default []
             */
            requirements: string[];
            /** Settles In */
            settles_in?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "none" | "incomplete" | "restricted" | "wrong_currency" | "ready";
            /**
             * Transfers Active
             * @default false
             */
            transfers_active: boolean;
        };
        /**
         * StruckBody
         * @description Since when something is sold out, who said so, and until when; without `until`, until it is restored.
         */
        StruckBody: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By */
            by: string;
            /** Until */
            until: string | null;
        };
        /**
         * SubjectBody
         * @description An item or option that can be struck. `places` names its category, or the items that offer it.
         */
        SubjectBody: {
            /** Name */
            name: string;
            /** Places */
            places: string[];
            sold_out: components["schemas"]["StruckBody"] | null;
            /** Subject Id */
            subject_id: string;
        };
        /**
         * SubjectList
         * @description Items in the menu's order, then options, each once.
         */
        SubjectList: {
            /** Items */
            items: components["schemas"]["SubjectBody"][];
            /** Options */
            options: components["schemas"]["SubjectBody"][];
        };
        /**
         * TableBody
         * @description A table; `url` is the page that its tags open.
         */
        TableBody: {
            /** Label */
            label: string;
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
            /** Url */
            url: string;
        };
        /**
         * TableChange
         * @description A table's label, which is unique within the venue.
         */
        TableChange: {
            /**
             * Label
             * @description As printed on the table.
             */
            label: string;
        };
        /**
         * TableList
         * @description All tables in service.
         */
        TableList: {
            /** Tables */
            tables: components["schemas"]["TableBody"][];
        };
        /**
         * TagBody
         * @description A tag; `url` is what to write on it.
         */
        TagBody: {
            /** Serial */
            serial: string | null;
            /**
             * Table Id
             * Format: uuid
             */
            table_id: string;
            /**
             * Tag Id
             * Format: uuid
             */
            tag_id: string;
            /** Url */
            url: string;
        };
        /**
         * TagList
         * @description All tags that are not disabled.
         */
        TagList: {
            /** Tags */
            tags: components["schemas"]["TagBody"][];
        };
        /**
         * TimelineView
         * @description An order's history: why it is where it is.
         */
        TimelineView: {
            /** Calls */
            calls: components["schemas"]["CallView"][];
            /** Inputs */
            inputs: components["schemas"]["InputView"][];
            /**
             * Next After
             * @description For `after` of the next page; null on the last one.
             */
            next_after: number | null;
            /**
             * Order Id
             * Format: uuid
             */
            order_id: string;
            /** Seq */
            seq: number;
            state: components["schemas"]["State"];
            /** Version */
            version: number;
        };
        /**
         * Tips
         * @description Suggested tips in basis points of the items; without a decision there is none.
         */
        Tips: {
            /** Basis Points */
            basis_points: number[];
            /**
             * Default Basis Points
             * @default 0
             */
            default_basis_points: number;
        };
        /**
         * TransitionView
         * @description A lifecycle step.
         */
        TransitionView: {
            from_state: components["schemas"]["State"] | null;
            to_state: components["schemas"]["State"];
            /** Trigger */
            trigger: string;
            /** Version */
            version: number;
        };
        /**
         * VenueBody
         * @description A venue as its staff see it.
         */
        VenueBody: {
            /** Account Id */
            account_id: string | null;
            /** Can Be Paid */
            can_be_paid: boolean;
            /** Contact */
            contact: string;
            /** Country */
            country: string;
            /** Currency */
            currency: string;
            fee: components["schemas"]["FeeBody"];
            /** Name */
            name: string;
            /** Opening Hours */
            opening_hours: components["schemas"]["WindowBody"][];
            ordering: components["schemas"]["OrderingBody"];
            /** Revision */
            revision: number;
            seller: components["schemas"]["SellerBody"] | null;
            /** Timezone */
            timezone: string;
            /** Tip Basis Points */
            tip_basis_points: number[];
            /**
             * Venue Id
             * Format: uuid
             */
            venue_id: string;
        };
        /**
         * VenuePatch
         * @description What is to change; members that are left out stay as they are. Only the operator changes the fee.
         */
        VenuePatch: {
            /** Contact */
            contact?: string | null;
            fee?: components["schemas"]["FeeBody"] | null;
            /** Name */
            name?: string | null;
            /** Opening Hours */
            opening_hours?: components["schemas"]["WindowBody"][] | null;
            seller?: components["schemas"]["SellerBody"] | null;
            /** Timezone */
            timezone?: string | null;
            /** Tip Basis Points */
            tip_basis_points?: number[] | null;
        };
        /**
         * WindowBody
         * @description Hours on some days of the week, local time. One that does not close after it opens ends on the next day.
         */
        WindowBody: {
            /**
             * Closes Minute
             * @description Minutes after midnight.
             */
            closes_minute: number;
            /**
             * Opens Minute
             * @description Minutes after midnight.
             */
            opens_minute: number;
            /**
             * Weekdays
             * @description 1 is Monday.
             */
            weekdays: number[];
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
    get_public_keys: {
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
    place_order: {
        parameters: {
            query?: never;
            header: {
                /** @description A random UUID (version 4). The same request under the same key is done once, and its repetitions are answered alike; another request under a used key is refused. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The order that an earlier copy of this request had placed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacedOrder"];
                };
            };
            /** @description Not ordering now, sold out, the total changed, or the same request is at work. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Stripe does not answer. The order is kept; repeat the request. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    get_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["DinerOrder"];
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
    abandon_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["DinerOrder"];
                };
            };
            /** @description Stripe decides: the payment is being canceled. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DinerOrder"];
                };
            };
            /** @description The order is paid; only the venue can cancel it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    refresh_payment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": components["schemas"]["PaymentSecret"];
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
    stream_order: {
        parameters: {
            query?: {
                /** @description Continue after this cursor; without it, begin with a snapshot. */
                after?: number | null;
                /** @description JSON only: seconds to wait for something new before an empty page. */
                wait?: number;
            };
            header?: never;
            path: {
                order_id: string;
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
                    "application/json": {
                        cursor: number;
                        events: {
                            data: unknown;
                            event: string;
                            id: number;
                        }[];
                        more: boolean;
                    };
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
    start_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeGiven"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionBody"];
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
    open_venue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVenue"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VenueBody"];
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
    get_venue: {
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
                    "application/json": components["schemas"]["VenueBody"];
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
    change_venue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VenuePatch"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VenueBody"];
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
    get_availability: {
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
                    "application/json": components["schemas"]["AvailabilityBody"];
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
    set_availability: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AvailabilityChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AvailabilityBody"];
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
    stream_availability: {
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
                    "application/json": {
                        cursor: number;
                        events: {
                            data: unknown;
                            event: string;
                            id: number;
                        }[];
                        more: boolean;
                    };
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
    list_subjects: {
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
                    "application/json": components["schemas"]["SubjectList"];
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
    list_devices: {
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
                    "application/json": components["schemas"]["MemberList"];
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
    add_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberBody"];
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
    remove_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: string;
                venue_id: string;
            };
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
    list_holds: {
        parameters: {
            query?: {
                /** @description Only holds of this status. */
                status?: components["schemas"]["HoldStatus"] | null;
                /** @description `next_cursor` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description The longest page. */
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
                    "application/json": components["schemas"]["HoldPage"];
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
    resolve_hold: {
        parameters: {
            query?: never;
            header?: {
                /** @description A random UUID (version 4). The same request under the same key is done once, and its repetitions are answered alike; another request under a used key is refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description `order_id:payment_intent`. */
                hold_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldAction"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldView"];
                };
            };
            /** @description The refund is decided; Stripe is asked next. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldView"];
                };
            };
            /** @description It is not open, or somebody else acted on it first. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    get_menu: {
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
                    "application/json": components["schemas"]["PublishedMenuBody"];
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
    put_menu: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the menu that was edited; `"0"` for a venue without one. */
                "if-match"?: string | null;
            };
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MenuBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedMenuBody"];
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
    list_orders: {
        parameters: {
            query?: {
                /** @description Only orders in one of these. */
                state?: components["schemas"]["State"][];
                /** @description A table's label, or how an order's number begins; capitals do not matter. */
                search?: string | null;
                /** @description Only orders of exactly this total. */
                amount_minor?: number | null;
                /** @description Only orders placed then or later. */
                since?: string | null;
                /** @description Only orders placed before then. */
                until?: string | null;
                /** @description `next_cursor` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description The longest page. */
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
                    "application/json": components["schemas"]["OrderPage"];
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
    get_venue_order: {
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
                    "application/json": components["schemas"]["StaffOrder"];
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
    cancel_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A random UUID (version 4). The same request under the same key is done once, and its repetitions are answered alike; another request under a used key is refused. */
                "Idempotency-Key"?: string;
            };
            path: {
                order_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Cancellation"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffOrder"];
                };
            };
            /** @description Not paid yet, so Stripe decides: the payment is being canceled. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffOrder"];
                };
            };
            /** @description Not possible in the order's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    complete_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A random UUID (version 4). The same request under the same key is done once, and its repetitions are answered alike; another request under a used key is refused. */
                "Idempotency-Key"?: string;
            };
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
                    "application/json": components["schemas"]["StaffOrder"];
                };
            };
            /** @description Not possible in the order's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    refund_order: {
        parameters: {
            query?: never;
            header: {
                /** @description A random UUID (version 4). The same request under the same key is done once, and its repetitions are answered alike; another request under a used key is refused. */
                "Idempotency-Key": string;
            };
            path: {
                order_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefund"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundAccepted"];
                };
            };
            /** @description There is not so much left; `left_minor` says what there is. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    start_order: {
        parameters: {
            query?: never;
            header?: {
                /** @description A random UUID (version 4). The same request under the same key is done once, and its repetitions are answered alike; another request under a used key is refused. */
                "Idempotency-Key"?: string;
            };
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
                    "application/json": components["schemas"]["StaffOrder"];
                };
            };
            /** @description Not possible in the order's state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
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
    get_timeline: {
        parameters: {
            query?: {
                /** @description `next_after` of the page before. */
                after?: number;
                /** @description The longest page. */
                limit?: number;
            };
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
                    "application/json": components["schemas"]["TimelineView"];
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
    mint_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCode"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeBody"];
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
    pause_venue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderingChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderingBody"];
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
    list_staff: {
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
                    "application/json": components["schemas"]["MemberList"];
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
    add_staff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMember"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberBody"];
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
    remove_staff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member_id: string;
                venue_id: string;
            };
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
    get_stripe_account: {
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
                    "application/json": components["schemas"]["StripeAccountBody"];
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
    create_stripe_account: {
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
                    "application/json": components["schemas"]["StripeAccountBody"];
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
    link_stripe_account: {
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
                    "application/json": components["schemas"]["AccountLinkBody"];
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
    list_tables: {
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
                    "application/json": components["schemas"]["TableList"];
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
    add_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TableChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableBody"];
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
    retire_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                table_id: string;
                venue_id: string;
            };
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
    rename_table: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                table_id: string;
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TableChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableBody"];
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
    get_table_menu: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the answer that the caller has. */
                "if-none-match"?: string | null;
            };
            path: {
                venue_id: string;
                table_id: string;
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
                    "application/json": components["schemas"]["DinerMenu"];
                };
            };
            /** @description The caller has it already. */
            304: {
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
    list_tags: {
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
                    "application/json": components["schemas"]["TagList"];
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
    register_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                venue_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTag"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagBody"];
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
    disable_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tag_id: string;
                venue_id: string;
            };
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
}
type FlattenedDeepRequired<T> = {
    [K in keyof T]-?: FlattenedDeepRequired<T[K] extends unknown[] | undefined | null ? Extract<T[K], unknown[]>[number] : T[K]>;
};
type ReadonlyArray<T> = [
    Exclude<T, undefined>
] extends [
    unknown[]
] ? Readonly<Exclude<T, undefined>> : Readonly<Exclude<T, undefined>[]>;
export const actionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Action"]> = ["view_board", "view_orders", "start", "complete", "work_tickets", "cancel", "refund", "timeline", "availability", "pause", "edit_menu", "edit_venue", "tables", "tags", "holds", "resolve_hold", "payouts", "discrepancies", "resolve_discrepancy", "staff", "stripe_account", "create_venue"];
export const custodyValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Custody"]> = ["none", "waiting", "kept", "refund_owed", "held", "refunded"];
export const holdActionActionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["HoldAction"]["action"]> = ["refund", "release"];
export const holdReasonValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["HoldReason"]> = ["second_payment", "mismatched", "refund_failed"];
export const holdStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["HoldStatus"]> = ["open", "refunding", "refunded", "released"];
export const intentStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["IntentStatus"]> = ["requested", "accepted", "refused"];
export const memberBodyRoleValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MemberBody"]["role"]> = ["kitchen", "floor", "manager", "owner", "accountant"];
export const memberKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MemberKind"]> = ["staff", "device"];
export const newMemberRoleValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["NewMember"]["role"]> = ["kitchen", "floor", "manager", "owner", "accountant"];
export const orderingStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["OrderingStatus"]> = ["open", "paused", "closed", "not_payable"];
export const refundStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RefundStatus"]> = ["pending", "requires_action", "succeeded", "canceled", "failed"];
export const sessionBodyRoleValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["SessionBody"]["role"]> = ["kitchen", "floor", "manager", "owner", "accountant"];
export const stateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["State"]> = ["CREATED", "PAYMENT_PENDING", "PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED", "CANCELED"];
export const stripeAccountBodyStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["StripeAccountBody"]["status"]> = ["none", "incomplete", "restricted", "wrong_currency", "ready"];
