SET lock_timeout = '2s';
ALTER TABLE customers ADD COLUMN email text UNIQUE;
