-- What a target is: a CIK, an instrument, or (a part of) a whole market. Written by whoever opens the target; a worker of the
-- build before this one does not know the column, so the trigger fills it for as long as such workers run beside newer ones.
ALTER TABLE "run_targets" ADD COLUMN "target_kind" TEXT NOT NULL DEFAULT '';
ALTER TABLE "dead_letters" ADD COLUMN "target_kind" TEXT NOT NULL DEFAULT '';

CREATE FUNCTION "fill_target_kind"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.target_kind := CASE
    WHEN NEW.dataset = 'insider-trades' THEN 'cik'
    WHEN NEW.dataset IN ('daily-prices', 'quotes') THEN 'instrument'
    ELSE 'market' END;
  RETURN NEW;
END $$;
CREATE TRIGGER "run_targets_target_kind" BEFORE INSERT ON "run_targets"
  FOR EACH ROW WHEN (NEW.target_kind = '') EXECUTE FUNCTION "fill_target_kind"();
CREATE TRIGGER "dead_letters_target_kind" BEFORE INSERT ON "dead_letters"
  FOR EACH ROW WHEN (NEW.target_kind = '') EXECUTE FUNCTION "fill_target_kind"();

UPDATE "run_targets" SET "target_kind" = CASE
  WHEN "dataset" = 'insider-trades' THEN 'cik' WHEN "dataset" IN ('daily-prices', 'quotes') THEN 'instrument' ELSE 'market' END;
UPDATE "dead_letters" SET "target_kind" = CASE
  WHEN "dataset" = 'insider-trades' THEN 'cik' WHEN "dataset" IN ('daily-prices', 'quotes') THEN 'instrument' ELSE 'market' END;
