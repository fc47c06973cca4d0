-- Older workers may work on it.

-- AlterTable
ALTER TABLE "market_readings" ADD COLUMN     "overdue_told" DATE;
