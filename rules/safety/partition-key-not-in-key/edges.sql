CREATE TABLE metrics (id bigint, at timestamptz, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); -- ok: partition-key-not-in-key
CREATE TABLE visits (id bigint, at timestamptz, UNIQUE (id)) PARTITION BY RANGE (at); -- expect: partition-key-not-in-key
CREATE TABLE days (id bigint, at timestamptz, PRIMARY KEY (id)) PARTITION BY RANGE ((at::date)); -- ok: partition-key-not-in-key
