SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN discount integer CHECK (discount >= 0);
