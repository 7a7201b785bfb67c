SET lock_timeout = '2s';
CREATE TABLE import_lines (line text);
DROP TABLE import_lines;
