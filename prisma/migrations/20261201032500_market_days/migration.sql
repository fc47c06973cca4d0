-- Whole days of markets: what each brought, and what a series must tell before an unadjusted bar may follow it.

ALTER TABLE coverage
  ADD COLUMN basis text CHECK (basis IN ('as-traded', 'split-adjusted', 'split-and-dividend-adjusted')),
  ADD COLUMN market_days datemultirange NOT NULL DEFAULT '{}',
  ADD COLUMN raw_on date;

UPDATE coverage SET basis = CASE provider WHEN 'yahoo' THEN 'split-adjusted' WHEN 'alpha-vantage' THEN 'as-traded'
  WHEN 'stooq' THEN 'split-and-dividend-adjusted' END
WHERE dataset = 'daily-prices' AND provider IN ('yahoo', 'alpha-vantage', 'stooq');

CREATE TABLE market_days (
  market text NOT NULL,
  day date NOT NULL,
  provider text NOT NULL,
  rows integer NOT NULL,
  stored integer NOT NULL,
  corrected integer NOT NULL,
  confirmed integer NOT NULL,
  differing integer NOT NULL,
  apart integer NOT NULL,
  unheld integer NOT NULL,
  unknown integer NOT NULL,
  refused jsonb NOT NULL,
  missing text[] NOT NULL,
  first_at timestamptz(3) NOT NULL DEFAULT now(),
  read_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (market, day, provider)
);
