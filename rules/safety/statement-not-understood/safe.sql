SET lock_timeout = '2s';
ALTER TABLE orders SET (fillfactor = 90);
