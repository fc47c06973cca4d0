-- What the rows of portfolios and exchange rates may hold: the tables are new, and nothing else was ever written to them.

ALTER TABLE "portfolios" ADD CONSTRAINT "portfolios_method_check" CHECK ("method" IN ('fifo', 'average'));

ALTER TABLE "portfolio_trades" ADD CONSTRAINT "portfolio_trades_kind_check"
    CHECK ("kind" IN ('buy', 'sell', 'dividend', 'fee', 'transfer-in', 'transfer-out'));
ALTER TABLE "portfolio_trades" ADD CONSTRAINT "portfolio_trades_instrument_check"
    CHECK ("instrument_id" IS NOT NULL OR "kind" = 'fee');

ALTER TABLE "exchange_rates" ADD CONSTRAINT "exchange_rates_per_euro_check" CHECK ("per_euro" > 0);
