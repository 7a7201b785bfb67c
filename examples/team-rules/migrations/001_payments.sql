-- approved-by: alice, bob
BEGIN;
SET LOCAL lock_timeout = '2s';
CREATE TABLE billing.payments (id bigint PRIMARY KEY, amount numeric(12, 2) NOT NULL, owner text NOT NULL);
COMMENT ON COLUMN billing.payments.id IS 'Number of the payment';
COMMENT ON COLUMN billing.payments.amount IS 'In euro, with tax';
COMMENT ON COLUMN billing.payments.owner IS 'Role that may see it';
CREATE POLICY own_rows ON billing.payments USING (owner = current_user);
ALTER TABLE billing.payments ENABLE ROW LEVEL SECURITY;
COMMIT;
