CREATE TABLE bookings (
  id bigint PRIMARY KEY,
  room text NOT NULL,
  during tstzrange NOT NULL,
  CONSTRAINT bookings_no_overlap EXCLUDE USING gist (room WITH =, during WITH &&)
);
