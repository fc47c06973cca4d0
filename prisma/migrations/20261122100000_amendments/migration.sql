-- CreateIndex
CREATE INDEX "filings_document_sha256_idx" ON "filings"("document_sha256");

-- CreateIndex
CREATE INDEX "set_aside_documents_capture_sha256_idx" ON "set_aside_documents"("capture_sha256");

-- AlterTable
ALTER TABLE "set_aside_documents" ADD COLUMN     "input" JSONB;

-- What follows Prisma cannot say; tests name each of these.

-- What is stored already is matched by a chore of the workers: the calendar of EDGAR's days is not known here.
ALTER TABLE "filings" ADD CONSTRAINT "filings_amendment_state_check"
    CHECK ("amendment" IN ('unjudged', 'unmatched', 'ambiguous', 'matched'));
UPDATE "filings" SET "amendment" = 'unjudged' WHERE "amendment" IS NOT NULL;
CREATE INDEX "filings_unjudged_idx" ON "filings" ("issuer_cik") WHERE "amendment" = 'unjudged';
-- Whoever stores a filing looks for amendments of its issuer, which are few.
CREATE INDEX "filings_amended_idx" ON "filings" ("issuer_cik") WHERE "amendment" IS NOT NULL;

-- A document that is read again needs what its step was asked with, for longer than its task is kept.
UPDATE "set_aside_documents" s SET "input" = t."input" FROM "tasks" t WHERE t."id" = s."task_id";

-- What statistics count: what nothing restates, of originals and of amendments whose original is known. The few other
-- amendments are looked up: to join all filings would cost three times as much.
CREATE OR REPLACE VIEW "counted_insider_trades" AS
SELECT t.* FROM "insider_trades" t
WHERE t."superseded_by" IS NULL AND NOT EXISTS (
  SELECT FROM "filings" f WHERE f."accession" = t."accession" AND f."amendment" IS NOT NULL AND f."amendment" <> 'matched');

CREATE VIEW "counted_insider_holdings" AS
SELECT h.* FROM "insider_holdings" h
WHERE h."superseded_by" IS NULL AND NOT EXISTS (
  SELECT FROM "filings" f WHERE f."accession" = h."accession" AND f."amendment" IS NOT NULL AND f."amendment" <> 'matched');
