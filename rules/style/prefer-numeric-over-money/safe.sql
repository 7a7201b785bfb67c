CREATE TABLE bills (id bigint PRIMARY KEY, total numeric(12,2));
