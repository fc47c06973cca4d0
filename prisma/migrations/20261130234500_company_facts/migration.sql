-- What companies report and the figures made of it, and the schedule that asks for it. A worker that does not know the
-- dataset could not plan it: older workers wait.

-- CreateTable
CREATE TABLE "company_facts" (
    "cik" TEXT NOT NULL,
    "name" TEXT,
    "provider" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "document_sha256" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,
    "last_filed" DATE,
    "oddities" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "company_facts_pkey" PRIMARY KEY ("cik")
);

-- CreateTable
CREATE TABLE "facts" (
    "cik" TEXT NOT NULL,
    "taxonomy" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "end_date" DATE NOT NULL,
    "days" INTEGER NOT NULL,
    "accession" TEXT NOT NULL,
    "start_date" DATE,
    "value" DECIMAL NOT NULL,
    "form" TEXT NOT NULL,
    "filed" DATE NOT NULL,
    "fy" INTEGER,
    "fp" TEXT,
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "facts_pkey" PRIMARY KEY ("cik","taxonomy","tag","unit","end_date","days","accession")
);

-- CreateTable
CREATE TABLE "earnings_history" (
    "cik" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "end_date" DATE NOT NULL,
    "start_date" DATE NOT NULL,
    "fiscal_year" INTEGER NOT NULL,
    "currency" TEXT,
    "revenue" DECIMAL,
    "gross_profit" DECIMAL,
    "operating_income" DECIMAL,
    "net_income" DECIMAL,
    "eps_basic" DECIMAL,
    "eps_diluted" DECIMAL,
    "diluted_shares" DECIMAL,
    "operating_cash_flow" DECIMAL,
    "capex" DECIMAL,
    "free_cash_flow" DECIMAL,
    "dividends_paid" DECIMAL,
    "dividends_per_share" DECIMAL,
    "cash" DECIMAL,
    "assets" DECIMAL,
    "liabilities" DECIMAL,
    "total_debt" DECIMAL,
    "equity" DECIMAL,
    "provenance" JSONB NOT NULL,
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "earnings_history_pkey" PRIMARY KEY ("cik","period","end_date")
);

-- CreateTable
CREATE TABLE "earnings_revisions" (
    "id" BIGSERIAL NOT NULL,
    "cik" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "end_date" DATE NOT NULL,
    "figure" TEXT NOT NULL,
    "value" DECIMAL NOT NULL,
    "provenance" JSONB NOT NULL,
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,
    "replaced_at" TIMESTAMPTZ(3) NOT NULL,
    "replaced_by" DECIMAL,
    "cause" TEXT NOT NULL,

    CONSTRAINT "earnings_revisions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "company_facts_document_sha256_idx" ON "company_facts"("document_sha256");

-- CreateIndex
CREATE INDEX "earnings_revisions_cik_replaced_at_idx" ON "earnings_revisions"("cik", "replaced_at");

-- A company that was asked within the last days is passed over. Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('company-facts', 'market', 'company-facts', '0 2 * * *', 'America/New_York', '{}')
ON CONFLICT DO NOTHING;
