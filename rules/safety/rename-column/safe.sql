SET lock_timeout = '2s';
CREATE TABLE imports (line text);
ALTER TABLE imports RENAME COLUMN line TO content;
