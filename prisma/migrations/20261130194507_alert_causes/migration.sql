-- Older workers may work on it.
-- They close an alert of several members with the first that recovers, as before, and say of a spent quota that it is a block.

-- AlterTable
ALTER TABLE "alerts" ADD COLUMN "members" TEXT[] NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "source_state" ADD COLUMN "quiet_for_quota" BOOLEAN NOT NULL DEFAULT false;

-- What follows Prisma cannot say.

-- What made a source quiet: an open circuit breaker, an outage, the end of its requests of the day, or else the source itself, which
-- asked for fewer.
CREATE OR REPLACE FUNCTION "tell_source"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES ('source.changed', jsonb_build_object(
    'source', NEW."source", 'state', CASE WHEN NEW."paused_at" IS NULL THEN NEW."state" ELSE 'paused' END,
    'pace', jsonb_build_object('requests', NEW."pace_requests", 'per_ms', NEW."pace_per_ms"),
    'quiet_until', CASE WHEN NEW."state" <> 'open' THEN "utc_text"(NEW."quiet_until") END,
    'quiet_reason', CASE WHEN NEW."state" <> 'open' THEN NEW."quiet_reason" END,
    'breaker_trips', NEW."breaker_trips", 'outages', NEW."outages",
    'quota_spent', NEW."state" = 'quiet' AND NEW."quiet_for_quota",
    'paused_by', NEW."paused_by", 'paused_for_disk', NEW."paused_for_disk", 'asked_directly', NEW."direct_since" IS NOT NULL));
  RETURN NULL;
END $$;

-- The tickers of a target that is an instrument, as of prices, too.
CREATE OR REPLACE FUNCTION "tell_dead_letter"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES (
    CASE WHEN NEW."revived_at" IS NULL THEN 'dead-letter.made' ELSE 'dead-letter.revived' END,
    jsonb_build_object('id', NEW."id"::text, 'dataset', NEW."dataset", 'target', NEW."target", 'code', NEW."error_code",
      'tickers', to_jsonb(CASE NEW."target_kind" WHEN 'instrument' THEN ARRAY(
        SELECT "symbol" FROM "symbols" WHERE "instrument_id" = NEW."target"::bigint AND "valid_to" IS NULL ORDER BY 1)
        ELSE "tickers_of_cik"(NEW."target") END)));
  RETURN NULL;
END $$;

-- What was queued for a channel before it was disabled would wait for ever.
UPDATE "alert_deliveries" d SET "state" = 'cancelled', "claimed_until" = NULL, "error" = 'its channel was disabled'
FROM "alert_channels" c WHERE c."id" = d."channel_id" AND NOT c."enabled" AND d."state" = 'queued';
