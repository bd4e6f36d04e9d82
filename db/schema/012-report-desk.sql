-- Reports as staff look at them: by kind and state along an index, and told to those who received an error.
ALTER TABLE report
  ADD KEY report_kind (kind, number),
  ADD KEY report_state (state, number);

-- Tells the applicants of reports of their own that a record in them was wrong, as far as a telephone or mail is
-- known: number and state of their case, never content. Reports issued before p_before, when the error was mended; each case once.
-- p_told: messages that were added.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_tell(IN p_record BIGINT UNSIGNED, IN p_before DATETIME, IN p_now DATETIME,
  OUT p_told INT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_id BIGINT UNSIGNED DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT id INTO v_id FROM record WHERE id = p_record FOR UPDATE; -- one of two who tell at once waits, and finds it done
  INSERT INTO outbox (message_id, channel, recipient, key_no, to_hash, template, values_json, due_at, made_at, case_number)
    SELECT LOWER(HEX(RANDOM_BYTES(16))), w.channel, IF(w.channel = 'sms', a.phone, a.mail), a.key_no, IF(w.channel = 'sms', a.phone_hash, a.mail_hash),
           'wrong_data', JSON_OBJECT('number', c.number, 'kind', c.kind, 'state', c.state, 'move', 'wrong_data', 'due', ''), p_now, p_now, c.number
      FROM report_record s JOIN report r ON r.number = s.number JOIN casefile c ON c.number = r.case_number
      JOIN case_person a ON a.case_number = c.number AND a.role = 'applicant'
      JOIN (SELECT 'sms' AS channel UNION ALL SELECT 'mail') w
     WHERE s.record_id = p_record AND r.issued_at < p_before AND r.kind IN ('full','compliance') AND v_id IS NOT NULL
       AND IF(w.channel = 'sms', a.phone, a.mail) IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_number = c.number AND o.template = 'wrong_data' AND o.made_at >= p_before);
  SET p_told = ROW_COUNT();
END;
