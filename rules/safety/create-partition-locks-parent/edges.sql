-- @test before 12 the parent was locked whichever way
-- @server 11
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); -- ok: create-partition-locks-parent
