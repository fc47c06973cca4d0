-- Older workers may work on it.
-- A short outage makes a source quiet for seconds and costs no task an attempt: what tells it from one slow document.
ALTER TABLE "source_state" ADD COLUMN "network_failures" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "unreadable_answers" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "outages" INTEGER NOT NULL DEFAULT 0;
