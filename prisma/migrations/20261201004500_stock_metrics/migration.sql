-- What is computed of facts and prices: price over earnings, growth, yields.
-- Older workers may work on it.
CREATE TABLE "stock_metrics" (
    "instrument_id" BIGINT NOT NULL,
    "metric" TEXT NOT NULL,
    "value" DECIMAL,
    "reason" TEXT,
    "as_of" DATE,
    "provider" TEXT,
    "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "parser_version" INTEGER NOT NULL,

    CONSTRAINT "stock_metrics_pkey" PRIMARY KEY ("instrument_id","metric")
);
CREATE INDEX "stock_metrics_metric_value_idx" ON "stock_metrics"("metric", "value");
ALTER TABLE "stock_metrics" ADD CONSTRAINT "stock_metrics_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
