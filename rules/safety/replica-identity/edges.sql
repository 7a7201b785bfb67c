ALTER TABLE orders REPLICA IDENTITY NOTHING; -- expect: replica-identity
ALTER TABLE orders REPLICA IDENTITY DEFAULT; -- ok: replica-identity
CREATE TABLE regions (id bigint PRIMARY KEY);
ALTER TABLE regions REPLICA IDENTITY FULL; -- ok: replica-identity
ALTER TABLE regions REPLICA IDENTITY NOTHING; -- ok: replica-identity
