SET lock_timeout = '2s';
ALTER TABLE people RENAME COLUMN surname TO family_name;
