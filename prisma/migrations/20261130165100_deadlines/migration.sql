-- Older workers may work on it.
-- By when, on an exchange's clock, a dataset has its session. An older worker judges none.

-- CreateTable
CREATE TABLE "deadlines" (
    "dataset" TEXT NOT NULL,
    "mic" TEXT NOT NULL,
    "wall_time" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "warning_minutes" INTEGER NOT NULL DEFAULT 0,
    "critical_minutes" INTEGER NOT NULL DEFAULT 240,
    "percent" DOUBLE PRECISION NOT NULL DEFAULT 95,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "ready_session" DATE,
    "ready_at" TIMESTAMPTZ(6),

    CONSTRAINT "deadlines_pkey" PRIMARY KEY ("dataset","mic"),
    CONSTRAINT "deadlines_wall_time_check" CHECK ("wall_time" ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
);

-- Two hours after the regular close; the prices are requested half an hour after it.
INSERT INTO "deadlines" ("dataset", "mic", "wall_time", "zone") VALUES
  ('daily-prices', 'XNYS', '18:30', 'America/New_York'),
  ('daily-prices', 'XNAS', '18:30', 'America/New_York'),
  ('daily-prices', 'XLON', '18:30', 'Europe/London'),
  ('daily-prices', 'XPAR', '19:30', 'Europe/Paris'),
  ('daily-prices', 'XETR', '19:30', 'Europe/Berlin'),
  ('daily-prices', 'XKRX', '17:30', 'Asia/Seoul');
