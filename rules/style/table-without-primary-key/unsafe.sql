CREATE TABLE events (kind text);
