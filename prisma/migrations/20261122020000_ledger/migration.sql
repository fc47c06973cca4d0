-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "ending" TEXT,
ADD COLUMN     "paused_at" TIMESTAMPTZ(6),
ADD COLUMN     "told_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "alone" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "held" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "lone_stalls" INTEGER NOT NULL DEFAULT 0;

-- What follows Prisma cannot say; tests name each of these.

ALTER TABLE "runs" ADD CONSTRAINT "runs_ending_check" CHECK ("ending" IN ('cancelled', 'superseded'));

-- Whoever was to be told of these has been.
UPDATE "runs" SET "told_at" = "finished_at" WHERE "finished_at" IS NOT NULL;

-- A run is looked at until those who follow it have been told that it finished.
DROP INDEX "runs_unfinished_idx";
CREATE INDEX "runs_untold_idx" ON "runs" ("id") WHERE "told_at" IS NULL;

-- A hundred thousand tasks of a paused run must not stand in the way of those that are wanted.
DROP INDEX "tasks_waiting_idx";
CREATE INDEX "tasks_waiting_idx" ON "tasks" ("source", "priority", "id") WHERE "state" = 'waiting' AND NOT "held";
