-- The folding of 002 anew, in READ COMMITTED: as it was, it locked the gap at the end of count_delta, where every import adds,
-- and the two met in deadlocks.
DROP PROCEDURE counters_fold;

-- Folds up to p_limit moves into the counters. Any number may run: rows taken by another are skipped.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE counters_fold(IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  -- no locks on the gaps between keys: imports go on adding moves meanwhile
  SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
  START TRANSACTION;
  CREATE TEMPORARY TABLE IF NOT EXISTS folding (id BIGINT UNSIGNED NOT NULL PRIMARY KEY, set_number SMALLINT UNSIGNED NOT NULL,
    dim TINYINT UNSIGNED NOT NULL, k INT UNSIGNED NOT NULL, n INT NOT NULL) ENGINE=MEMORY;
  DELETE FROM folding;
  INSERT INTO folding SELECT id, set_number, dim, k, n FROM count_delta ORDER BY id LIMIT p_limit FOR UPDATE SKIP LOCKED;
  SET p_done = ROW_COUNT();
  IF p_done > 0 THEN
    INSERT INTO counter (set_number, dim, k, n)
      SELECT * FROM (SELECT set_number, dim, k, SUM(n) AS s FROM folding GROUP BY set_number, dim, k ORDER BY set_number, dim, k) f
      ON DUPLICATE KEY UPDATE n = n + VALUES(n);
    DELETE c FROM count_delta c JOIN folding f ON f.id = c.id;
  END IF;
  COMMIT;
END;
