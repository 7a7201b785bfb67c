CREATE TABLE bills (id bigint PRIMARY KEY, total money);
