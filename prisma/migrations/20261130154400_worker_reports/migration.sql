-- Older workers may work on it.
-- What each worker says of its machine: a clock that is not Postgres' own takes no ticks, a disk that is nearly full pauses
-- the sources.
CREATE TABLE "worker_reports" (
    "worker" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,
    "clock_ahead_ms" BIGINT NOT NULL,
    "clock_wrong_since" TIMESTAMPTZ(6),
    "disk_free_bytes" BIGINT NOT NULL,
    "disk_total_bytes" BIGINT NOT NULL,
    "disk_low_since" TIMESTAMPTZ(6),

    CONSTRAINT "worker_reports_pkey" PRIMARY KEY ("worker")
);

ALTER TABLE "source_state" ADD COLUMN "paused_for_disk" BOOLEAN NOT NULL DEFAULT false;
