-- Each tick asks whether its schedule is paused, or its group: few ever are, and without an index each asks all of them.
CREATE INDEX "schedules_paused_idx" ON "schedules" ("paused_at") WHERE "paused_at" IS NOT NULL;
