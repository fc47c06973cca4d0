-- Closes of a second source, to be compared, and the schedule that asks for a sample of them. A worker that does not know
-- the dataset could not plan it: older workers wait.

-- CreateTable
CREATE TABLE "second_closes" (
    "instrument_id" BIGINT NOT NULL,
    "date" DATE NOT NULL,
    "provider" TEXT NOT NULL,
    "basis" TEXT NOT NULL,
    "close" DECIMAL(18,6) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "second_closes_pkey" PRIMARY KEY ("instrument_id","date","provider")
);

-- AddForeignKey
ALTER TABLE "second_closes" ADD CONSTRAINT "second_closes_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- On Saturday nothing else needs what a source allows in a day. Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('second-closes', 'market', 'second-closes', '0 16 * * 6', 'UTC', '{}')
ON CONFLICT DO NOTHING;
