-- @before
CREATE SCHEMA billing;
CREATE TABLE billing.open (id bigint PRIMARY KEY);
CREATE TABLE billing.closed (id bigint PRIMARY KEY);
ALTER TABLE billing.closed ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON billing.closed USING (true);

-- @test a table that was there
ALTER TABLE billing.open ADD COLUMN note text; -- expect: row-security
ALTER TABLE billing.closed ADD COLUMN note text; -- ok: row-security
ALTER TABLE billing.closed DISABLE ROW LEVEL SECURITY; -- expect: row-security

-- @test without a policy all rows are hidden
ALTER TABLE billing.open ENABLE ROW LEVEL SECURITY; -- expect: row-security

-- @test what is rolled back
BEGIN;
CREATE TABLE billing.refunds (id bigint PRIMARY KEY); -- ok: row-security
ALTER TABLE billing.open ADD COLUMN note text; -- ok: row-security
ALTER TABLE billing.closed DISABLE ROW LEVEL SECURITY; -- ok: row-security
ROLLBACK;

-- @test what is enabled and rolled back
BEGIN;
ALTER TABLE billing.open ENABLE ROW LEVEL SECURITY; -- ok: row-security
ROLLBACK;

-- @test a table that moves
CREATE TABLE refunds (id bigint PRIMARY KEY);
CREATE TABLE payouts (id bigint PRIMARY KEY);
CREATE POLICY own_rows ON payouts USING (true);
ALTER TABLE refunds SET SCHEMA billing; -- expect: row-security
ALTER TABLE payouts ENABLE ROW LEVEL SECURITY;
ALTER TABLE payouts SET SCHEMA billing; -- ok: row-security
ALTER TABLE billing.closed SET SCHEMA public; -- ok: row-security
BEGIN;
ALTER TABLE billing.open SET SCHEMA public;
ALTER TABLE open SET SCHEMA billing; -- ok: row-security
ROLLBACK;
