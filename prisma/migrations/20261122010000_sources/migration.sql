-- An operator's pause stands beside what the source itself is: to lift it lifts no quiet period.
ALTER TABLE "source_state" ADD COLUMN     "paused_at" TIMESTAMPTZ(6),
ADD COLUMN     "probes" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "source_state" DROP CONSTRAINT "source_state_state_check";
UPDATE "source_state" SET "paused_at" = now(), "probe_until" = NULL,
    "state" = CASE WHEN "quiet_until" IS NULL THEN 'open' ELSE 'quiet' END
WHERE "state" = 'paused';
ALTER TABLE "source_state" ADD CONSTRAINT "source_state_state_check" CHECK ("state" IN ('open', 'quiet', 'probing')
    AND ("state" = 'quiet') = ("quiet_until" IS NOT NULL) AND ("state" = 'probing') = ("probe_until" IS NOT NULL));
