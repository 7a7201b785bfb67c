SET lock_timeout = '2s';
-- wesley:ignore drop-column not read since release 4.2
ALTER TABLE orders DROP COLUMN coupon;
