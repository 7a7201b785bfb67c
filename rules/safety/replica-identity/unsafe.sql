SET lock_timeout = '2s';
ALTER TABLE orders REPLICA IDENTITY FULL;
