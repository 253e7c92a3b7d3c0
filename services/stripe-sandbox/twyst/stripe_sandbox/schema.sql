-- Everything the sandbox remembers. A request is one transaction over these tables.

CREATE TABLE IF NOT EXISTS objects (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    object  TEXT NOT NULL,
    account TEXT NOT NULL,
    created INTEGER NOT NULL,
    body    TEXT NOT NULL,               -- as the API shows it
    hidden  TEXT NOT NULL DEFAULT '{}'   -- what the sandbox knows and the API does not show
);
CREATE INDEX IF NOT EXISTS objects_by_account ON objects (account, object, seq);
CREATE INDEX IF NOT EXISTS objects_by_payment_intent ON objects (body ->> 'payment_intent', object)
    WHERE object IN ('charge', 'refund', 'dispute');
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (body ->> 'charge', object)
    WHERE object IN ('refund', 'dispute', 'application_fee');
CREATE INDEX IF NOT EXISTS objects_by_transfer ON objects (body ->> 'transfer', object)
    WHERE object IN ('transfer_reversal');
CREATE INDEX IF NOT EXISTS objects_by_group ON objects (body ->> 'transfer_group', object)
    WHERE object IN ('transfer', 'charge') AND body ->> 'transfer_group' IS NOT NULL;

-- Searchable metadata of PaymentIntents and charges.
CREATE TABLE IF NOT EXISTS metadata (
    object_id TEXT NOT NULL,
    key       TEXT NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (object_id, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS metadata_by_value ON metadata (key, value);

-- The numbers of each balance transaction, for sums; its body is in objects.
CREATE TABLE IF NOT EXISTS ledger (
    id           TEXT PRIMARY KEY,
    seq          INTEGER NOT NULL,
    account      TEXT NOT NULL,
    currency     TEXT NOT NULL,
    type         TEXT NOT NULL,
    amount       INTEGER NOT NULL,
    fee          INTEGER NOT NULL,
    net          INTEGER NOT NULL,
    available_on INTEGER NOT NULL,
    source       TEXT,
    payout       TEXT
);
CREATE INDEX IF NOT EXISTS ledger_balance ON ledger (account, currency, available_on, net);
CREATE INDEX IF NOT EXISTS ledger_unpaid ON ledger (account, currency, available_on) WHERE payout IS NULL;
CREATE INDEX IF NOT EXISTS ledger_payout ON ledger (payout, seq) WHERE payout IS NOT NULL;
CREATE INDEX IF NOT EXISTS ledger_source ON ledger (source);

CREATE TABLE IF NOT EXISTS events (
    seq       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    type      TEXT NOT NULL,
    account   TEXT NOT NULL,
    created   INTEGER NOT NULL,
    object_id TEXT NOT NULL,
    body      TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_account ON events (account, seq);
CREATE INDEX IF NOT EXISTS events_by_object ON events (object_id, seq);

-- One row per event and endpoint (and per duplicate that a fault asks for).
CREATE TABLE IF NOT EXISTS deliveries (
    id           INTEGER PRIMARY KEY,
    event_id     TEXT NOT NULL,
    endpoint_id  TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'dropped')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_wall     REAL NOT NULL,
    due_virtual  REAL NOT NULL,
    give_up_at   REAL NOT NULL,
    is_duplicate INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event_id);
CREATE INDEX IF NOT EXISTS deliveries_pending ON deliveries (endpoint_id, due_wall) WHERE status = 'pending';

CREATE TABLE IF NOT EXISTS attempts (
    delivery_id INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    at_wall     REAL NOT NULL,
    status_code INTEGER,
    outcome     TEXT NOT NULL,
    body_sha256 TEXT,
    duration_ms INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS idempotency_keys (
    account     TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    created     REAL NOT NULL,
    status      INTEGER NOT NULL,
    body        TEXT NOT NULL,
    request_id  TEXT NOT NULL,
    PRIMARY KEY (account, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS requests (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL,
    at_wall         REAL NOT NULL,
    method          TEXT NOT NULL,
    path            TEXT NOT NULL,
    account         TEXT NOT NULL,
    idempotency_key TEXT,
    replayed        INTEGER NOT NULL,
    status          INTEGER NOT NULL,
    object_id       TEXT,
    error_code      TEXT
);
CREATE INDEX IF NOT EXISTS requests_by_key ON requests (idempotency_key);

-- What happens later, in virtual time.
CREATE TABLE IF NOT EXISTS timers (
    id      INTEGER PRIMARY KEY,
    due     REAL NOT NULL,
    kind    TEXT NOT NULL,
    payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS timers_by_due ON timers (due, id);

CREATE TABLE IF NOT EXISTS settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
