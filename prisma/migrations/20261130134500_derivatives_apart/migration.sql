-- Totals are kept of shares (table I): a sum over shares and derivatives is no number of anything. What an older build has
-- counted, or counts yet, says so, and is counted anew.
ALTER TABLE "insider_trade_totals" ADD COLUMN "counts" TEXT NOT NULL DEFAULT 'all';
-- Null: the value of a rule is that of shares, and trades of both tables match.
ALTER TABLE "watch_rules" ADD COLUMN "table_name" TEXT;

-- What follows Prisma cannot say.

CREATE INDEX "insider_trade_totals_outdated_idx" ON "insider_trade_totals" ("kind", "key") WHERE "counts" <> 'shares';
ALTER TABLE "watch_rules" ADD CONSTRAINT "watch_rules_table_check" CHECK ("table_name" IN ('non-derivative', 'derivative', 'all'));
-- How many trades there are is shown with every status.
CREATE INDEX "insider_trades_derivative_idx" ON "insider_trades" ("accession") WHERE "table_name" = 'derivative' AND "superseded_by" IS NULL;
-- Amendments are judged anew: one that has only a forgotten line adds (docs/decisions/0024).
UPDATE "filings" SET "amendment" = 'unjudged' WHERE "amendment" IS NOT NULL;
