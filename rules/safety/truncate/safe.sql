SET lock_timeout = '2s';
CREATE TABLE imports (id bigint PRIMARY KEY, line text);
TRUNCATE imports;
