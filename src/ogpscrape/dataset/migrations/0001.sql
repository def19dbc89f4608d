-- Version 1. Times are ISO 8601 in UTC, as 2026-03-01T04:00:00Z; 1 and 0 are true and false. The tables are strict and
-- have checks, so that SQLite's own check of the file finds most values that were damaged.

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    selectors TEXT NOT NULL,
    parser TEXT NOT NULL,
    started_at TEXT NOT NULL CHECK (started_at GLOB '[0-9]*-*-*T*:*:*Z'),
    ended_at TEXT CHECK (ended_at GLOB '[0-9]*-*-*T*:*:*Z'),
    seconds REAL,
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'good', 'held', 'blocked', 'stopped', 'interrupted')),
    message TEXT,
    new INTEGER NOT NULL DEFAULT 0 CHECK (new >= 0),
    changed INTEGER NOT NULL DEFAULT 0 CHECK (changed >= 0),
    unchanged INTEGER NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
    gone INTEGER NOT NULL DEFAULT 0 CHECK (gone >= 0),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked >= 0),
    failed INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
    requests INTEGER NOT NULL DEFAULT 0 CHECK (requests >= 0),
    bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    -- What the tables held at its end, for `check`.
    commitments INTEGER,
    versions INTEGER,
    fetches INTEGER,
    events INTEGER,
    -- The digest of its end as pages/journal.jsonl has it; null until it has, empty for a run that was killed.
    journaled TEXT
) STRICT;

-- A member by all the letters that its IDs have begun with, as KAD/NGKD.
CREATE TABLE members (
    key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    accepted_run INTEGER REFERENCES runs (id),
    accepted_at TEXT CHECK (accepted_at GLOB '[0-9]*-*-*T*:*:*Z'),
    -- The run whose gates hold its newer pages back; null when none do.
    refused_run INTEGER REFERENCES runs (id),
    -- The last run whose pages somebody took although they broke gates: what was lost before is lost no more.
    baseline_run INTEGER REFERENCES runs (id)
) STRICT;

-- The commitments list at the foot of pages. Pages that show the same list share a row.
CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    entries TEXT NOT NULL
) STRICT;

-- Which fields of a record have values and which warnings it has, for the gates. Records that are alike share a row.
CREATE TABLE profiles (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE commitments (
    id TEXT NOT NULL PRIMARY KEY,
    prefix TEXT NOT NULL CHECK (substr(id, 1, length(prefix)) = prefix),
    member TEXT NOT NULL REFERENCES members (key),
    member_slug TEXT,
    first_seen_at TEXT NOT NULL CHECK (first_seen_at GLOB '[0-9]*-*-*T*:*:*Z'),
    -- What is accepted. All of it is null, or 0, as long as nothing is.
    state TEXT CHECK (state IN ('listed', 'present', 'gone')),
    title TEXT,
    cycle INTEGER,
    policy_area TEXT,
    gone_run INTEGER REFERENCES runs (id),
    gone_at TEXT CHECK (gone_at GLOB '[0-9]*-*-*T*:*:*Z'),
    unlisted_at TEXT CHECK (unlisted_at GLOB '[0-9]*-*-*T*:*:*Z'),
    was_listed INTEGER NOT NULL DEFAULT 0 CHECK (was_listed IN (0, 1)),
    version_id INTEGER REFERENCES versions (id),
    list_id INTEGER REFERENCES lists (id),
    -- Over id, state, version_id and list_id: a damaged reference must not pass for another record.
    seal TEXT,
    -- What was found since, until it is accepted.
    found TEXT CHECK (found IN ('listed', 'present', 'gone')),
    held_id INTEGER REFERENCES versions (id),
    held_list_id INTEGER REFERENCES lists (id),
    checked_at TEXT CHECK (checked_at GLOB '[0-9]*-*-*T*:*:*Z'),
    checked_run INTEGER REFERENCES runs (id)
) STRICT;
CREATE INDEX commitments_by_prefix ON commitments (prefix, id);
CREATE INDEX commitments_by_member ON commitments (member, id);

CREATE TABLE pages (
    sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    bytes INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL CHECK (first_seen_at GLOB '[0-9]*-*-*T*:*:*Z')
) STRICT;

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    commitment_id TEXT NOT NULL REFERENCES commitments (id),
    previous_id INTEGER REFERENCES versions (id),
    cause TEXT NOT NULL CHECK (cause IN ('site', 'parser')),
    state TEXT NOT NULL CHECK (state IN ('held', 'accepted', 'dropped')),
    parser TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    accepted_by INTEGER REFERENCES runs (id),
    first_seen_at TEXT NOT NULL CHECK (first_seen_at GLOB '[0-9]*-*-*T*:*:*Z'),
    profile_id INTEGER NOT NULL REFERENCES profiles (id),
    characters INTEGER NOT NULL,
    unclaimed INTEGER NOT NULL,
    -- Of what the page says of the commitment; of all that was read of the page but its list; of `record` as it stands.
    content_sha256 TEXT NOT NULL CHECK (length(content_sha256) = 64),
    reading_sha256 TEXT NOT NULL CHECK (length(reading_sha256) = 64),
    record_sha256 TEXT NOT NULL CHECK (length(record_sha256) = 64),
    record TEXT NOT NULL
) STRICT;
CREATE INDEX versions_by_commitment ON versions (commitment_id, id);
CREATE INDEX versions_by_acceptance ON versions (accepted_by);

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    commitment_id TEXT NOT NULL REFERENCES commitments (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    sha256 TEXT NOT NULL REFERENCES pages (sha256),
    url TEXT,
    final_url TEXT,
    retrieved_at TEXT CHECK (retrieved_at GLOB '[0-9]*-*-*T*:*:*Z'),
    status INTEGER,
    media_type TEXT,
    charset TEXT,
    via TEXT NOT NULL CHECK (via IN ('live', 'samples', 'file', 'warc', 'wayback', 'commoncrawl')),
    -- where an archive shows the capture to people
    archive_url TEXT,
    etag TEXT,
    last_modified TEXT,
    version_id INTEGER REFERENCES versions (id)
) STRICT;
CREATE INDEX fetches_by_commitment ON fetches (commitment_id, id);
CREATE INDEX fetches_by_version ON fetches (version_id);

-- What changed, as it was accepted: the one place from which `diff`, `history`, the report and --changes tell it.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    seen_at TEXT NOT NULL CHECK (seen_at GLOB '[0-9]*-*-*T*:*:*Z'),
    kind TEXT NOT NULL CHECK (kind IN ('new', 'gone', 'back', 'unlisted', 'retitled', 'changed')),
    commitment_id TEXT NOT NULL REFERENCES commitments (id),
    title TEXT,
    field TEXT,
    old TEXT,
    new TEXT,
    cause TEXT NOT NULL CHECK (cause IN ('site', 'parser')),
    seal TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_commitment ON events (commitment_id, id);
CREATE INDEX events_by_run ON events (run_id);
CREATE INDEX events_by_time ON events (seen_at);

-- Events that are still to be appended to a --changes file. `place` is where in the file, once that has begun.
CREATE TABLE outbox (
    file TEXT NOT NULL,
    event_id INTEGER NOT NULL REFERENCES events (id),
    place INTEGER,
    PRIMARY KEY (file, event_id)
) STRICT;

CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    commitment_id TEXT NOT NULL,
    fetch_id INTEGER REFERENCES fetches (id),
    seen_at TEXT NOT NULL CHECK (seen_at GLOB '[0-9]*-*-*T*:*:*Z'),
    word TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;
CREATE INDEX failures_by_run ON failures (run_id, word);
CREATE INDEX failures_by_commitment ON failures (commitment_id);

CREATE TABLE broken_gates (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    members TEXT NOT NULL,
    gate TEXT NOT NULL,
    field TEXT,
    message TEXT NOT NULL,
    examples TEXT NOT NULL
) STRICT;
CREATE INDEX broken_gates_by_run ON broken_gates (run_id);

CREATE VIEW warnings AS
SELECT versions.id AS version_id, versions.commitment_id, json_extract(one.value, '$.code') AS code,
       json_extract(one.value, '$.field') AS field, json_extract(one.value, '$.message') AS message
FROM versions, json_each(versions.record, '$.warnings') AS one;
