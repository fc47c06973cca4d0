-- Older workers may work on it.
-- Probes in a row that the source itself refused: after three of them it is probably the client that it refuses.
ALTER TABLE "source_state" ADD COLUMN "refused_probes" INTEGER NOT NULL DEFAULT 0;
