CALL rebuild_totals();
