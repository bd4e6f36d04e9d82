-- What the background worker does again and again. Each procedure takes a bounded bite; any number of workers may run: every row is
-- looked at again under its own lock, so that what one did the other does not do twice. Moments and days come from the caller.

ALTER TABLE case_clock
  ADD escalated_at DATETIME(3) NULL,              -- reviewers were told that it is over for long
  ADD KEY case_clock_escalated (stopped_at, escalated_at, due);

-- personal negative information is kept five years: found without looking through all records
ALTER TABLE record
  ADD KEY record_person (is_person, state, decided_on);

-- A message about a clock: to the console, or sealed to the applicant.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clock_message(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_step VARCHAR(32), IN p_due DATE,
  IN p_channel VARCHAR(8), IN p_to VARBINARY(400), IN p_key_no INT, IN p_hash BINARY(32), IN p_template VARCHAR(32), IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_kind, v_state VARCHAR(16);
  SELECT kind, state INTO v_kind, v_state FROM casefile WHERE number = p_number;
  IF p_to IS NOT NULL AND p_to <> '' THEN
    INSERT INTO outbox (state, sent_at, message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number)
      VALUES (IF(p_channel = 'desk', 'sent', 'waiting'), IF(p_channel = 'desk', p_now, NULL),
              LOWER(HEX(RANDOM_BYTES(16))), p_channel, p_to, p_key_no, p_hash, p_template,
              JSON_OBJECT('number', p_number, 'kind', v_kind, 'state', v_state, 'step', p_step, 'due', DATE_FORMAT(p_due, '%Y-%m-%d')),
              p_now, p_now, p_number);
  END IF;
END;

-- To the applicant, by telephone and mail as far as they are known.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clock_tell_applicant(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_step VARCHAR(32),
  IN p_due DATE, IN p_template VARCHAR(32), IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_key INT DEFAULT 0;
  DECLARE v_phone, v_mail VARBINARY(400) DEFAULT NULL;
  DECLARE v_phone_hash, v_mail_hash BINARY(32) DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT key_no, phone, mail, phone_hash, mail_hash INTO v_key, v_phone, v_mail, v_phone_hash, v_mail_hash
    FROM case_person WHERE case_number = p_number AND role = 'applicant';
  CALL clock_message(p_number, p_step, p_due, 'sms', v_phone, v_key, v_phone_hash, p_template, p_now);
  CALL clock_message(p_number, p_step, p_due, 'mail', v_mail, v_key, v_mail_hash, p_template, p_now);
END;

-- To whose desk a clock's message goes: the source unit's, the member of staff in charge, or all clerks.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clock_tell_desk(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_step VARCHAR(32),
  IN p_due DATE, IN p_unit BOOLEAN, IN p_template VARCHAR(32), IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_owner VARCHAR(64) DEFAULT '';
  DECLARE v_source SMALLINT UNSIGNED DEFAULT NULL;
  SELECT owner, source_id INTO v_owner, v_source FROM casefile WHERE number = p_number;
  CALL clock_message(p_number, p_step, p_due, 'desk',
    CASE WHEN p_unit AND v_source IS NOT NULL THEN CONCAT('unit:', v_source) WHEN v_owner <> '' THEN CONCAT('staff:', v_owner) ELSE 'role:clerk' END,
    0, NULL, p_template, p_now);
END;

-- Clocks that end on p_soon, the next working day, or before, and are not over: their owner is told once. The first look at an
-- application is due the day that it comes in, and its coming was told.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clocks_warn(IN p_today DATE, IN p_soon DATE, IN p_now DATETIME, IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_number VARCHAR(32) CHARACTER SET ascii;
  DECLARE v_seq SMALLINT UNSIGNED;
  DECLARE v_step VARCHAR(32);
  DECLARE v_owner VARCHAR(64);
  DECLARE v_due DATE;
  DECLARE v_over BOOLEAN DEFAULT FALSE;
  DECLARE clocks CURSOR FOR SELECT case_number, seq FROM case_clock
    WHERE stopped_at IS NULL AND warned_at IS NULL AND due BETWEEN p_today AND p_soon AND step <> 'accept' LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  OPEN clocks;
  walk: LOOP
    SET v_over = FALSE;
    FETCH clocks INTO v_number, v_seq;
    IF v_over THEN LEAVE walk; END IF;
    START TRANSACTION;
    SET v_due = NULL;
    SELECT step, owner, due INTO v_step, v_owner, v_due FROM case_clock WHERE case_number = v_number AND seq = v_seq
       AND stopped_at IS NULL AND warned_at IS NULL FOR UPDATE;
    IF v_due IS NOT NULL THEN
      UPDATE case_clock SET warned_at = p_now WHERE case_number = v_number AND seq = v_seq;
      IF v_owner = 'applicant' THEN
        CALL clock_tell_applicant(v_number, v_step, v_due, 'due_soon', p_now);
      ELSE
        CALL clock_tell_desk(v_number, v_step, v_due, v_owner = 'unit', IF(v_owner = 'unit', 'unit_due_soon', 'desk_due_soon'), p_now);
      END IF;
      SET p_done = p_done + 1;
    END IF;
    COMMIT;
  END LOOP walk;
  CLOSE clocks;
END;

-- Clocks that are over: whoever owns them and the office are told, once a day (p_since: when today began).
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clocks_overdue(IN p_today DATE, IN p_since DATETIME, IN p_now DATETIME, IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_number VARCHAR(32) CHARACTER SET ascii;
  DECLARE v_seq SMALLINT UNSIGNED;
  DECLARE v_step VARCHAR(32);
  DECLARE v_owner VARCHAR(64);
  DECLARE v_due DATE;
  DECLARE v_first, v_over BOOLEAN DEFAULT FALSE;
  DECLARE clocks CURSOR FOR SELECT case_number, seq FROM case_clock
    WHERE stopped_at IS NULL AND due < p_today AND (overdue_at IS NULL OR overdue_at < p_since) LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  OPEN clocks;
  walk: LOOP
    SET v_over = FALSE;
    FETCH clocks INTO v_number, v_seq;
    IF v_over THEN LEAVE walk; END IF;
    START TRANSACTION;
    SET v_due = NULL;
    SELECT step, owner, due, overdue_at IS NULL INTO v_step, v_owner, v_due, v_first FROM case_clock WHERE case_number = v_number AND seq = v_seq
       AND stopped_at IS NULL AND (overdue_at IS NULL OR overdue_at < p_since) FOR UPDATE;
    IF v_due IS NOT NULL THEN
      UPDATE case_clock SET overdue_at = p_now WHERE case_number = v_number AND seq = v_seq;
      IF v_owner = 'applicant' AND v_first THEN
        CALL clock_tell_applicant(v_number, v_step, v_due, 'overdue', p_now);
      ELSEIF v_owner = 'unit' THEN
        CALL clock_tell_desk(v_number, v_step, v_due, TRUE, 'unit_overdue', p_now);
      END IF;
      CALL clock_tell_desk(v_number, v_step, v_due, FALSE, 'desk_overdue', p_now);
      SET p_done = p_done + 1;
    END IF;
    COMMIT;
  END LOOP walk;
  CLOSE clocks;
END;

-- Clocks that ended on p_until or before and still run: the reviewers are told, once. What waits for the applicant is not theirs.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clocks_escalate(IN p_until DATE, IN p_now DATETIME, IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_number VARCHAR(32) CHARACTER SET ascii;
  DECLARE v_seq SMALLINT UNSIGNED;
  DECLARE v_step VARCHAR(32);
  DECLARE v_due DATE;
  DECLARE v_over BOOLEAN DEFAULT FALSE;
  DECLARE clocks CURSOR FOR SELECT case_number, seq FROM case_clock
    WHERE stopped_at IS NULL AND escalated_at IS NULL AND due <= p_until AND owner <> 'applicant' LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  OPEN clocks;
  walk: LOOP
    SET v_over = FALSE;
    FETCH clocks INTO v_number, v_seq;
    IF v_over THEN LEAVE walk; END IF;
    START TRANSACTION;
    SET v_due = NULL;
    SELECT step, due INTO v_step, v_due FROM case_clock WHERE case_number = v_number AND seq = v_seq
       AND stopped_at IS NULL AND escalated_at IS NULL FOR UPDATE;
    IF v_due IS NOT NULL THEN
      UPDATE case_clock SET escalated_at = p_now WHERE case_number = v_number AND seq = v_seq;
      CALL clock_message(v_number, v_step, v_due, 'desk', 'role:reviewer', 0, NULL, 'desk_escalated', p_now);
      SET p_done = p_done + 1;
    END IF;
    COMMIT;
  END LOOP walk;
  CLOSE clocks;
END;

-- Personal negative information is kept five years from the end of the event (辽宁省公共信用信息管理办法 art. 17): up to p_limit live
-- records of natural persons whose event ended on p_until or before expire. The event ends with its validity or publication, whichever
-- is later; one that is published while it lasts has not ended.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE retention_end(IN p_until DATE, IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_record BIGINT UNSIGNED;
  DECLARE v_one TINYINT;
  DECLARE v_over BOOLEAN DEFAULT FALSE;
  DECLARE ended CURSOR FOR SELECT r.id FROM record r JOIN info_set s ON s.number = r.set_number
    WHERE r.is_person AND r.state = 'live' AND r.decided_on <= p_until AND s.group_code IN ('black','penalty','attention','abnormal')
      AND (r.publish_until IS NOT NULL OR NOT r.publishable)
      AND GREATEST(r.decided_on, COALESCE(r.valid_until, r.decided_on), COALESCE(r.publish_until, r.decided_on)) <= p_until
      AND NOT EXISTS (SELECT 1 FROM record_hold h WHERE h.record_id = r.id AND h.closed_at IS NULL) LIMIT p_limit;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_over = TRUE;
  SET p_done = 0;
  OPEN ended;
  walk: LOOP
    SET v_over = FALSE;
    FETCH ended INTO v_record;
    IF v_over THEN LEAVE walk; END IF;
    START TRANSACTION;
    CALL record_end(v_record, 'expired', 'clerk', NULL, NULL, v_one);
    COMMIT;
    SET p_done = p_done + v_one;
  END LOOP walk;
  CLOSE ended;
END;

-- Rows that have had their time: uploads whose form was never filed (24 h), keys of forms (30 days), sessions and wrong codes (a day
-- after they ended), jobs that are done (30 days).
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE rows_sweep(IN p_now DATETIME, IN p_limit INT, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DELETE FROM upload WHERE at < p_now - INTERVAL 24 HOUR ORDER BY at LIMIT p_limit;
  SET p_done = ROW_COUNT();
  DELETE FROM idempotency WHERE at < p_now - INTERVAL 30 DAY ORDER BY at LIMIT p_limit;
  SET p_done = p_done + ROW_COUNT();
  DELETE FROM staff_session WHERE seen_at < p_now - INTERVAL 1 DAY ORDER BY seen_at LIMIT p_limit;
  SET p_done = p_done + ROW_COUNT();
  DELETE FROM attempt WHERE at < p_now - INTERVAL 1 DAY AND (until IS NULL OR until < p_now) ORDER BY at LIMIT p_limit;
  SET p_done = p_done + ROW_COUNT();
  DELETE FROM job WHERE state = 'done' AND done_at < p_now - INTERVAL 30 DAY ORDER BY done_at LIMIT p_limit;
  SET p_done = p_done + ROW_COUNT();
END;

-- Decided cases whose applicant was told: nothing of theirs waits any more, and at least one message of the decision went out.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE cases_to_close(IN p_limit INT, OUT p_json LONGTEXT)
READS SQL DATA SQL SECURITY DEFINER
SELECT JSON_ARRAYAGG(JSON_OBJECT('number', w.number, 'kind', w.kind)) INTO p_json FROM
  (SELECT c.number, c.kind FROM casefile c
    WHERE c.state = 'decided'
      AND EXISTS (SELECT 1 FROM outbox o WHERE o.case_number = c.number AND o.template = 'decided' AND o.channel <> 'desk' AND o.state = 'sent')
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_number = c.number AND o.channel <> 'desk' AND o.state = 'waiting')
    ORDER BY c.next_due, c.number LIMIT p_limit) w;

-- Which of these digests (64 hexadecimal signs each, in one text) a case or a waiting form has.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE files_known(IN p_digests LONGTEXT, OUT p_json LONGTEXT)
READS SQL DATA SQL SECURITY DEFINER
SELECT JSON_ARRAYAGG(LOWER(HEX(d.sha256))) INTO p_json
  FROM (SELECT UNHEX(j.digest) AS sha256 FROM JSON_TABLE(p_digests, '$[*]' COLUMNS (digest CHAR(64) PATH '$')) j) d
 WHERE EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = d.sha256) OR EXISTS (SELECT 1 FROM upload u WHERE u.sha256 = d.sha256);

-- After a confirmed error: whoever applied for a report that shows the record is told that it has changed. Reports for everybody have
-- nobody to be told; their verification says so. p_done: how many messages.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE recipients_tell(IN p_case VARCHAR(32) CHARACTER SET ascii, IN p_now DATETIME, OUT p_done INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_record BIGINT UNSIGNED DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT record_id INTO v_record FROM casefile WHERE number = p_case;
  INSERT INTO outbox (message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number)
    SELECT LOWER(HEX(RANDOM_BYTES(16))), n.channel, IF(n.channel = 'sms', p.phone, p.mail), p.key_no, IF(n.channel = 'sms', p.phone_hash, p.mail_hash),
           'report_changed', JSON_OBJECT('number', c.number, 'kind', c.kind, 'state', c.state, 'due', ''), p_now, p_now, c.number
      FROM report_record rr JOIN report r ON r.number = rr.number AND r.state = 'issued'
      JOIN casefile c ON c.number = r.case_number
      JOIN case_person p ON p.case_number = c.number AND p.role = 'applicant'
      JOIN (SELECT 'sms' AS channel UNION ALL SELECT 'mail') n
     WHERE rr.record_id = v_record AND IF(n.channel = 'sms', p.phone, p.mail) IS NOT NULL;
  SET p_done = ROW_COUNT();
END;
