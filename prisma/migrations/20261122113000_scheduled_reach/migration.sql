-- What a schedule of tickers asks for, in a new installation: a week, and ten filings a ticker. Once a day all of them, and
-- from the last success on, is what the planner makes of it: an older worker would leave filings out.
UPDATE "schedules" SET "params" = '{"daysBack": 7, "maxFilings": 10}'
WHERE "dataset" = 'insider-trades' AND "kind" = 'group' AND "params" = '{"daysBack": 30, "maxFilings": 10000}'
  -- What has been at work goes on as it did.
  AND NOT EXISTS (SELECT FROM "runs");
