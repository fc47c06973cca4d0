-- AlterTable
ALTER TABLE "run_targets" ADD COLUMN     "force" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "joined_run_id" BIGINT,
ADD COLUMN     "own_fault" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 80;

-- AlterTable
ALTER TABLE "tasks" ADD COLUMN     "own_fault" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE UNIQUE INDEX "runs_retry_of_key" ON "runs"("retry_of");

-- What follows Prisma cannot say; tests name each of these.

UPDATE "run_targets" t SET "force" = true FROM "runs" r WHERE r."id" = t."run_id" AND r."request" ->> 'force' = 'true';

-- Whoever closes a target looks for those that wait behind it.
CREATE INDEX "run_targets_follow_up_idx" ON "run_targets" ("run_id") WHERE "state" = 'open' AND "follow_up";
