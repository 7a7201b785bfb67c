-- @test one person is not two
-- approved-by: alice
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT; -- expect: two-approvals
ALTER TABLE orders RENAME TO purchases; -- expect: two-approvals
ALTER TABLE customers ALTER COLUMN note DROP DEFAULT; -- ok: two-approvals

-- @test every kind of change
DROP TABLE orders; -- expect: two-approvals
CREATE INDEX CONCURRENTLY invoices_note_idx ON billing.invoices (note); -- expect: two-approvals
CREATE TRIGGER seen AFTER INSERT ON billing.invoices FOR EACH ROW EXECUTE FUNCTION seen(); -- expect: two-approvals
UPDATE billing.invoices SET note = '' WHERE id = 1; -- expect: two-approvals
TRUNCATE billing.invoices; -- expect: two-approvals
ALTER TABLE billing.invoices RENAME COLUMN note TO remark; -- expect: two-approvals
ALTER TABLE billing.invoices RENAME CONSTRAINT invoices_pkey TO invoices_key; -- expect: two-approvals
ALTER TRIGGER seen ON billing.invoices RENAME TO noticed; -- expect: two-approvals
DROP TRIGGER noticed ON billing.invoices; -- expect: two-approvals
CREATE POLICY all_rows ON billing.invoices USING (true); -- expect: two-approvals
ALTER POLICY all_rows ON billing.invoices USING (id > 0); -- expect: two-approvals
GRANT SELECT ON billing.invoices TO PUBLIC; -- expect: two-approvals
ALTER TABLE billing.invoices SET SCHEMA public; -- expect: two-approvals

-- @test two people who are named on the command line
-- @parameter approved_by = alice, bob
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT; -- ok: two-approvals

-- @test what is rolled back
BEGIN;
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT; -- ok: two-approvals
ROLLBACK;
