import { addDays } from '@tickermill/core';
import { withDatabase } from '@tickermill/testkit';

/** As many tickers as a universe has. */
export const tickers = 6_000;

/**
 * Fills a migrated database with prices that wander a little, with the odd jump, hole and repetition, known for a month,
 * of 6,000 tracked tickers: of the instruments that are there already, and of as many more as it takes.
 */
export const fillPrices = (url: string, days: readonly string[]): Promise<void> =>
  withDatabase(url, async (client) => {
    await client.query(
      `WITH list AS (INSERT INTO watchlists (name) VALUES ('bench') RETURNING id),
         listed AS (INSERT INTO instruments (name, kind, listing_source)
           SELECT 'Company ' || n, 'stock', 'bench' FROM generate_series(1 + (SELECT count(*) FROM instruments), $1::int) n RETURNING id),
         named AS (INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, 'C' || id, 'XNYS', '2000-01-01' FROM listed)
       INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
       SELECT list.id, i.id, '2024-01-01' FROM list, (SELECT id FROM listed UNION ALL SELECT id FROM instruments) i`,
      [tickers],
    );
    await client.query('SELECT setseed(0.42)');
    await client.query(
      `INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, adj_close, currency, provider)
       SELECT id, now() - interval '30 days', now(), (1e6 * (0.5 + r2))::bigint, day, true, price, price * 1.01, price * 0.99, price, price * 0.98, 'USD', 'yahoo'
       FROM (
         SELECT i.id, d.day, random() AS r2,
           round((50 + 10 * sin(d.nth / 40.0 + i.id) + 2 * random() + CASE WHEN random() < 0.00002 THEN 150 ELSE 0 END)::numeric, 4) AS price
         FROM instruments i CROSS JOIN unnest($1::date[]) WITH ORDINALITY AS d(day, nth)
         WHERE random() >= 0.00005) b`,
      [days],
    );
    const [firstDay = '', lastDay = ''] = [days.at(0), days.at(-1)];
    await client.query(
      `INSERT INTO coverage (dataset, instrument_id, covered, first_day, provider, currency, written_at)
       SELECT 'daily-prices', id, datemultirange(daterange($1::date, $2::date)), $1::date, 'yahoo', 'USD', now() FROM instruments`,
      [firstDay, addDays(lastDay, 1)],
    );
    await client.query('ANALYZE');
    await client.query('VACUUM daily_prices');
  });
