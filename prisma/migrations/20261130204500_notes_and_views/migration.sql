-- Older workers may work on it.
CREATE TABLE "notes" (
    "id" BIGSERIAL NOT NULL,
    "run_id" BIGINT,
    "finding_id" BIGINT,
    "instrument_id" BIGINT,
    "day" DATE,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "notes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "notes_one_subject" CHECK (num_nonnulls("run_id", "finding_id", "instrument_id") = 1),
    CONSTRAINT "notes_day_of_instrument" CHECK ("day" IS NULL OR "instrument_id" IS NOT NULL)
);
CREATE INDEX "notes_run_id_idx" ON "notes"("run_id");
CREATE INDEX "notes_finding_id_idx" ON "notes"("finding_id");
CREATE INDEX "notes_instrument_id_idx" ON "notes"("instrument_id");
ALTER TABLE "notes" ADD CONSTRAINT "notes_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notes" ADD CONSTRAINT "notes_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "saved_views" (
    "id" BIGSERIAL NOT NULL,
    "owner" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "saved_views_owner_name_key" ON "saved_views"("owner", "name");
