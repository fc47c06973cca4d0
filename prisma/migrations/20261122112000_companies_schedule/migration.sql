-- Older workers may work on it.

-- The list of companies once a day: new symbols, and those that passed on. Deleted by an operator, it stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('companies', 'market', 'companies', '30 5 * * *', 'America/New_York', '{}')
-- An operator may have written one before.
ON CONFLICT DO NOTHING;
