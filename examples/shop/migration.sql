-- The same change, as it is often written by hand.
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
ALTER TABLE orders ALTER COLUMN region SET NOT NULL;
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);
ALTER TABLE customer ADD CONSTRAINT customer_email_key UNIQUE (email);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_region_placed_at_idx ON orders (region, placed_at);
ALTER TABLE orders DROP COLUMN coupon;
