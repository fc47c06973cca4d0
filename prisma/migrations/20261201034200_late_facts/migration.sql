-- Since when a report is known, and when the facts of its company first held it.
-- Older workers may work on it.
ALTER TABLE "index_reports" ADD COLUMN "named_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(), ADD COLUMN "found_at" TIMESTAMPTZ(3);
CREATE INDEX "index_reports_lacking_idx" ON "index_reports" ("filed_on") WHERE "found_at" IS NULL;
