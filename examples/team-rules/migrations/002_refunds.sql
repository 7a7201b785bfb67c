-- approved-by: alice
BEGIN;
SET LOCAL lock_timeout = '2s';
CREATE TABLE billing.refunds (id bigint PRIMARY KEY, "orderId" bigint REFERENCES orders);
ALTER TABLE orders ADD COLUMN refunded boolean;
COMMIT;
