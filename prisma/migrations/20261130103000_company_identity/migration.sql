-- The CIKs under which the company of an instrument has filed, with the days since which and up to which the list said so.
CREATE TABLE "instrument_ciks" (
    "instrument_id" BIGINT NOT NULL,
    "cik" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,

    CONSTRAINT "instrument_ciks_pkey" PRIMARY KEY ("instrument_id","cik","valid_from")
);
CREATE INDEX "instrument_ciks_cik_idx" ON "instrument_ciks"("cik");
ALTER TABLE "instrument_ciks" ADD CONSTRAINT "instrument_ciks_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a list said otherwise than before, or what of it could not be taken: each once, with how often it was seen.
CREATE TABLE "listing_findings" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "symbol" TEXT,
    "instrument_id" BIGINT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "times" INTEGER NOT NULL DEFAULT 1,
    "first_seen" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listing_findings_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "listing_findings_source_what_subject_key" ON "listing_findings"("source", "what", "subject");
CREATE INDEX "listing_findings_instrument_id_idx" ON "listing_findings"("instrument_id");
ALTER TABLE "listing_findings" ADD CONSTRAINT "listing_findings_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot say.

CREATE UNIQUE INDEX "instrument_ciks_current_key" ON "instrument_ciks" ("instrument_id") WHERE "valid_to" IS NULL;
ALTER TABLE "listing_findings" ADD CONSTRAINT "listing_findings_what_check"
  CHECK ("what" IN ('cik-changed', 'renamed', 'symbol-passed', 'rename-ambiguous', 'two-companies', 'odd-entry'));

INSERT INTO "instrument_ciks" ("instrument_id", "cik", "valid_from")
SELECT "id", "cik", ("first_seen" AT TIME ZONE 'UTC')::date FROM "instruments" WHERE "cik" IS NOT NULL;

-- The dated CIKs follow the current one, whoever writes it: a process of an older build as well.
CREATE FUNCTION "date_instrument_cik"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "instrument_ciks" SET "valid_to" = current_date
  WHERE "instrument_id" = NEW."id" AND "valid_to" IS NULL AND "cik" IS DISTINCT FROM NEW."cik";
  IF NEW."cik" IS NOT NULL AND NOT EXISTS (
    SELECT FROM "instrument_ciks" WHERE "instrument_id" = NEW."id" AND "valid_to" IS NULL) THEN
    INSERT INTO "instrument_ciks" ("instrument_id", "cik", "valid_from") VALUES (NEW."id", NEW."cik", current_date)
    ON CONFLICT ("instrument_id", "cik", "valid_from") DO UPDATE SET "valid_to" = NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "instruments_date_cik_new" AFTER INSERT ON "instruments" FOR EACH ROW
  WHEN (NEW."cik" IS NOT NULL) EXECUTE FUNCTION "date_instrument_cik"();
CREATE TRIGGER "instruments_date_cik" AFTER UPDATE OF "cik" ON "instruments" FOR EACH ROW
  WHEN (OLD."cik" IS DISTINCT FROM NEW."cik") EXECUTE FUNCTION "date_instrument_cik"();

-- The current symbols of the instruments whose company files, or filed, under a CIK.
CREATE FUNCTION "tickers_of_cik"("of" text) RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(SELECT DISTINCT s."symbol" FROM "instrument_ciks" c
    JOIN "symbols" s ON s."instrument_id" = c."instrument_id" AND s."valid_to" IS NULL
    WHERE c."cik" = "of" ORDER BY 1) $$;

CREATE OR REPLACE FUNCTION "tell_dead_letter"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES (
    CASE WHEN NEW."revived_at" IS NULL THEN 'dead-letter.made' ELSE 'dead-letter.revived' END,
    jsonb_build_object('id', NEW."id"::text, 'dataset', NEW."dataset", 'target', NEW."target", 'code', NEW."error_code",
      'tickers', to_jsonb("tickers_of_cik"(NEW."target"))));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "tell_watch_match"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data")
  SELECT 'watch-rule.matched', jsonb_build_object('rule', NEW."rule_id"::text, 'dataset', 'insider-trades',
    'accession', f."accession", 'form', f."form", 'filed_on', f."filed_on",
    'issuer', jsonb_build_object('cik', f."issuer_cik", 'name', f."issuer_name", 'symbol', f."issuer_symbol"),
    'tickers', to_jsonb("tickers_of_cik"(f."issuer_cik")),
    'owners', (SELECT coalesce(jsonb_agg(jsonb_build_object('cik', o."owner_cik", 'name', o."name") ORDER BY o."position"), '[]')
      FROM "filing_owners" o WHERE o."accession" = f."accession"),
    'trades', NEW."trades", 'value', NEW."value"::text, 'insiders', NEW."insiders")
  FROM "filings" f WHERE f."accession" = NEW."accession";
  RETURN NULL;
END $$;
