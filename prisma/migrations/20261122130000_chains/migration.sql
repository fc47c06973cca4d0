-- A dataset is obtained through a chain of collectors, each of a source of its own.

-- Other tasks were planned in its place, from the next collector of its dataset or in smaller parts: what it came to
-- says nothing of its targets.
ALTER TABLE tasks ADD COLUMN replaced boolean NOT NULL DEFAULT false;

-- Whether the workers ask this source: one that wants a key is asked only with one.
ALTER TABLE source_state ADD COLUMN enabled boolean NOT NULL DEFAULT false;

-- A backfill is planned page by page: the last instrument whose gaps are tasks. Null: not begun, or no backfill.
ALTER TABLE runs ADD COLUMN planned_after bigint;
