SET lock_timeout = '2s';
CREATE TABLE imports (line text);
TRUNCATE imports;
