CREATE TABLE measurements (
  at timestamptz NOT NULL,
  sensor bigint NOT NULL,
  value double precision
) PARTITION BY RANGE (at);

CREATE TABLE measurements_2025 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE measurements_2026 PARTITION OF measurements FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
