-- A document in place of which another came was never seen itself: it is requested again later, and only then unreadable.
ALTER TABLE "set_aside_documents" ADD COLUMN "others" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "set_aside_documents" ADD COLUMN "again_at" TIMESTAMPTZ(6);

-- What follows Prisma cannot say; tests name it.
CREATE INDEX "set_aside_documents_again_idx" ON "set_aside_documents" ("again_at") WHERE "again_at" IS NOT NULL;
-- Those that an older build has set aside for good, which are few: each is requested once more.
UPDATE "set_aside_documents" SET "again_at" = now() WHERE "error_code" = 'WRONG_DOCUMENT';
