-- approved-by: alice
SET lock_timeout = '2s';
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;
