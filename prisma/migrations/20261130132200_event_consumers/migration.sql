-- Older workers may work on it.
-- They would prune what a consumer has not read, but no build so far has a consumer.

-- CreateTable
CREATE TABLE "event_consumers" (
    "name" TEXT NOT NULL,
    "txid" BIGINT NOT NULL,
    "event_id" BIGINT NOT NULL,
    "holder" TEXT,
    "held_until" TIMESTAMPTZ(6) NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "registered_at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "event_consumers_pkey" PRIMARY KEY ("name")
);
