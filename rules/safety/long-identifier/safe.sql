CREATE TABLE a_short_name (id bigint PRIMARY KEY);
