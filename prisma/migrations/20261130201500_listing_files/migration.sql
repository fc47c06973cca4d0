-- Older workers may work on it.
-- What the server of a list calls the version of its file that was stored last.
CREATE TABLE "listing_files" (
    "listing" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "etag" TEXT,
    "last_modified" TEXT,
    "parser_version" INTEGER NOT NULL,
    "read_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "listing_files_pkey" PRIMARY KEY ("listing")
);
