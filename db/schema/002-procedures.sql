-- The one rule of publication, and the moves that change what is public.
-- Every move takes its record's row lock first, then changes state, projection, change log and counters in one transaction.
-- The definer is a locked account: nobody signs in as it.

-- A record is on the site if and only if it stands here: live, its set public, its own rule met,
-- no open hold, and today (Asia/Shanghai) within its publication period.
CREATE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW publishable AS
SELECT r.set_number, r.decided_on, r.id AS record_id, r.subject_id,
       COALESCE(r.public_name, r.name) AS name,
       IF(r.is_person, NULL, r.uscc) AS uscc,
       r.is_person, r.document_no, r.authority, r.region,
       IF(r.region = 210000, 210000, r.region DIV 100 * 100) AS city,
       r.source_id, r.kind, r.amount, r.grade, r.valid_from, r.valid_until,
       DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR) AS published_on,
       r.publish_until, r.flagged, r.version, r.updated_at,
       COALESCE(r.face, r.facts) AS fields
  FROM record r JOIN info_set s ON s.number = r.set_number
 WHERE r.state = 'live' AND r.publishable AND s.openness = 'public'
   AND r.publish_from <= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR)
   AND (r.publish_until IS NULL OR r.publish_until >= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR))
   AND NOT EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL);

-- Adds n to every counter of one published record.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE count_move(IN p_record BIGINT UNSIGNED, IN p_n INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT INTO count_delta (set_number, dim, k, n)
  SELECT p.set_number, d.dim,
         CASE d.dim WHEN 0 THEN 0 WHEN 1 THEN p.region WHEN 2 THEN p.source_id
                    WHEN 3 THEN TO_DAYS(p.decided_on) WHEN 4 THEN TO_DAYS(p.published_on)
                    ELSE CRC32(COALESCE(p.kind, '')) END, p_n
    FROM published p
    JOIN (SELECT 0 AS dim UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) d
   WHERE p.record_id = p_record;

-- Takes a record off the site, if it is on it. p_change: 'gone' or 'annulled', what the change log says.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_unpublish(IN p_record BIGINT UNSIGNED, IN p_change VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF EXISTS (SELECT 1 FROM published WHERE record_id = p_record) THEN
    CALL count_move(p_record, -1);
    INSERT INTO published_change (at, kind, record_id, set_number, subject_id)
      SELECT UTC_TIMESTAMP(3), p_change, record_id, set_number, subject_id FROM published WHERE record_id = p_record;
    DELETE FROM published WHERE record_id = p_record;
  END IF;
END;

-- Puts a record on the site if the rule lets it, and takes it off if not: brings published in line with the record.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_publish(IN p_record BIGINT UNSIGNED)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  IF NOT EXISTS (SELECT 1 FROM publishable WHERE record_id = p_record) THEN
    CALL record_unpublish(p_record, 'gone');
  ELSEIF NOT EXISTS (SELECT 1 FROM published WHERE record_id = p_record) THEN
    INSERT INTO published (set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region, city,
                           source_id, kind, amount, grade, valid_from, valid_until, published_on, publish_until, flagged, version, updated_at, fields)
      SELECT set_number, decided_on, record_id, subject_id, name, uscc, is_person, document_no, authority, region, city,
             source_id, kind, amount, grade, valid_from, valid_until, published_on, publish_until, flagged, version, updated_at, fields
        FROM publishable WHERE record_id = p_record;
    CALL count_move(p_record, 1);
    INSERT INTO published_change (at, kind, record_id, set_number, subject_id)
      SELECT UTC_TIMESTAMP(3), 'published', record_id, set_number, subject_id FROM published WHERE record_id = p_record;
  END IF;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_event_add(IN p_record BIGINT UNSIGNED, IN p_kind VARCHAR(16),
  IN p_actor VARCHAR(64), IN p_document VARCHAR(128), IN p_reason VARCHAR(1000))
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT INTO record_event (record_id, seq, at, kind, actor, document_no, reason)
  SELECT p_record, COALESCE(MAX(seq), 0) + 1, UTC_TIMESTAMP(3), p_kind, p_actor, p_document, p_reason
    FROM record_event WHERE record_id = p_record;

-- Ends the life of a live record: 'withdrawn', 'annulled', 'repaired', 'deleted' or 'expired'.
-- An annulment leaves a public notice with its document number and reason (行政处罚法 2021, art. 48).
-- p_done: 1 done, 0 the record is not there or not live (nothing changes).
-- p_reason is required for all but 'expired'; SQLSTATE 45000 else.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_end(IN p_record BIGINT UNSIGNED, IN p_state VARCHAR(16),
  IN p_actor VARCHAR(64), IN p_document VARCHAR(128), IN p_reason VARCHAR(1000), OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_state VARCHAR(16) DEFAULT NULL;
  DECLARE v_public BOOLEAN DEFAULT FALSE;
  SET p_done = 0;
  IF p_state NOT IN ('withdrawn','annulled','repaired','deleted','expired') THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'unknown state';
  END IF;
  IF p_state <> 'expired' AND COALESCE(p_reason, '') = '' THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a reason is required';
  END IF;
  SELECT state INTO v_state FROM record WHERE id = p_record FOR UPDATE;
  IF v_state = 'live' THEN
    SET v_public = EXISTS (SELECT 1 FROM publishable WHERE record_id = p_record);
    IF p_state = 'annulled' AND v_public THEN
      REPLACE INTO published_notice (record_id, set_number, subject_id, name, document_no, notice_no, reason, day)
        SELECT id, set_number, subject_id, COALESCE(public_name, name), document_no, p_document, p_reason,
               DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR) FROM record WHERE id = p_record;
    END IF;
    CALL record_unpublish(p_record, IF(p_state = 'annulled', 'annulled', 'gone'));
    UPDATE record SET state = p_state, version = version + 1, updated_at = UTC_TIMESTAMP(3) WHERE id = p_record;
    CALL record_event_add(p_record, p_state, p_actor, p_document, p_reason);
    SET p_done = 1;
  END IF;
END;

-- Opens a hold for a case (objection, 辽宁省公共信用信息管理办法 art. 20–21: while it is open the record is not published).
-- The same case on the same record again changes nothing. p_done: 1 held now, 0 no such live record.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_hold_open(IN p_record BIGINT UNSIGNED, IN p_case VARCHAR(32),
  IN p_rule VARCHAR(32), IN p_actor VARCHAR(64), OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_state VARCHAR(16) DEFAULT NULL;
  SET p_done = 0;
  SELECT state INTO v_state FROM record WHERE id = p_record FOR UPDATE;
  IF v_state = 'live' THEN
    SET p_done = 1;
    IF NOT EXISTS (SELECT 1 FROM record_hold WHERE case_number = p_case AND record_id = p_record) THEN
      INSERT INTO record_hold (record_id, case_number, rule, opened_at) VALUES (p_record, p_case, p_rule, UTC_TIMESTAMP(3));
      CALL record_event_add(p_record, 'held', p_actor, NULL, NULL);
      CALL record_unpublish(p_record, 'gone');
    END IF;
  END IF;
END;

-- Closes the hold of a case; the record returns when its last hold is closed. p_done: 1 closed, 0 no open hold.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE record_hold_close(IN p_record BIGINT UNSIGNED, IN p_case VARCHAR(32),
  IN p_actor VARCHAR(64), OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_state VARCHAR(16) DEFAULT NULL;
  SET p_done = 0;
  SELECT state INTO v_state FROM record WHERE id = p_record FOR UPDATE;
  UPDATE record_hold SET closed_at = UTC_TIMESTAMP(3) WHERE case_number = p_case AND record_id = p_record AND closed_at IS NULL;
  IF ROW_COUNT() > 0 THEN
    SET p_done = 1;
    CALL record_event_add(p_record, 'released', p_actor, NULL, NULL);
    CALL record_publish(p_record);
  END IF;
END;

-- Folds up to p_limit moves into the counters. Any number may run: rows taken by another are skipped.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE counters_fold(IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
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

-- Ends the publication of up to p_limit records whose last day is over. p_done: how many.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE publications_end(IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_record BIGINT UNSIGNED;
  DECLARE v_one TINYINT;
  DECLARE v_over BOOLEAN DEFAULT FALSE;
  DECLARE due CURSOR FOR SELECT record_id FROM published
    WHERE publish_until < DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR) ORDER BY publish_until LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  OPEN due;
  walk: LOOP
    FETCH due INTO v_record;
    IF v_over THEN LEAVE walk; END IF;
    START TRANSACTION;
    CALL record_end(v_record, 'expired', 'clerk', NULL, NULL, v_one);
    COMMIT;
    SET p_done = p_done + v_one;
  END LOOP walk;
  CLOSE due;
END;

-- Begins the publication of up to p_limit records whose first day has come. p_done: how many were looked at.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE publications_begin(IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_record BIGINT UNSIGNED;
  DECLARE v_day DATE;
  DECLARE v_lock BIGINT UNSIGNED;
  DECLARE v_over BOOLEAN DEFAULT FALSE;
  DECLARE due CURSOR FOR SELECT day, record_id FROM publish_due
    WHERE day <= DATE(UTC_TIMESTAMP() + INTERVAL 8 HOUR) ORDER BY day, record_id LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  OPEN due;
  walk: LOOP
    FETCH due INTO v_day, v_record;
    IF v_over THEN LEAVE walk; END IF;
    START TRANSACTION;
    SELECT id INTO v_lock FROM record WHERE id = v_record FOR UPDATE;
    CALL record_publish(v_record);
    DELETE FROM publish_due WHERE day = v_day AND record_id = v_record;
    COMMIT;
    SET p_done = p_done + 1;
  END LOOP walk;
  CLOSE due;
END;
