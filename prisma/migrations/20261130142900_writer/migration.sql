-- The role of the API and of the workers: they read and write rows, and can make, change and drop nothing else. What logs in
-- is a member of it. Where this user may not make roles, whoever may can make it and grant the same.
-- Older workers may work on it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_writer') THEN
        CREATE ROLE "tickermill_writer" NOLOGIN;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
    RAISE NOTICE 'tickermill_writer is not made here: %', SQLERRM;
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tickermill_writer') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO "tickermill_writer"', current_schema());
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO "tickermill_writer"', current_schema());
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO "tickermill_writer"', current_schema());
        -- What later migrations make.
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "tickermill_writer"', current_schema());
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO "tickermill_writer"', current_schema());
        -- Which migrations were applied is their owner's to write.
        IF to_regclass('_prisma_migrations') IS NOT NULL THEN
            REVOKE INSERT, UPDATE, DELETE ON "_prisma_migrations" FROM "tickermill_writer";
        END IF;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'tickermill_writer is granted nothing here: %', SQLERRM;
END $$;
