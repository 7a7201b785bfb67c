SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN code text DEFAULT next_code();
