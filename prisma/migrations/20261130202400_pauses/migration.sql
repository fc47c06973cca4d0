-- Older workers may work on it.
-- A pause has a reason and an end. A worker of an older build goes on with the slots of a paused schedule.
ALTER TABLE "source_state" ADD COLUMN "pause_reason" TEXT, ADD COLUMN "pause_until" TIMESTAMPTZ(6);
ALTER TABLE "schedules" ADD COLUMN "paused_at" TIMESTAMPTZ(6), ADD COLUMN "paused_by" TEXT,
  ADD COLUMN "pause_reason" TEXT, ADD COLUMN "pause_until" TIMESTAMPTZ(6);

CREATE TABLE "client_logs" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "caller" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "stack" TEXT,
    "url" TEXT,
    "build" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "client_logs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "client_logs_caller_at_idx" ON "client_logs"("caller", "at");
CREATE INDEX "client_logs_at_idx" ON "client_logs"("at");
