-- CreateTable
CREATE TABLE "source_hours" (
    "source" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(6) NOT NULL,
    "requests" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "throttles" INTEGER NOT NULL,
    "buckets" INTEGER[],

    CONSTRAINT "source_hours_pkey" PRIMARY KEY ("source","hour")
);
