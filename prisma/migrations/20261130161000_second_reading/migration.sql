-- Older workers may work on it.
-- A document is set aside for good only when its own bytes were read twice, hours apart.
ALTER TABLE "set_aside_documents" ADD COLUMN "first_read_at" TIMESTAMPTZ(6);
UPDATE "set_aside_documents" SET "first_read_at" = "set_aside_at" WHERE "error_code" NOT IN ('WRONG_DOCUMENT', 'POISON');
