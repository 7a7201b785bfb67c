SET lock_timeout = '2s';
ALTER TABLE orders ADD COLUMN shop_id bigint DEFAULT 1;
ALTER TABLE orders ADD CONSTRAINT orders_shop_fkey FOREIGN KEY (shop_id) REFERENCES shops (id) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_shop_fkey;
