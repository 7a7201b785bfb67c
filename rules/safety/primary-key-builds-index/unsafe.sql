SET lock_timeout = '2s';
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id);
