-- The prices of new tickers follow the listings. Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "zone", "after_id")
SELECT 'new-tickers', 'market', 'new-tickers', 'UTC', id FROM "schedules" WHERE "dataset" = 'listings' AND "kind" = 'market'
ON CONFLICT DO NOTHING;
