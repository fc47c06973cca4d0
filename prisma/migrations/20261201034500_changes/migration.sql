-- A journal of what became otherwise than it was told, in the order of commits: for whoever keeps a copy.
-- Older workers may work on it.

-- CreateTable
CREATE TABLE "changes" (
    "txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "kind" TEXT NOT NULL,
    "instrument_id" BIGINT,
    "cik" TEXT,
    "day" DATE,
    "detail" JSONB NOT NULL,

    CONSTRAINT "changes_pkey" PRIMARY KEY ("txid", "id")
);

-- CreateIndex
CREATE INDEX "changes_at_idx" ON "changes"("at");

-- What follows Prisma cannot say; tests name each of these.

-- A bar that was replaced, or removed, with the values that it had.
CREATE FUNCTION "journal_price_revisions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, instrument_id, day, detail)
  SELECT CASE cause WHEN 'removed' THEN 'tombstone' ELSE 'price-revision' END, instrument_id, date,
    jsonb_build_object('what', 'price', 'cause', cause, 'known_from', known_from, 'known_to', known_to, 'open', open::text, 'high', high::text,
      'low', low::text, 'close', close::text, 'adj_close', adj_close::text, 'volume', volume::text, 'currency', currency, 'provider', provider)
  FROM added ORDER BY instrument_id, date;
  RETURN NULL;
END $$;
CREATE TRIGGER "price_revisions_journal" AFTER INSERT ON "price_revisions" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_price_revisions"();

-- A factor by which all sessions before a day were rescaled.
CREATE FUNCTION "journal_adjustments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, instrument_id, day, detail)
  SELECT 'adjustment', instrument_id, before,
    jsonb_build_object('what', kind, 'factor', factor::text, 'scales_volume', scales_volume, 'known_from', known_from)
  FROM added ORDER BY instrument_id, kind;
  RETURN NULL;
END $$;
CREATE TRIGGER "adjustments_journal" AFTER INSERT ON "adjustments" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_adjustments"();

-- An amendment that was matched with what it amends: its rows count in place of those.
CREATE FUNCTION "journal_amendments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (kind, cik, day, detail)
    SELECT 'amendment', issuer_cik, filed_on, jsonb_build_object('what', form, 'accession', accession, 'amends', amends)
    FROM added WHERE amendment = 'matched' ORDER BY accession;
  ELSE
    INSERT INTO changes (kind, cik, day, detail)
    SELECT 'amendment', n.issuer_cik, n.filed_on, jsonb_build_object('what', n.form, 'accession', n.accession, 'amends', n.amends)
    FROM added n JOIN before b USING (accession)
    WHERE n.amendment = 'matched' AND (b.amendment, b.amends) IS DISTINCT FROM (n.amendment, n.amends) ORDER BY accession;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "filings_journal_inserted" AFTER INSERT ON "filings" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_amendments"();
CREATE TRIGGER "filings_journal_updated" AFTER UPDATE ON "filings" REFERENCING OLD TABLE AS before NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_amendments"();

-- A figure that a later report tells otherwise, or another version of the parser.
CREATE FUNCTION "journal_restatements"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, cik, day, detail)
  SELECT 'restatement', cik, end_date,
    jsonb_build_object('what', figure, 'cause', cause, 'period', period, 'before', value::text, 'after', replaced_by::text)
  FROM added ORDER BY id;
  RETURN NULL;
END $$;
CREATE TRIGGER "earnings_revisions_journal" AFTER INSERT ON "earnings_revisions" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_restatements"();

-- A symbol or exchange that an instrument got or gave up; that of a new instrument is none.
CREATE FUNCTION "journal_symbols"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (kind, instrument_id, day, detail)
    SELECT 'symbol-change', n.instrument_id, n.valid_from,
      jsonb_build_object('what', 'symbol', 'symbol', n.symbol, 'mic', n.mic, 'from', n.valid_from, 'to', n.valid_to)
    FROM added n WHERE EXISTS (
      SELECT FROM symbols s WHERE s.instrument_id = n.instrument_id AND (s.symbol, s.valid_from) <> (n.symbol, n.valid_from))
    ORDER BY n.instrument_id;
  ELSE
    INSERT INTO changes (kind, instrument_id, day, detail)
    SELECT 'symbol-change', n.instrument_id, coalesce(n.valid_to, n.valid_from),
      jsonb_build_object('what', 'symbol', 'symbol', n.symbol, 'mic', n.mic, 'from', n.valid_from, 'to', n.valid_to)
    FROM added n JOIN before b USING (instrument_id, symbol, valid_from)
    WHERE (b.mic, b.valid_to) IS DISTINCT FROM (n.mic, n.valid_to) ORDER BY n.instrument_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "symbols_journal_inserted" AFTER INSERT ON "symbols" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_symbols"();
CREATE TRIGGER "symbols_journal_updated" AFTER UPDATE ON "symbols" REFERENCING OLD TABLE AS before NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_symbols"();

-- Rows that are gone for good: trades that a newer reading no longer has, instruments with all that is theirs.
CREATE FUNCTION "journal_deleted_trades"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, cik, day, detail)
  SELECT 'tombstone', issuer_cik, CASE WHEN NOT date_out_of_range THEN transaction_date END,
    jsonb_build_object('what', 'trade', 'accession', accession, 'table', table_name, 'line', line)
  FROM removed ORDER BY accession, table_name, line;
  RETURN NULL;
END $$;
CREATE TRIGGER "insider_trades_journal" AFTER DELETE ON "insider_trades" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION "journal_deleted_trades"();

-- Before its symbols go with it.
CREATE FUNCTION "journal_deleted_instrument"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes (kind, instrument_id, cik, detail)
  SELECT 'tombstone', OLD.id, OLD.cik, jsonb_build_object('what', 'instrument', 'name', OLD.name,
    'symbol', (SELECT symbol FROM symbols WHERE instrument_id = OLD.id ORDER BY valid_to DESC NULLS FIRST, valid_from DESC LIMIT 1));
  RETURN OLD;
END $$;
CREATE TRIGGER "instruments_journal" BEFORE DELETE ON "instruments" FOR EACH ROW EXECUTE FUNCTION "journal_deleted_instrument"();
