-- Portfolios, their trades and snapshots, and the exchange rates by which they are valued.

-- CreateTable
CREATE TABLE "portfolios" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "method" TEXT NOT NULL DEFAULT 'fifo',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" TEXT NOT NULL,
    "held" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "changed_from" DATE,
    "made_to" DATE,
    "made_at" TIMESTAMPTZ(6),

    CONSTRAINT "portfolios_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "portfolio_trades" (
    "id" BIGSERIAL NOT NULL,
    "portfolio_id" BIGINT NOT NULL,
    "instrument_id" BIGINT,
    "kind" TEXT NOT NULL,
    "traded_on" DATE NOT NULL,
    "quantity" DECIMAL,
    "price" DECIMAL,
    "amount" DECIMAL,
    "fee" DECIMAL,
    "currency" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "recorded_by" TEXT NOT NULL,

    CONSTRAINT "portfolio_trades_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "portfolio_snapshots" (
    "portfolio_id" BIGINT NOT NULL,
    "day" DATE NOT NULL,
    "currency" TEXT NOT NULL,
    "value" DECIMAL,
    "cost" DECIMAL,
    "unrealised" DECIMAL,
    "day_change" DECIMAL,
    "realised" DECIMAL,
    "dividends" DECIMAL,
    "fees" DECIMAL,
    "holdings" JSONB NOT NULL,
    "stale" INTEGER NOT NULL,
    "missing" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "portfolio_snapshots_pkey" PRIMARY KEY ("portfolio_id","day")
);

-- CreateTable
CREATE TABLE "exchange_rates" (
    "currency" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "per_euro" DECIMAL NOT NULL,
    "source" TEXT NOT NULL,
    "known_from" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "exchange_rates_pkey" PRIMARY KEY ("currency","day")
);

-- CreateIndex
CREATE UNIQUE INDEX "portfolios_name_key" ON "portfolios"("name");

-- CreateIndex
CREATE INDEX "portfolio_trades_portfolio_id_traded_on_idx" ON "portfolio_trades"("portfolio_id", "traded_on");

-- CreateIndex
CREATE INDEX "portfolio_trades_instrument_id_idx" ON "portfolio_trades"("instrument_id");

-- CreateIndex
CREATE INDEX "portfolio_trades_traded_on_idx" ON "portfolio_trades"("traded_on");

-- CreateIndex
CREATE INDEX "exchange_rates_known_from_idx" ON "exchange_rates"("known_from");

-- AddForeignKey
ALTER TABLE "portfolio_trades" ADD CONSTRAINT "portfolio_trades_portfolio_id_fkey" FOREIGN KEY ("portfolio_id") REFERENCES "portfolios"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "portfolio_trades" ADD CONSTRAINT "portfolio_trades_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "portfolio_snapshots" ADD CONSTRAINT "portfolio_snapshots_portfolio_id_fkey" FOREIGN KEY ("portfolio_id") REFERENCES "portfolios"("id") ON DELETE CASCADE ON UPDATE CASCADE;
