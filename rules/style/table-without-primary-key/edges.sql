CREATE TABLE copies AS SELECT * FROM events; -- ok: table-without-primary-key
CREATE TABLE twins (LIKE events INCLUDING INDEXES); -- ok: table-without-primary-key
CREATE TABLE likes (LIKE events); -- expect: table-without-primary-key
CREATE TABLE heirs () INHERITS (events); -- ok: table-without-primary-key
CREATE TABLE scratch (a int); -- ok: table-without-primary-key
DROP TABLE scratch;
CREATE TABLE later (id bigint); -- ok: table-without-primary-key
ALTER TABLE later ADD PRIMARY KEY (id);
