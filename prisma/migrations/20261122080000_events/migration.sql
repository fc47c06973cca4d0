-- CreateTable
CREATE TABLE "events" (
    "txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "id" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "data" JSONB NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("txid","id")
);

-- What follows Prisma cannot say; tests name each of these.

-- What changes in many places is told by the table itself: none of them can forget it, nor can an older process. The
-- conditions keep the functions from being called at all by what happens with every task and every permit.

CREATE FUNCTION "utc_text"(instant timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE FUNCTION "tell_run"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head jsonb := jsonb_build_object('run', NEW."id"::text, 'dataset', NEW."dataset", 'trigger', NEW."trigger");
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "events" ("type", "data") VALUES ('run.created', head || jsonb_build_object('due_at', "utc_text"(NEW."due_at")));
    RETURN NULL;
  END IF;
  IF OLD."planned_at" IS NULL AND NEW."planned_at" IS NOT NULL THEN
    INSERT INTO "events" ("type", "data")
    SELECT 'run.planned', head || jsonb_build_object('targets', count(*), 'skipped', count(*) FILTER (WHERE "state" = 'skipped'))
    FROM "run_targets" WHERE "run_id" = NEW."id";
  END IF;
  IF OLD."ending" IS NULL AND NEW."ending" IS NOT NULL THEN
    INSERT INTO "events" ("type", "data") VALUES ('run.called-off', head || jsonb_build_object('ending', NEW."ending"));
  END IF;
  IF (OLD."paused_at" IS NULL) <> (NEW."paused_at" IS NULL) THEN
    INSERT INTO "events" ("type", "data") VALUES (CASE WHEN NEW."paused_at" IS NULL THEN 'run.resumed' ELSE 'run.paused' END, head);
  END IF;
  IF OLD."report" IS NULL AND NEW."report" IS NOT NULL THEN
    INSERT INTO "events" ("type", "data") VALUES ('run.finished', head || jsonb_build_object(
      'state', NEW."state", 'targets_by_state', NEW."report" -> 'targets_by_state', 'found', NEW."report" -> 'found',
      'created', NEW."report" -> 'created', 'duration_ms', NEW."report" -> 'duration_ms'));
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "runs_tell_created" AFTER INSERT ON "runs" FOR EACH ROW EXECUTE FUNCTION "tell_run"();
CREATE TRIGGER "runs_tell_changed" AFTER UPDATE ON "runs" FOR EACH ROW
  WHEN ((OLD."planned_at" IS NULL) <> (NEW."planned_at" IS NULL) OR (OLD."ending" IS NULL) <> (NEW."ending" IS NULL)
    OR (OLD."paused_at" IS NULL) <> (NEW."paused_at" IS NULL) OR (OLD."report" IS NULL) <> (NEW."report" IS NULL))
  EXECUTE FUNCTION "tell_run"();

CREATE FUNCTION "tell_target"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES ('target.closed', jsonb_build_object(
    'run', NEW."run_id"::text, 'dataset', NEW."dataset", 'target', NEW."target", 'tickers', to_jsonb(NEW."tickers"),
    'state', NEW."state", 'found', NEW."found", 'created', NEW."created", 'code', NEW."error_code"));
  RETURN NULL;
END $$;

CREATE TRIGGER "run_targets_tell_closed" AFTER UPDATE ON "run_targets" FOR EACH ROW
  WHEN (OLD."state" = 'open' AND NEW."state" <> 'open') EXECUTE FUNCTION "tell_target"();

CREATE FUNCTION "tell_source"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES ('source.changed', jsonb_build_object(
    'source', NEW."source", 'state', CASE WHEN NEW."paused_at" IS NULL THEN NEW."state" ELSE 'paused' END,
    'pace', jsonb_build_object('requests', NEW."pace_requests", 'per_ms', NEW."pace_per_ms"),
    'quiet_until', CASE WHEN NEW."state" <> 'open' THEN "utc_text"(NEW."quiet_until") END,
    'quiet_reason', CASE WHEN NEW."state" <> 'open' THEN NEW."quiet_reason" END,
    'paused_by', NEW."paused_by", 'asked_directly', NEW."direct_since" IS NOT NULL));
  RETURN NULL;
END $$;

-- Every worker that is throttled moves the end of a quiet period by what its answer came later: that is no news.
CREATE TRIGGER "source_state_tell_changed" AFTER UPDATE ON "source_state" FOR EACH ROW
  WHEN (OLD."state" <> NEW."state" OR (OLD."paused_at" IS NULL) <> (NEW."paused_at" IS NULL)
    OR OLD."pace_requests" <> NEW."pace_requests" OR OLD."pace_per_ms" <> NEW."pace_per_ms"
    OR (OLD."direct_since" IS NULL) <> (NEW."direct_since" IS NULL)
    OR NEW."state" = 'quiet' AND NEW."quiet_until" > OLD."quiet_until" + interval '1 min')
  EXECUTE FUNCTION "tell_source"();

CREATE FUNCTION "tell_dead_letter"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "events" ("type", "data") VALUES (
    CASE WHEN NEW."revived_at" IS NULL THEN 'dead-letter.made' ELSE 'dead-letter.revived' END,
    jsonb_build_object('id', NEW."id"::text, 'dataset', NEW."dataset", 'target', NEW."target", 'code', NEW."error_code",
      'tickers', to_jsonb(ARRAY(
        SELECT s."symbol" FROM "instruments" i JOIN "symbols" s ON s."instrument_id" = i."id" AND s."valid_to" IS NULL
        WHERE i."cik" = NEW."target" ORDER BY s."symbol"))));
  RETURN NULL;
END $$;

CREATE TRIGGER "dead_letters_tell_made" AFTER INSERT ON "dead_letters" FOR EACH ROW EXECUTE FUNCTION "tell_dead_letter"();
CREATE TRIGGER "dead_letters_tell_revived" AFTER UPDATE ON "dead_letters" FOR EACH ROW
  WHEN (OLD."revived_at" IS NULL AND NEW."revived_at" IS NOT NULL) EXECUTE FUNCTION "tell_dead_letter"();
