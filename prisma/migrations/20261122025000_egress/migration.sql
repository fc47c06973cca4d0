-- AlterTable
ALTER TABLE "source_state" ADD COLUMN     "direct_since" TIMESTAMPTZ(6),
ADD COLUMN     "direct_until" TIMESTAMPTZ(6);

-- What follows Prisma cannot say; tests name it.

ALTER TABLE "source_state" ADD CONSTRAINT "source_state_direct_check" CHECK (("direct_since" IS NULL) = ("direct_until" IS NULL));
