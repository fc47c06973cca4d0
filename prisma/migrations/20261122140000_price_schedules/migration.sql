-- Daily prices of every tracked ticker, and of whatever has a recent transaction; quotes of tracked tickers while their
-- exchange is open. Deleted by an operator, they stay so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params") VALUES
  ('daily-prices', 'group', 'daily-prices', '0 0 * * *', 'UTC', '{"years": 2}'),
  ('quotes', 'market', 'quotes', '5 * * * 1-5', 'UTC', '{}')
ON CONFLICT DO NOTHING;
