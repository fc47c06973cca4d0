-- No schedule was ever written before this migration.

-- DropForeignKey
ALTER TABLE "schedules" DROP CONSTRAINT "schedules_after_id_fkey";

-- DropIndex
DROP INDEX "schedules_target_key";

-- AlterTable
ALTER TABLE "schedules" DROP COLUMN "target",
DROP COLUMN "updated_at",
ADD COLUMN     "kind" TEXT NOT NULL,
ADD COLUMN     "instrument_id" BIGINT,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "schedule_ticks" ADD COLUMN     "late" BOOLEAN NOT NULL DEFAULT false;

-- CreateIndex
CREATE INDEX "schedules_instrument_id_idx" ON "schedules"("instrument_id");

-- CreateIndex
CREATE INDEX "schedules_after_id_idx" ON "schedules"("after_id");

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_after_id_fkey" FOREIGN KEY ("after_id") REFERENCES "schedules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What follows Prisma cannot say; tests name each of these.

ALTER TABLE "schedules" ADD CONSTRAINT "schedules_kind_check"
    CHECK ("kind" IN ('market', 'group', 'ticker') AND ("kind" = 'ticker') = ("instrument_id" IS NOT NULL));
-- A dataset has one schedule of its own, and one per ticker.
CREATE UNIQUE INDEX "schedules_instrument_key" ON "schedules" ("dataset", COALESCE("instrument_id", 0));

-- A tick joins a run or says why not, never both.
ALTER TABLE "schedule_ticks" ADD CONSTRAINT "schedule_ticks_outcome_check" CHECK ("run_id" IS NULL OR "skip_reason" IS NULL);
-- Ticks whose slot still takes others.
CREATE INDEX "schedule_ticks_open_idx" ON "schedule_ticks" ("due_at") WHERE "run_id" IS NULL AND "skip_reason" IS NULL;

-- The group default. Deleted by an operator, it stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('insider-trades', 'group', 'insider-trades', '0 3,9,15,21 * * *', 'America/New_York', '{"daysBack": 30, "maxFilings": 10000}');
