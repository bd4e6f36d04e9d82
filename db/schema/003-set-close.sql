-- Takes up to p_limit records of a set that is no longer public off the site. p_done: how many were looked at, 0 when none is left.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE set_close(IN p_set SMALLINT UNSIGNED, IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_record BIGINT UNSIGNED;
  DECLARE v_lock BIGINT UNSIGNED;
  DECLARE v_over BOOLEAN DEFAULT FALSE;
  DECLARE of_set CURSOR FOR SELECT record_id FROM published WHERE set_number = p_set LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  IF EXISTS (SELECT 1 FROM info_set WHERE number = p_set AND openness <> 'public') THEN
    OPEN of_set;
    walk: LOOP
      FETCH of_set INTO v_record;
      IF v_over THEN LEAVE walk; END IF;
      START TRANSACTION;
      SELECT id INTO v_lock FROM record WHERE id = v_record FOR UPDATE;
      CALL record_publish(v_record);
      COMMIT;
      SET p_done = p_done + 1;
    END LOOP walk;
    CLOSE of_set;
  END IF;
END;
