DO $$ BEGIN EXECUTE 'ALTER TABLE ' || current_setting('app.table') || ' ADD COLUMN note text'; END $$;
