CREATE TABLE orders (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE orders_0 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE orders_3 (id bigint NOT NULL, day date NOT NULL, PRIMARY KEY (id, day));
CREATE INDEX orders_day_idx ON orders (day);
CREATE INDEX orders_3_day_idx ON orders_3 (day);
