SET lock_timeout = '2s';
CREATE TABLE imports (id bigint PRIMARY KEY, line text NOT NULL);
ALTER TABLE imports ALTER COLUMN line DROP NOT NULL;
