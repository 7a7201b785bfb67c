SET lock_timeout = '2s';
CREATE TABLE imports (line text NOT NULL);
ALTER TABLE imports ALTER COLUMN line DROP NOT NULL;
