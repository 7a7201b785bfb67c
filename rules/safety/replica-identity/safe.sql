SET lock_timeout = '2s';
ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_pkey;
