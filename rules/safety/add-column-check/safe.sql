SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN discount integer;
ALTER TABLE orders ADD CONSTRAINT orders_discount_check CHECK (discount >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_discount_check;
