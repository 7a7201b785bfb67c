CREATE TABLE orders (id bigint PRIMARY KEY, total integer, tenant uuid NOT NULL DEFAULT gen_random_uuid());
CREATE INDEX orders_tenant_idx ON orders (tenant);
CREATE POLICY tenant_isolation ON orders AS RESTRICTIVE
  USING (tenant = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY tenant_access ON orders USING (true);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE TABLE lines (id bigint PRIMARY KEY, "order" bigint NOT NULL REFERENCES orders);
CREATE POLICY tenant_access ON lines USING (EXISTS (SELECT FROM orders o WHERE o.id = "order" AND o.tenant IS NOT NULL));
ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
CREATE TABLE notes (id bigint PRIMARY KEY, author text NOT NULL, published boolean NOT NULL);
CREATE POLICY authors_read ON notes FOR SELECT USING (published OR author = current_user);
CREATE POLICY authors_write ON notes FOR INSERT WITH CHECK (author = current_user);
CREATE POLICY published_only ON notes AS RESTRICTIVE USING (author <> '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE TABLE drafts (id bigint PRIMARY KEY, author text NOT NULL);
CREATE POLICY author_access ON drafts USING (author = current_user);
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
