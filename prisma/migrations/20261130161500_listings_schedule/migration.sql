-- The listings of exchanges once a month; one that fails is read again every day. Deleted by an operator, it stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('listings', 'market', 'listings', '5 0 1 * *', 'UTC', '{}')
ON CONFLICT DO NOTHING;
