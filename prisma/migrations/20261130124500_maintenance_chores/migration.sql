-- Older workers may work on it.
-- They go on with the one lease that they know.

-- CreateTable
CREATE TABLE "maintenance_chores" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "held_until" TIMESTAMPTZ(6) NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "running_since" TIMESTAMPTZ(6),
    "last_success_at" TIMESTAMPTZ(6),
    "duration_ms" INTEGER,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failures_total" INTEGER NOT NULL DEFAULT 0,
    "last_error_at" TIMESTAMPTZ(6),
    "last_error" TEXT,

    CONSTRAINT "maintenance_chores_pkey" PRIMARY KEY ("name")
);
