CREATE TABLE copies AS SELECT * FROM events; -- ok: table-without-primary-key
CREATE TABLE twins (LIKE events INCLUDING INDEXES); -- ok: table-without-primary-key
CREATE TABLE likes (LIKE events); -- expect: table-without-primary-key
CREATE TABLE heirs () INHERITS (events); -- ok: table-without-primary-key
CREATE TABLE scratch (a int); -- ok: table-without-primary-key
DROP TABLE scratch;
CREATE TABLE later (id bigint); -- ok: table-without-primary-key
ALTER TABLE later ADD PRIMARY KEY (id);
CREATE TABLE again (a int); -- expect: table-without-primary-key
CREATE TABLE IF NOT EXISTS again (a int); -- ok: table-without-primary-key
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); -- ok: table-without-primary-key
