-- The life of an instrument, and who says that it is listed.
ALTER TABLE "instruments" ADD COLUMN "delisted_on" DATE;
CREATE INDEX "instruments_isin_idx" ON "instruments"("isin");

-- What each listing says of an instrument. Rows are written when what they say changes: an instrument that is not missing
-- was seen on the day of the latest successful reading of its exchange.
CREATE TABLE "instrument_listings" (
    "instrument_id" BIGINT NOT NULL,
    "listing" TEXT NOT NULL,
    "mic" TEXT NOT NULL,
    "symbol" TEXT NOT NULL,
    "exchange_symbol" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "currency" TEXT,
    "isin" TEXT,
    "cik" TEXT,
    "status_flags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "first_seen" DATE NOT NULL,
    "last_seen" DATE NOT NULL,
    "missing_since" DATE,

    CONSTRAINT "instrument_listings_pkey" PRIMARY KEY ("instrument_id","listing")
);
CREATE INDEX "instrument_listings_listing_mic_idx" ON "instrument_listings"("listing", "mic");

-- One reading of the listing of an exchange, and how it went.
CREATE TABLE "listing_runs" (
    "id" BIGSERIAL NOT NULL,
    "listing" TEXT NOT NULL,
    "mic" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "before" INTEGER,
    "hash" TEXT,
    "refused" TEXT,
    "added" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "missing" INTEGER NOT NULL DEFAULT 0,
    "delisted" INTEGER NOT NULL DEFAULT 0,
    "read_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(6),
    "confirmed_by" TEXT,

    CONSTRAINT "listing_runs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "listing_runs_mic_id_idx" ON "listing_runs"("mic", "id");

-- Every transition of an instrument: when, what, on which evidence, and by whom it was confirmed.
CREATE TABLE "instrument_events" (
    "id" BIGSERIAL NOT NULL,
    "instrument_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "day" DATE NOT NULL,
    "what" TEXT NOT NULL,
    "listing" TEXT,
    "mic" TEXT,
    "symbol" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "former_id" BIGINT,
    "confirmed_by" TEXT,
    "resolution" TEXT,
    "resolved_at" TIMESTAMPTZ(6),

    CONSTRAINT "instrument_events_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "instrument_events_instrument_id_idx" ON "instrument_events"("instrument_id");
CREATE INDEX "instrument_events_day_idx" ON "instrument_events"("day");

ALTER TABLE "instrument_listings" ADD CONSTRAINT "instrument_listings_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "instrument_events" ADD CONSTRAINT "instrument_events_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot say.

ALTER TABLE "listing_runs" ADD CONSTRAINT "listing_runs_status_check"
  CHECK ("status" IN ('done', 'unchanged', 'shrunk', 'structure_error', 'failed'));
CREATE INDEX "instrument_events_open_idx" ON "instrument_events" ("former_id")
  WHERE "what" IN ('rename-proposed', 'relisting-proposed') AND "resolution" IS NULL;

-- What is stored was listed by the SEC's list, as far as is known.
INSERT INTO "instrument_listings" ("instrument_id", "listing", "mic", "symbol", "exchange_symbol", "name", "kind", "cik", "first_seen", "last_seen")
SELECT i."id", i."listing_source", s."mic", s."symbol", s."symbol", i."name", i."kind", i."cik",
  (i."first_seen" AT TIME ZONE 'UTC')::date, (i."last_seen" AT TIME ZONE 'UTC')::date
FROM "instruments" i JOIN LATERAL (SELECT * FROM "symbols" WHERE "instrument_id" = i."id" AND "valid_to" IS NULL LIMIT 1) s ON true;
INSERT INTO "instrument_events" ("instrument_id", "day", "what", "listing", "mic", "symbol")
SELECT i."id", (i."first_seen" AT TIME ZONE 'UTC')::date, 'listed', i."listing_source", s."mic", s."symbol"
FROM "instruments" i JOIN LATERAL (
  SELECT * FROM "symbols" WHERE "instrument_id" = i."id" ORDER BY "valid_from", "symbol" LIMIT 1) s ON true;

-- Transitions are published, whoever writes them; that an instrument is listed for the first time is counted by its reading.
CREATE FUNCTION "tell_instrument_event"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES ('instrument.changed', jsonb_build_object('instrument', NEW."instrument_id"::text,
    'what', NEW."what", 'day', NEW."day", 'listing', NEW."listing", 'mic', NEW."mic", 'symbol', NEW."symbol",
    'detail', NEW."detail", 'confirmed_by', NEW."confirmed_by",
    'tickers', CASE WHEN NEW."symbol" IS NULL THEN '[]' ELSE jsonb_build_array(NEW."symbol") END));
  RETURN NULL;
END $$;
CREATE TRIGGER "instrument_events_tell_changed" AFTER INSERT ON "instrument_events" FOR EACH ROW
  WHEN (NEW."what" <> 'listed') EXECUTE FUNCTION "tell_instrument_event"();

CREATE FUNCTION "tell_listing_run"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES ('listing.read', jsonb_build_object('listing', NEW."listing", 'mic', NEW."mic",
    'status', NEW."status", 'rows', NEW."rows", 'before', NEW."before", 'added', NEW."added", 'changed', NEW."changed",
    'missing', NEW."missing", 'delisted', NEW."delisted", 'refused', NEW."refused"));
  RETURN NULL;
END $$;
CREATE TRIGGER "listing_runs_tell_read" AFTER INSERT ON "listing_runs" FOR EACH ROW EXECUTE FUNCTION "tell_listing_run"();
