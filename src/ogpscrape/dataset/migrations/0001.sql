-- Version 1. Times are ISO 8601 in UTC, as 2026-03-01T04:00:00Z; 1 and 0 are true and false.

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    selectors TEXT NOT NULL,
    parser TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    seconds REAL,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'good', 'held', 'blocked', 'stopped', 'interrupted')),
    accepted INTEGER CHECK (accepted IN (0, 1)),
    message TEXT,
    new INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    commitments INTEGER
);

CREATE TABLE commitments (
    id TEXT NOT NULL PRIMARY KEY,
    prefix TEXT NOT NULL,
    member_slug TEXT,
    state TEXT NOT NULL CHECK (state IN ('listed', 'present', 'gone')),
    title TEXT,
    cycle INTEGER,
    policy_area TEXT,
    first_seen_at TEXT NOT NULL,
    checked_at TEXT,
    gone_at TEXT,
    gone_run INTEGER REFERENCES runs (id),
    listed_at TEXT,
    listed_run INTEGER REFERENCES runs (id),
    unlisted_at TEXT,
    version_id INTEGER REFERENCES versions (id)
);
CREATE INDEX commitments_by_prefix ON commitments (prefix, id);

CREATE TABLE pages (
    sha256 TEXT NOT NULL PRIMARY KEY,
    bytes INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL
);

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    commitment_id TEXT NOT NULL REFERENCES commitments (id),
    previous_id INTEGER REFERENCES versions (id),
    cause TEXT NOT NULL CHECK (cause IN ('site', 'parser')),
    state TEXT NOT NULL CHECK (state IN ('held', 'accepted', 'rejected')),
    parser TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    accepted_by INTEGER REFERENCES runs (id),
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL CHECK (last_seen_at >= first_seen_at),
    content_sha256 TEXT NOT NULL,
    characters INTEGER NOT NULL,
    unclaimed INTEGER NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX versions_by_commitment ON versions (commitment_id, id);
CREATE INDEX versions_by_time ON versions (first_seen_at);
CREATE INDEX versions_by_acceptance ON versions (accepted_by);
CREATE INDEX versions_held ON versions (state) WHERE state = 'held';

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    commitment_id TEXT NOT NULL REFERENCES commitments (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    sha256 TEXT NOT NULL REFERENCES pages (sha256),
    url TEXT,
    final_url TEXT,
    retrieved_at TEXT,
    status INTEGER,
    media_type TEXT,
    charset TEXT,
    via TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    version_id INTEGER REFERENCES versions (id),
    held_version_id INTEGER REFERENCES versions (id)
);
CREATE INDEX fetches_by_commitment ON fetches (commitment_id, id);
CREATE INDEX fetches_held ON fetches (held_version_id) WHERE held_version_id IS NOT NULL;

CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    commitment_id TEXT NOT NULL,
    fetch_id INTEGER REFERENCES fetches (id),
    seen_at TEXT NOT NULL,
    word TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX failures_by_run ON failures (run_id, word);
CREATE INDEX failures_by_commitment ON failures (commitment_id);

CREATE TABLE warnings (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES versions (id),
    code TEXT NOT NULL,
    field TEXT,
    message TEXT NOT NULL
);
CREATE INDEX warnings_by_version ON warnings (version_id);

CREATE TABLE broken_gates (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    gate TEXT NOT NULL,
    field TEXT,
    message TEXT NOT NULL,
    examples TEXT NOT NULL
);
CREATE INDEX broken_gates_by_run ON broken_gates (run_id);

-- What the newest readable page of each commitment says, accepted or still held back.
CREATE VIEW candidates AS
SELECT newest.commitment_id, COALESCE(fetches.held_version_id, fetches.version_id) AS version_id,
       fetches.version_id AS accepted_version_id, fetches.held_version_id
FROM (
    SELECT commitment_id, MAX(id) AS fetch_id FROM fetches
    WHERE version_id IS NOT NULL OR held_version_id IS NOT NULL GROUP BY commitment_id
) AS newest
JOIN fetches ON fetches.id = newest.fetch_id;
