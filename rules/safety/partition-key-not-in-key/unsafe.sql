CREATE TABLE metrics (id bigint, at timestamptz, PRIMARY KEY (id)) PARTITION BY RANGE (at);
