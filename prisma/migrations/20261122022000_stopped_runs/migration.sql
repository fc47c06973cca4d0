-- A run that allows so many failures of its source in a row is stopped by them: another way of being called off.
ALTER TABLE "runs" DROP CONSTRAINT "runs_ending_check";
ALTER TABLE "runs" ADD CONSTRAINT "runs_ending_check" CHECK ("ending" IN ('cancelled', 'superseded', 'stopped'));
