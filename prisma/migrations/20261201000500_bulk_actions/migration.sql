-- Older workers may work on it.
CREATE TABLE "bulk_actions" (
    "id" BIGSERIAL NOT NULL,
    "action" TEXT NOT NULL,
    "filter" JSONB,
    "note" TEXT,
    "watchlist" TEXT,
    "state" TEXT NOT NULL DEFAULT 'running',
    "items" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "runs" BIGINT[] NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_role" TEXT NOT NULL,
    "finished_at" TIMESTAMPTZ(6),
    "cancelled_by" TEXT,

    CONSTRAINT "bulk_actions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "bulk_actions_ended" CHECK (("state" = 'running') = ("finished_at" IS NULL))
);
CREATE INDEX "bulk_actions_running_idx" ON "bulk_actions"("id") WHERE "state" = 'running';

CREATE TABLE "bulk_action_items" (
    "bulk_action_id" BIGINT NOT NULL,
    "place" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "error_code" TEXT,
    "error_message" TEXT,
    "run_id" BIGINT,

    CONSTRAINT "bulk_action_items_pkey" PRIMARY KEY ("bulk_action_id", "place")
);
CREATE INDEX "bulk_action_items_waiting_idx" ON "bulk_action_items"("bulk_action_id", "place") WHERE "state" = 'waiting';
ALTER TABLE "bulk_action_items" ADD CONSTRAINT "bulk_action_items_bulk_action_id_fkey" FOREIGN KEY ("bulk_action_id") REFERENCES "bulk_actions"("id") ON DELETE CASCADE ON UPDATE CASCADE;
