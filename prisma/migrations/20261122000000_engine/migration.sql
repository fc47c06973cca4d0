-- CreateTable
CREATE TABLE "instruments" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'stock',
    "name" TEXT NOT NULL,
    "cik" TEXT,
    "isin" TEXT,
    "currency" TEXT,
    "sector" TEXT,
    "industry" TEXT,
    "status" TEXT NOT NULL DEFAULT 'active',
    "listing_source" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "instruments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "symbols" (
    "instrument_id" BIGINT NOT NULL,
    "symbol" TEXT NOT NULL,
    "mic" TEXT,
    "valid_from" DATE NOT NULL,
    "valid_to" DATE,

    CONSTRAINT "symbols_pkey" PRIMARY KEY ("instrument_id","symbol","valid_from")
);

-- CreateTable
CREATE TABLE "watchlists" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watchlists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "watchlist_items" (
    "watchlist_id" BIGINT NOT NULL,
    "instrument_id" BIGINT NOT NULL,
    "tracked_since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watchlist_items_pkey" PRIMARY KEY ("watchlist_id","instrument_id")
);

-- CreateTable
CREATE TABLE "filings" (
    "accession" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "issuer_cik" TEXT NOT NULL,
    "issuer_name" TEXT,
    "issuer_symbol" TEXT,
    "issuer_foreign_symbol" TEXT,
    "filed_on" DATE NOT NULL,
    "filed_at" TIMESTAMPTZ(6),
    "period" DATE,
    "original_filed_on" DATE,
    "amends" TEXT,
    "amendment" TEXT,
    "is_10b5_1" BOOLEAN,
    "not_subject_to_section16" BOOLEAN,
    "no_securities_owned" BOOLEAN,
    "footnotes" JSONB NOT NULL DEFAULT '{}',
    "remarks" TEXT,
    "flags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "url" TEXT NOT NULL,
    "schema_version" TEXT,
    "document_sha256" TEXT NOT NULL,
    "parser_version" INTEGER NOT NULL,
    "stored_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "filings_pkey" PRIMARY KEY ("accession")
);

-- CreateTable
CREATE TABLE "insiders" (
    "cik" TEXT NOT NULL,
    "name" TEXT,
    "named_on" DATE NOT NULL,

    CONSTRAINT "insiders_pkey" PRIMARY KEY ("cik")
);

-- CreateTable
CREATE TABLE "filing_owners" (
    "accession" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "owner_cik" TEXT NOT NULL,
    "name" TEXT,
    "is_director" BOOLEAN NOT NULL,
    "is_officer" BOOLEAN NOT NULL,
    "is_ten_percent_owner" BOOLEAN NOT NULL,
    "is_other" BOOLEAN NOT NULL,
    "officer_title" TEXT,
    "other_text" TEXT,

    CONSTRAINT "filing_owners_pkey" PRIMARY KEY ("accession","position")
);

-- CreateTable
CREATE TABLE "insider_trades" (
    "accession" TEXT NOT NULL,
    "table_name" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "issuer_cik" TEXT NOT NULL,
    "security" TEXT,
    "transaction_date" DATE,
    "deemed_date" DATE,
    "form_type" TEXT,
    "code" TEXT,
    "equity_swap" BOOLEAN,
    "timeliness" TEXT,
    "acquired_disposed" TEXT,
    "shares" DECIMAL,
    "price" DECIMAL,
    "value" DECIMAL GENERATED ALWAYS AS ("shares" * "price") STORED,
    "total_value" DECIMAL,
    "shares_after" DECIMAL,
    "value_after" DECIMAL,
    "ownership" TEXT,
    "nature" TEXT,
    "conversion_price" DECIMAL,
    "exercise_date" DATE,
    "expiration_date" DATE,
    "underlying" TEXT,
    "underlying_shares" DECIMAL,
    "underlying_value" DECIMAL,
    "footnotes" JSONB NOT NULL DEFAULT '{}',
    "superseded_by" TEXT,

    CONSTRAINT "insider_trades_pkey" PRIMARY KEY ("accession","table_name","line")
);

-- CreateTable
CREATE TABLE "insider_holdings" (
    "accession" TEXT NOT NULL,
    "table_name" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "issuer_cik" TEXT NOT NULL,
    "security" TEXT,
    "form_type" TEXT,
    "shares_after" DECIMAL,
    "value_after" DECIMAL,
    "ownership" TEXT,
    "nature" TEXT,
    "conversion_price" DECIMAL,
    "exercise_date" DATE,
    "expiration_date" DATE,
    "underlying" TEXT,
    "underlying_shares" DECIMAL,
    "underlying_value" DECIMAL,
    "footnotes" JSONB NOT NULL DEFAULT '{}',
    "superseded_by" TEXT,

    CONSTRAINT "insider_holdings_pkey" PRIMARY KEY ("accession","table_name","line")
);

-- CreateTable
CREATE TABLE "set_aside_documents" (
    "dataset" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "error_code" TEXT NOT NULL,
    "error_message" TEXT NOT NULL,
    "capture_sha256" TEXT,
    "parser_version" INTEGER NOT NULL,
    "task_id" BIGINT NOT NULL,
    "set_aside_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "set_aside_documents_pkey" PRIMARY KEY ("dataset","key")
);

-- CreateTable
CREATE TABLE "captures" (
    "sha256" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "size" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,
    "captured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "keep_until" TIMESTAMPTZ(6),

    CONSTRAINT "captures_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" BIGSERIAL NOT NULL,
    "dataset" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "group_key" TEXT,
    "due_at" TIMESTAMPTZ(6),
    "state" TEXT NOT NULL DEFAULT 'planning',
    "request" JSONB NOT NULL,
    "max_consecutive_failures" INTEGER,
    "retry_of" BIGINT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "planned_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "report" JSONB,

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_targets" (
    "id" BIGSERIAL NOT NULL,
    "run_id" BIGINT NOT NULL,
    "dataset" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "tickers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "params" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL DEFAULT 'open',
    "skip_reason" TEXT,
    "follow_up" BOOLEAN NOT NULL DEFAULT false,
    "found" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "other_issuer" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "run_targets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" BIGSERIAL NOT NULL,
    "run_id" BIGINT NOT NULL,
    "parent_id" BIGINT,
    "source" TEXT NOT NULL,
    "dataset" TEXT NOT NULL,
    "collector" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "request" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "document_key" TEXT,
    "priority" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "dispatch" INTEGER NOT NULL DEFAULT 0,
    "claim" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "throttles" INTEGER NOT NULL DEFAULT 0,
    "throttled_at" TIMESTAMPTZ(6),
    "stalls" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(6),
    "cut" BOOLEAN NOT NULL DEFAULT false,
    "error_code" TEXT,
    "error_message" TEXT,
    "capture_sha256" TEXT,
    "worker" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_targets" (
    "task_id" BIGINT NOT NULL,
    "target_id" BIGINT NOT NULL,
    "found" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "other_issuer" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "task_targets_pkey" PRIMARY KEY ("task_id","target_id")
);

-- CreateTable
CREATE TABLE "source_state" (
    "source" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "pace_requests" INTEGER NOT NULL,
    "pace_per_ms" INTEGER NOT NULL,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "quiet_until" TIMESTAMPTZ(6),
    "quiet_reason" TEXT,
    "probe_until" TIMESTAMPTZ(6),
    "quota_day" DATE,
    "quota_used" INTEGER NOT NULL DEFAULT 0,
    "requests" BIGINT NOT NULL DEFAULT 0,
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "breaker_trips" INTEGER NOT NULL DEFAULT 0,
    "paused_by" TEXT,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_state_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "schedules" (
    "id" BIGSERIAL NOT NULL,
    "dataset" TEXT NOT NULL,
    "target" TEXT,
    "group_key" TEXT NOT NULL,
    "cron" TEXT,
    "zone" TEXT NOT NULL DEFAULT 'UTC',
    "after_id" BIGINT,
    "not_before" TEXT,
    "params" JSONB NOT NULL DEFAULT '{}',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "schedule_ticks" (
    "schedule_id" BIGINT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "run_id" BIGINT,
    "skip_reason" TEXT,
    "recorded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "schedule_ticks_pkey" PRIMARY KEY ("schedule_id","due_at")
);

-- CreateTable
CREATE TABLE "dead_letters" (
    "id" BIGSERIAL NOT NULL,
    "dataset" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "error_code" TEXT NOT NULL,
    "error_message" TEXT NOT NULL,
    "failed_on" DATE[],
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revived_at" TIMESTAMPTZ(6),

    CONSTRAINT "dead_letters_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "leases" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "instruments_cik_idx" ON "instruments"("cik");

-- CreateIndex
CREATE UNIQUE INDEX "watchlists_name_key" ON "watchlists"("name");

-- CreateIndex
CREATE INDEX "watchlist_items_instrument_id_idx" ON "watchlist_items"("instrument_id");

-- CreateIndex
CREATE INDEX "filings_issuer_cik_filed_on_idx" ON "filings"("issuer_cik", "filed_on");

-- CreateIndex
CREATE INDEX "filing_owners_owner_cik_idx" ON "filing_owners"("owner_cik");

-- CreateIndex
CREATE INDEX "insider_trades_issuer_cik_transaction_date_idx" ON "insider_trades"("issuer_cik", "transaction_date");

-- CreateIndex
CREATE INDEX "insider_holdings_issuer_cik_idx" ON "insider_holdings"("issuer_cik");

-- CreateIndex
CREATE INDEX "captures_keep_until_idx" ON "captures"("keep_until");

-- CreateIndex
CREATE INDEX "runs_created_at_idx" ON "runs"("created_at");

-- CreateIndex
CREATE INDEX "run_targets_dataset_target_finished_at_idx" ON "run_targets"("dataset", "target", "finished_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_targets_run_id_target_key" ON "run_targets"("run_id", "target");

-- CreateIndex
CREATE INDEX "tasks_run_id_idx" ON "tasks"("run_id");

-- CreateIndex
CREATE INDEX "tasks_parent_id_idx" ON "tasks"("parent_id");

-- CreateIndex
CREATE INDEX "task_targets_target_id_idx" ON "task_targets"("target_id");

-- AddForeignKey
ALTER TABLE "symbols" ADD CONSTRAINT "symbols_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watchlist_items" ADD CONSTRAINT "watchlist_items_watchlist_id_fkey" FOREIGN KEY ("watchlist_id") REFERENCES "watchlists"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "watchlist_items" ADD CONSTRAINT "watchlist_items_instrument_id_fkey" FOREIGN KEY ("instrument_id") REFERENCES "instruments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "filing_owners" ADD CONSTRAINT "filing_owners_accession_fkey" FOREIGN KEY ("accession") REFERENCES "filings"("accession") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "filing_owners" ADD CONSTRAINT "filing_owners_owner_cik_fkey" FOREIGN KEY ("owner_cik") REFERENCES "insiders"("cik") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "insider_trades" ADD CONSTRAINT "insider_trades_accession_fkey" FOREIGN KEY ("accession") REFERENCES "filings"("accession") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "insider_holdings" ADD CONSTRAINT "insider_holdings_accession_fkey" FOREIGN KEY ("accession") REFERENCES "filings"("accession") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_targets" ADD CONSTRAINT "run_targets_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_targets" ADD CONSTRAINT "task_targets_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task_targets" ADD CONSTRAINT "task_targets_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "run_targets"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_after_id_fkey" FOREIGN KEY ("after_id") REFERENCES "schedules"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_ticks" ADD CONSTRAINT "schedule_ticks_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "schedules"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma cannot say; tests name each of these.

-- Keys of the outside world have the shape that their owners give them.
ALTER TABLE "instruments" ADD CONSTRAINT "instruments_cik_check" CHECK ("cik" ~ '^\d{10}$');
ALTER TABLE "filings" ADD CONSTRAINT "filings_accession_check" CHECK ("accession" ~ '^\d{10}-\d{2}-\d{6}$');
ALTER TABLE "filings" ADD CONSTRAINT "filings_issuer_cik_check" CHECK ("issuer_cik" ~ '^\d{10}$');
ALTER TABLE "filings" ADD CONSTRAINT "filings_amendment_check" CHECK (("form" LIKE '%/A') = ("amendment" IS NOT NULL));
ALTER TABLE "insiders" ADD CONSTRAINT "insiders_cik_check" CHECK ("cik" ~ '^\d{10}$');

-- At most one instrument holds a symbol at a time.
CREATE UNIQUE INDEX "symbols_current_key" ON "symbols" ("symbol") WHERE "valid_to" IS NULL;

-- A slot of a group is one run (and one more for the ticks that came late).
CREATE UNIQUE INDEX "runs_slot_key" ON "runs" ("dataset", "group_key", "due_at", "trigger") WHERE "due_at" IS NOT NULL;
CREATE INDEX "runs_unfinished_idx" ON "runs" ("id") WHERE "finished_at" IS NULL;

-- One open target per (dataset, target), and one that waits to follow it.
CREATE UNIQUE INDEX "run_targets_open_key" ON "run_targets" ("dataset", "target", "follow_up") WHERE "state" = 'open';
CREATE INDEX "run_targets_open_idx" ON "run_targets" ("run_id") WHERE "state" = 'open';

-- An open task is unique per (source, request); targets that need the same request are linked to it.
CREATE UNIQUE INDEX "tasks_open_request_key" ON "tasks" ("source", "request") WHERE "state" IN ('waiting', 'queued', 'running');
-- The order in which waiting tasks refill the window, and the window itself.
CREATE INDEX "tasks_waiting_idx" ON "tasks" ("source", "priority", "id") WHERE "state" = 'waiting';
CREATE INDEX "tasks_window_idx" ON "tasks" ("source", "id") WHERE "state" IN ('queued', 'running');

ALTER TABLE "runs" ADD CONSTRAINT "runs_state_check"
    CHECK ("state" IN ('planning', 'running', 'done', 'partial', 'failed', 'cancelled'));
ALTER TABLE "runs" ADD CONSTRAINT "runs_trigger_check"
    CHECK ("trigger" IN ('schedule', 'late', 'manual', 'backfill', 'retry', 'tracked'));
ALTER TABLE "run_targets" ADD CONSTRAINT "run_targets_state_check"
    CHECK ("state" IN ('open', 'done', 'nothing', 'partial', 'failed', 'gone', 'cancelled', 'superseded', 'skipped'));
ALTER TABLE "run_targets" ADD CONSTRAINT "run_targets_skipped_check" CHECK (("state" = 'skipped') = ("skip_reason" IS NOT NULL));
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_state_check"
    CHECK ("state" IN ('waiting', 'queued', 'running', 'done', 'nothing', 'gone', 'failed', 'cancelled', 'superseded'));
ALTER TABLE "source_state" ADD CONSTRAINT "source_state_state_check" CHECK ("state" IN ('open', 'quiet', 'probing', 'paused'));
ALTER TABLE "source_state" ADD CONSTRAINT "source_state_pace_check" CHECK ("pace_requests" > 0 AND "pace_per_ms" > 0);

-- A schedule has a cron expression or a predecessor; a dataset has one group default, and one schedule per target.
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_when_check" CHECK (("cron" IS NULL) <> ("after_id" IS NULL));
CREATE UNIQUE INDEX "schedules_target_key" ON "schedules" ("dataset", COALESCE("target", ''));

-- A target is set aside once at a time.
CREATE UNIQUE INDEX "dead_letters_current_key" ON "dead_letters" ("dataset", "target") WHERE "revived_at" IS NULL;

-- The trades that statistics count: those of originals, which nothing restates. Amendments join once they are matched.
CREATE VIEW "counted_insider_trades" AS
SELECT t.* FROM "insider_trades" t JOIN "filings" f USING ("accession")
WHERE t."superseded_by" IS NULL AND f."amendment" IS NULL;
