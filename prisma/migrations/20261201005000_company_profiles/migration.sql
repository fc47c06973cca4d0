-- What Yahoo says of companies, and the schedule that asks for it. A worker that does not know the dataset could not plan it:
-- older workers wait.

-- CreateTable
CREATE TABLE "company_profiles" (
    "instrument_id" BIGINT NOT NULL,
    "currency" TEXT,
    "financial_currency" TEXT,
    "quote_type" TEXT,
    "sector" TEXT,
    "industry" TEXT,
    "country" TEXT,
    "employees" DECIMAL,
    "shares_outstanding" DECIMAL,
    "implied_shares" DECIMAL,
    "float_shares" DECIMAL,
    "institutions_percent_held" DECIMAL,
    "insiders_percent_held" DECIMAL,
    "institutions" DECIMAL,
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "company_profiles_pkey" PRIMARY KEY ("instrument_id")
);

-- AddForeignKey
ALTER TABLE "company_profiles" ADD CONSTRAINT "company_profiles_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Deleted by an operator, the schedule stays so.
INSERT INTO "schedules" ("dataset", "kind", "group_key", "cron", "zone", "params")
VALUES ('company-profile', 'market', 'company-profile', '30 2 * * *', 'America/New_York', '{}')
ON CONFLICT DO NOTHING;
