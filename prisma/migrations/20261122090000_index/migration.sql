-- CreateTable
CREATE TABLE "market_readings" (
    "source" TEXT NOT NULL,
    "watermark" DATE,
    "feed_from" TIMESTAMPTZ(6),
    "feed_to" TIMESTAMPTZ(6),

    CONSTRAINT "market_readings_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "index_days" (
    "day" DATE NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "index_days_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "index_entries" (
    "day" DATE NOT NULL,
    "accession" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "ciks" TEXT[],

    CONSTRAINT "index_entries_pkey" PRIMARY KEY ("day","accession")
);

-- CreateIndex
CREATE INDEX "index_entries_accession_idx" ON "index_entries"("accession");

-- What follows Prisma cannot say; tests name each of these.

-- Whoever reads a receipt looks for what became of a document.
CREATE INDEX "tasks_document_idx" ON "tasks" ("document_key", "id") WHERE "document_key" IS NOT NULL;

-- What names filings for all tickers at once. Deleted by an operator, it stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params") VALUES
    ('ownership-index', 'market', 'ownership-index', '10 6,7,9,12 * * 2-6', 'America/New_York', '{"daysBack": 30}'),
    ('ownership-feed', 'market', 'ownership-feed', '*/10 6-22 * * 1-5', 'America/New_York', '{}');
