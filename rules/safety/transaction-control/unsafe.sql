CREATE TABLE regions (id bigint PRIMARY KEY);
COMMIT;
