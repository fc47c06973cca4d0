-- Older workers may work on it.
-- The tasks whose failures of the network began a row of them: they get their attempts back once it is an outage.
ALTER TABLE "source_state" ADD COLUMN "network_tasks" BIGINT[] NOT NULL DEFAULT '{}';
