-- CreateTable
CREATE TABLE "watch_rules" (
    "id" BIGSERIAL NOT NULL,
    "instrument_ids" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "watchlist_id" BIGINT,
    "codes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "min_value" DECIMAL,
    "roles" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "cluster_insiders" INTEGER,
    "cluster_days" INTEGER,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "watch_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "watch_rule_matches" (
    "rule_id" BIGINT NOT NULL,
    "accession" TEXT NOT NULL,
    "trades" INTEGER NOT NULL,
    "value" DECIMAL,
    "insiders" INTEGER NOT NULL,
    "matched_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watch_rule_matches_pkey" PRIMARY KEY ("rule_id","accession")
);

-- CreateIndex
CREATE INDEX "watch_rules_watchlist_id_idx" ON "watch_rules"("watchlist_id");

-- CreateIndex
CREATE INDEX "watch_rule_matches_accession_idx" ON "watch_rule_matches"("accession");

-- AddForeignKey
ALTER TABLE "watch_rules" ADD CONSTRAINT "watch_rules_watchlist_id_fkey" FOREIGN KEY ("watchlist_id") REFERENCES "watchlists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watch_rule_matches" ADD CONSTRAINT "watch_rule_matches_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "watch_rules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watch_rule_matches" ADD CONSTRAINT "watch_rule_matches_accession_fkey" FOREIGN KEY ("accession") REFERENCES "filings"("accession") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot say; tests name each of these.

ALTER TABLE "watch_rules" ADD CONSTRAINT "watch_rules_cluster_check"
  CHECK (("cluster_insiders" IS NULL) = ("cluster_days" IS NULL) AND "cluster_insiders" > 1 IS NOT FALSE AND "cluster_days" > 0 IS NOT FALSE);
ALTER TABLE "watch_rules" ADD CONSTRAINT "watch_rules_companies_check"
  CHECK ("watchlist_id" IS NULL OR cardinality("instrument_ids") = 0);

CREATE FUNCTION "tell_watch_match"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data")
  SELECT 'watch-rule.matched', jsonb_build_object('rule', NEW."rule_id"::text, 'dataset', 'insider-trades',
    'accession', f."accession", 'form', f."form", 'filed_on', f."filed_on",
    'issuer', jsonb_build_object('cik', f."issuer_cik", 'name', f."issuer_name", 'symbol', f."issuer_symbol"),
    'tickers', to_jsonb(ARRAY(
      SELECT s."symbol" FROM "instruments" i JOIN "symbols" s ON s."instrument_id" = i."id" AND s."valid_to" IS NULL
      WHERE i."cik" = f."issuer_cik" ORDER BY s."symbol")),
    'owners', (SELECT coalesce(jsonb_agg(jsonb_build_object('cik', o."owner_cik", 'name', o."name") ORDER BY o."position"), '[]')
      FROM "filing_owners" o WHERE o."accession" = f."accession"),
    'trades', NEW."trades", 'value', NEW."value"::text, 'insiders', NEW."insiders")
  FROM "filings" f WHERE f."accession" = NEW."accession";
  RETURN NULL;
END $$;

CREATE TRIGGER "watch_rule_matches_tell" AFTER INSERT ON "watch_rule_matches" FOR EACH ROW EXECUTE FUNCTION "tell_watch_match"();
