-- Older workers may work on it.
-- A finding of a list of companies is open until somebody has marked it as seen.
ALTER TABLE "listing_findings" ADD COLUMN "seen_at" TIMESTAMPTZ(6), ADD COLUMN "seen_by" TEXT;
