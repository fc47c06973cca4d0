-- Sessions that an answer left out and that may yet come, and days that are stored although the preferred source says that
-- it has none: a stopgap's, or an import's. A day is covered or known to be absent, never both (docs/decisions/0022).
ALTER TABLE "coverage" ADD COLUMN "late" datemultirange NOT NULL DEFAULT '{}';
ALTER TABLE "coverage" ADD COLUMN "denied" datemultirange NOT NULL DEFAULT '{}';

UPDATE "coverage" SET "denied" = "absent" * "covered", "absent" = "absent" - "covered" WHERE "absent" && "covered";
ALTER TABLE "coverage" ADD CONSTRAINT "coverage_absent_check" CHECK (NOT "absent" && "covered");
