CREATE SCHEMA billing;
BEGIN;
CREATE TABLE billing.payments (id bigint PRIMARY KEY, owner text NOT NULL);
CREATE POLICY own_rows ON billing.payments USING (owner = current_user);
ALTER TABLE billing.payments ENABLE ROW LEVEL SECURITY;
COMMIT;
