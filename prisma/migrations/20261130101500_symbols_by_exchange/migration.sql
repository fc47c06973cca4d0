-- Every symbol has its exchange, and a current one is unique within it. A list without exchanges, as the SEC's, means the
-- United States, where a symbol is unique over all exchanges (docs/decisions/0021).
UPDATE "symbols" SET "mic" = CASE substring("symbol" FROM '\.([A-Z]+)$')
    WHEN 'L' THEN 'XLON' WHEN 'PA' THEN 'XPAR' WHEN 'DE' THEN 'XETR' WHEN 'KS' THEN 'XKRX'
    WHEN 'A' THEN 'XNYS' WHEN 'B' THEN 'XNYS' WHEN 'C' THEN 'XNYS'
    ELSE CASE WHEN "symbol" ~ '\.[A-Z]+$' THEN 'XXXX' ELSE 'XNYS' END END
WHERE "mic" IS NULL;
-- A process of an older build writes none: what it lists is the SEC's.
ALTER TABLE "symbols" ALTER COLUMN "mic" SET DEFAULT 'XNYS', ALTER COLUMN "mic" SET NOT NULL;

DROP INDEX "symbols_current_key";
CREATE UNIQUE INDEX "symbols_current_key" ON "symbols" ("mic", "symbol") WHERE "valid_to" IS NULL;
CREATE INDEX "symbols_symbol_idx" ON "symbols" ("symbol");
