CREATE INDEX CONCURRENTLY measurements_sensor_idx ON measurements (sensor);
CREATE INDEX measurements_at_idx ON measurements (at);
