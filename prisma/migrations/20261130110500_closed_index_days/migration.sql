-- A filing day that had no index because EDGAR was closed by order: passed by the directory of the quarter, or by somebody.
ALTER TABLE "index_days" ADD COLUMN "closed_by" TEXT;
