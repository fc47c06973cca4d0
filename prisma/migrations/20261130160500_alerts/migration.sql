-- Older workers may work on it.
-- They send no alerts; one of this build does.

-- CreateTable
CREATE TABLE "alert_channels" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "secret" JSONB NOT NULL,
    "min_severity" TEXT NOT NULL,
    "watch_matches" BOOLEAN NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(6),
    "retry_at" TIMESTAMPTZ(6),
    "last_error" TEXT,
    "last_sent_at" TIMESTAMPTZ(6),
    "updates_after" BIGINT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "alert_channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alerts" (
    "id" BIGSERIAL NOT NULL,
    "class" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "source" TEXT,
    "dataset" TEXT,
    "ticker" TEXT,
    "check_name" TEXT,
    "sources" TEXT[],
    "names" TEXT[],
    "facts" JSONB NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ(6) NOT NULL,
    "changed_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_at" TIMESTAMPTZ(6),
    "held_by" BIGINT,
    "acked_at" TIMESTAMPTZ(6),
    "acked_by" TEXT,
    "ack_note" TEXT,
    "event_txid" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "queued_at" TIMESTAMPTZ(6),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "channel_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "alert_ids" BIGINT[],
    "severity" TEXT,
    "night" DATE,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL,
    "claimed_until" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "sent_at" TIMESTAMPTZ(6),
    "headline" TEXT,
    "error" TEXT,

    CONSTRAINT "alert_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "silences" (
    "id" BIGSERIAL NOT NULL,
    "reason" TEXT NOT NULL,
    "check_name" TEXT,
    "source" TEXT,
    "dataset" TEXT,
    "ticker" TEXT,
    "severity" TEXT,
    "until_recovered" BOOLEAN NOT NULL,
    "held_at" TIMESTAMPTZ(6),
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "silences_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "alert_channels_name_key" ON "alert_channels"("name");

-- CreateIndex
CREATE INDEX "alerts_cause_id_idx" ON "alerts"("cause", "id");

-- CreateIndex
CREATE INDEX "alerts_opened_at_idx" ON "alerts"("opened_at");

-- CreateIndex
CREATE INDEX "alert_deliveries_channel_id_id_idx" ON "alert_deliveries"("channel_id", "id");

-- CreateIndex
CREATE INDEX "alert_deliveries_alert_ids_idx" ON "alert_deliveries" USING GIN ("alert_ids");

-- CreateIndex
CREATE INDEX "silences_ends_at_idx" ON "silences"("ends_at");

-- AddForeignKey
ALTER TABLE "alert_deliveries" ADD CONSTRAINT "alert_deliveries_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "alert_channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot say; tests name each of these.

-- Of one cause at most one alert is open, and of one night a channel has at most one digest, whoever plans them.
CREATE UNIQUE INDEX "alerts_open_cause_key" ON "alerts" ("cause") WHERE "state" = 'open';
CREATE UNIQUE INDEX "alert_deliveries_digest_key" ON "alert_deliveries" ("channel_id", "night") WHERE "kind" = 'digest';
CREATE INDEX "alert_deliveries_queued_idx" ON "alert_deliveries" ("channel_id", "id") WHERE "state" = 'queued';
CREATE INDEX "alerts_unqueued_idx" ON "alerts" ("id") WHERE "class" = 'watch' AND "queued_at" IS NULL;

-- What made a source quiet: an open circuit breaker, an outage, or else the source itself, which asked for fewer requests.
CREATE OR REPLACE FUNCTION "tell_source"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES ('source.changed', jsonb_build_object(
    'source', NEW."source", 'state', CASE WHEN NEW."paused_at" IS NULL THEN NEW."state" ELSE 'paused' END,
    'pace', jsonb_build_object('requests', NEW."pace_requests", 'per_ms', NEW."pace_per_ms"),
    'quiet_until', CASE WHEN NEW."state" <> 'open' THEN "utc_text"(NEW."quiet_until") END,
    'quiet_reason', CASE WHEN NEW."state" <> 'open' THEN NEW."quiet_reason" END,
    'breaker_trips', NEW."breaker_trips", 'outages', NEW."outages",
    'paused_by', NEW."paused_by", 'asked_directly', NEW."direct_since" IS NOT NULL));
  RETURN NULL;
END $$;
