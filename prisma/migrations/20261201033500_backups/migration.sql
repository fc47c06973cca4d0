-- Older workers may work on it.

-- CreateTable
CREATE TABLE "backups" (
    "id" BIGSERIAL NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requested_by" TEXT,
    "requested_at" TIMESTAMPTZ(6) NOT NULL,
    "not_before" TIMESTAMPTZ(6),
    "run_id" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),
    "step" TEXT,
    "share" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "file" TEXT,
    "as_of" TIMESTAMPTZ(6),
    "bytes" BIGINT,
    "table_count" INTEGER,
    "row_count" BIGINT,
    "sha256" TEXT,
    "encrypted" BOOLEAN,
    "product" TEXT,
    "migration" TEXT,
    "verified_at" TIMESTAMPTZ(6),
    "error_code" TEXT,
    "error_message" TEXT,
    "deleted_at" TIMESTAMPTZ(6),

    CONSTRAINT "backups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "storage_sizes" (
    "day" DATE NOT NULL,
    "family" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "row_count" BIGINT NOT NULL,

    CONSTRAINT "storage_sizes_pkey" PRIMARY KEY ("day","family")
);

-- CreateIndex
CREATE UNIQUE INDEX "backups_file_key" ON "backups"("file");

-- CreateIndex
CREATE UNIQUE INDEX "backups_run_id_key" ON "backups"("run_id");

-- What follows Prisma cannot say; tests name each of these.

ALTER TABLE "backups" ADD CONSTRAINT "backups_state_check" CHECK ("state" IN ('waiting', 'running', 'done', 'failed', 'deleted'));
ALTER TABLE "backups" ADD CONSTRAINT "backups_trigger_check" CHECK ("trigger" IN ('manual', 'nightly'));
