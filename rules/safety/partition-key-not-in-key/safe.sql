CREATE TABLE metrics (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
