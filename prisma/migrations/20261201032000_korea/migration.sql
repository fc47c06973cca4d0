-- What the Korea Exchange says of its shares and funds beside their prices. No schedule: it is asked only where its user has a
-- key or an account.

-- CreateTable
CREATE TABLE "korean_days" (
    "dataset" TEXT NOT NULL,
    "mic" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "rows" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "stored_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "korean_days_pkey" PRIMARY KEY ("dataset","mic","day")
);

-- CreateTable
CREATE TABLE "korean_valuations" (
    "instrument_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "close" DECIMAL(18,6),
    "eps" DECIMAL(18,6),
    "per" DECIMAL(18,6),
    "bps" DECIMAL(18,6),
    "pbr" DECIMAL(18,6),
    "dps" DECIMAL(18,6),
    "dividend_yield" DECIMAL(18,6),
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "korean_valuations_pkey" PRIMARY KEY ("instrument_id","day")
);

-- CreateTable
CREATE TABLE "korean_etf_values" (
    "instrument_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "nav" DECIMAL(18,6),
    "net_assets" DECIMAL,
    "shares" DECIMAL,
    "index_name" TEXT,
    "index_value" DECIMAL(18,6),
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "korean_etf_values_pkey" PRIMARY KEY ("instrument_id","day")
);

-- CreateTable
CREATE TABLE "korean_sectors" (
    "instrument_id" BIGINT NOT NULL,
    "sector" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "provider" TEXT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "korean_sectors_pkey" PRIMARY KEY ("instrument_id")
);

-- AddForeignKey
ALTER TABLE "korean_valuations" ADD CONSTRAINT "korean_valuations_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "korean_etf_values" ADD CONSTRAINT "korean_etf_values_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "korean_sectors" ADD CONSTRAINT "korean_sectors_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
