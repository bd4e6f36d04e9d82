-- What staff and the background worker do: clocks that move, messages, jobs, sign-in, the digest of the use log.
-- Each belongs into one transaction of its caller unless it says that it makes its own.

-- ---------------------------------------------------------------- cases

-- Takes a case as one's own, or gives it back with ''.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_assign(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_staff VARCHAR(64), OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_open BOOLEAN DEFAULT FALSE;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT is_open INTO v_open FROM casefile WHERE number = p_number FOR UPDATE;
  IF v_open THEN
    UPDATE casefile SET owner = p_staff WHERE number = p_number;
  END IF;
  SET p_result = IF(v_open, 'ok', 'not_found');
END;

-- The digest of a renewed query code, stored by whoever sends it.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE case_code_set(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_version INT UNSIGNED,
  IN p_hash BINARY(32), OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_version INT UNSIGNED DEFAULT NULL;
  DECLARE v_hash BINARY(32);
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT code_version, code_hash INTO v_version, v_hash FROM casefile WHERE number = p_number FOR UPDATE;
  IF v_version < p_version THEN
    UPDATE casefile SET code_version = p_version, code_hash = p_hash WHERE number = p_number;
    SET p_result = 'ok';
  ELSE
    SET p_result = IF(v_version = p_version AND v_hash = p_hash, 'ok', 'conflict');
  END IF;
END;

-- A running clock after its year's calendar was loaded: the old date stays beside the new one and in the history.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE clock_move(IN p_number VARCHAR(32) CHARACTER SET ascii, IN p_seq INT, IN p_old DATE, IN p_new DATE,
  IN p_provisional BOOLEAN, IN p_actor VARCHAR(64), IN p_now DATETIME, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_lock VARCHAR(16) DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT state INTO v_lock FROM casefile WHERE number = p_number FOR UPDATE;
  UPDATE case_clock SET due_before = IF(due <> p_new, due, due_before), due = p_new, provisional = p_provisional,
         warned_at = IF(p_new > p_old, NULL, warned_at), overdue_at = IF(p_new > p_old, NULL, overdue_at),
         escalated_at = IF(p_new > p_old, NULL, escalated_at)
   WHERE case_number = p_number AND seq = p_seq AND due = p_old AND stopped_at IS NULL;
  IF ROW_COUNT() > 0 THEN
    CALL case_due_refresh(p_number);
    IF p_new <> p_old THEN
      CALL case_event_add(p_number, p_now, 'calendar', p_actor, 'system', CONCAT(p_old, ' → ', p_new), FALSE);
    END IF;
    SET p_result = 'ok';
  ELSE
    SET p_result = 'conflict';
  END IF;
END;

-- ---------------------------------------------------------------- messages

-- Takes up to p_limit messages that are due under a lease of p_seconds. A recipient gets at most as many a day (Asia/Shanghai) and channel
-- as the setting notices_per_day says (10 without it); what is over waits until eight the next morning.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE outbox_take(IN p_owner VARCHAR(64), IN p_seconds INT, IN p_now DATETIME, IN p_limit INT, OUT p_json LONGTEXT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_id BIGINT UNSIGNED;
  DECLARE v_hash BINARY(32);
  DECLARE v_channel VARCHAR(8);
  DECLARE v_row LONGTEXT;
  DECLARE v_most, v_sent INT DEFAULT 10;
  DECLARE v_day DATETIME DEFAULT DATE(p_now + INTERVAL 8 HOUR) - INTERVAL 8 HOUR;
  DECLARE v_end BOOLEAN DEFAULT FALSE;
  DECLARE due CURSOR FOR SELECT id, to_hash, channel, JSON_OBJECT('id', id, 'message_id', message_id, 'channel', channel, 'key_no', key_no,
      'to', HEX(recipient), 'template', template, 'case_number', COALESCE(case_number, ''), 'values', values_json, 'tries', tries)
    FROM outbox FORCE INDEX (outbox_due) WHERE state IN ('waiting','limited') AND due_at <= p_now AND (until IS NULL OR until <= p_now)
    ORDER BY due_at LIMIT p_limit FOR UPDATE SKIP LOCKED;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_end = TRUE;
  SELECT CAST(value AS UNSIGNED) INTO v_most FROM setting WHERE name = 'notices_per_day';
  SET v_end = FALSE, p_json = '[]';
  OPEN due;
  walk: LOOP
    FETCH due INTO v_id, v_hash, v_channel, v_row;
    IF v_end THEN LEAVE walk; END IF;
    SET v_sent = 0;
    IF v_hash IS NOT NULL THEN
      SELECT COUNT(*) INTO v_sent FROM outbox WHERE to_hash = v_hash AND channel = v_channel AND id <> v_id AND (sent_at >= v_day OR (sent_at IS NULL AND until > p_now));
    END IF;
    IF v_sent >= v_most THEN
      UPDATE outbox SET state = 'limited', why = '当日通知已达上限，次日再发', owner = NULL, until = NULL, due_at = v_day + INTERVAL 32 HOUR WHERE id = v_id;
    ELSE
      UPDATE outbox SET owner = p_owner, until = p_now + INTERVAL p_seconds SECOND WHERE id = v_id;
      SET p_json = JSON_ARRAY_APPEND(p_json, '$', JSON_COMPACT(v_row));
    END IF;
  END LOOP walk;
  CLOSE due;
END;

-- A recipient is forgotten with the message sent.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE outbox_sent(IN p_id BIGINT UNSIGNED, IN p_owner VARCHAR(64), IN p_now DATETIME, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE outbox SET state = 'sent', sent_at = p_now, why = NULL, recipient = '', key_no = 0, owner = NULL, until = NULL, tries = tries + 1
   WHERE id = p_id AND owner = p_owner AND state IN ('waiting','limited');
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'conflict');
END;

-- Again after a minute, doubled by each try up to six hours, twenty times; or never.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE outbox_failed(IN p_id BIGINT UNSIGNED, IN p_owner VARCHAR(64), IN p_why VARCHAR(255), IN p_final BOOLEAN,
  IN p_now DATETIME, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE outbox SET due_at = p_now + INTERVAL LEAST(21600, 60 * POW(2, tries)) SECOND, state = IF(p_final OR tries >= 19, 'failed', 'waiting'),
         tries = tries + 1, why = p_why, owner = NULL, until = NULL
   WHERE id = p_id AND owner = p_owner AND state IN ('waiting','limited');
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'conflict');
END;

-- Once more, now, by staff: a failed message whose recipient is still known.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE outbox_retry(IN p_id BIGINT UNSIGNED, IN p_now DATETIME, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE outbox SET state = 'waiting', due_at = p_now, tries = 0, owner = NULL, until = NULL WHERE id = p_id AND state = 'failed';
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'not_found');
END;

-- ---------------------------------------------------------------- jobs

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE job_add(IN p_kind VARCHAR(32), IN p_argument VARCHAR(255), IN p_due DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT IGNORE INTO job (kind, argument, due_at) VALUES (p_kind, p_argument, p_due);

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE job_take(IN p_owner VARCHAR(64), IN p_seconds INT, IN p_now DATETIME, IN p_limit INT, OUT p_json LONGTEXT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_id BIGINT UNSIGNED;
  DECLARE v_row LONGTEXT;
  DECLARE v_end BOOLEAN DEFAULT FALSE;
  DECLARE due CURSOR FOR SELECT id, JSON_OBJECT('id', id, 'kind', kind, 'argument', argument, 'tries', tries)
    FROM job FORCE INDEX (job_due) WHERE state = 'waiting' AND due_at <= p_now AND (until IS NULL OR until <= p_now)
    ORDER BY due_at LIMIT p_limit FOR UPDATE SKIP LOCKED;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_end = TRUE;
  SET p_json = '[]';
  OPEN due;
  walk: LOOP
    FETCH due INTO v_id, v_row;
    IF v_end THEN LEAVE walk; END IF;
    UPDATE job SET owner = p_owner, until = p_now + INTERVAL p_seconds SECOND WHERE id = v_id;
    SET p_json = JSON_ARRAY_APPEND(p_json, '$', JSON_COMPACT(v_row));
  END LOOP walk;
  CLOSE due;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE job_done(IN p_id BIGINT UNSIGNED, IN p_owner VARCHAR(64), OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE job SET state = 'done', done_at = UTC_TIMESTAMP(3), why = NULL, owner = NULL, until = NULL, tries = tries + 1
   WHERE id = p_id AND owner = p_owner AND state = 'waiting';
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'conflict');
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE job_failed(IN p_id BIGINT UNSIGNED, IN p_owner VARCHAR(64), IN p_why VARCHAR(500), IN p_now DATETIME,
  OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE job SET due_at = p_now + INTERVAL LEAST(21600, 60 * POW(2, tries)) SECOND, state = IF(tries >= 19, 'failed', 'waiting'),
         tries = tries + 1, why = p_why, owner = NULL, until = NULL
   WHERE id = p_id AND owner = p_owner AND state = 'waiting';
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'conflict');
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE job_retry(IN p_id BIGINT UNSIGNED, IN p_now DATETIME, OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE job SET state = 'waiting', due_at = p_now, tries = 0, owner = NULL, until = NULL WHERE id = p_id AND state = 'failed';
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'not_found');
END;

-- ---------------------------------------------------------------- staff

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_new(IN p_name VARCHAR(64), IN p_role VARCHAR(16), IN p_unit SMALLINT UNSIGNED, IN p_password VARCHAR(255),
  IN p_totp VARBINARY(64))
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT INTO staff (name, role, unit_id, password, totp, created_at) VALUES (p_name, p_role, NULLIF(p_unit, 0), p_password, p_totp, UTC_TIMESTAMP(3));

-- One more wrong sign-in: from the p_most-th on a pause of p_pause seconds, doubled by each further one, at most a day.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_failed(IN p_id INT UNSIGNED, IN p_most INT, IN p_pause INT, IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
UPDATE staff SET failures = LEAST(failures + 1, 1000),
       locked_until = IF(failures >= p_most, p_now + INTERVAL LEAST(86400, p_pause * POW(2, LEAST(failures - p_most, 20))) SECOND, locked_until) WHERE id = p_id;

-- Signed in: the time step of the authenticator is used up. p_result: 'ok', 'conflict': it was used, or the account is closed.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_signed_in(IN p_id INT UNSIGNED, IN p_step BIGINT UNSIGNED, IN p_hash BINARY(32), IN p_now DATETIME,
  OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_before DATETIME DEFAULT NULL;
  DECLARE v_failures INT DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SELECT last_sign_in, failures INTO v_before, v_failures FROM staff
   WHERE id = p_id AND NOT disabled AND totp_used < p_step AND COALESCE(locked_until, p_now) <= p_now FOR UPDATE;
  IF v_failures IS NULL THEN
    SET p_result = 'conflict';
  ELSE
    UPDATE staff SET totp_used = p_step, failures = 0, locked_until = NULL, last_sign_in = p_now WHERE id = p_id;
    INSERT INTO staff_session (hash, staff_id, opened_at, seen_at, before_at, before_failures) VALUES (p_hash, p_id, p_now, p_now, v_before, v_failures);
    SET p_result = 'ok';
  END IF;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_session_seen(IN p_hash BINARY(32), IN p_now DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
UPDATE staff_session SET seen_at = p_now WHERE hash = p_hash AND seen_at < p_now;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_session_end(IN p_hash BINARY(32), OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DELETE FROM staff_session WHERE hash = p_hash;
  SET p_result = IF(ROW_COUNT() > 0, 'ok', 'not_found');
END;

-- A change to an account by p_actor: p_what is 'disable', 'enable', 'role' or 'secret'. Nobody does it to oneself, so an admin cannot give
-- itself a role; and the last admin who can sign in stays one. The account's sessions end.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_change(IN p_id INT UNSIGNED, IN p_what VARCHAR(8), IN p_role VARCHAR(16), IN p_unit SMALLINT UNSIGNED,
  IN p_password VARCHAR(255), IN p_totp VARBINARY(64), IN p_actor VARCHAR(64), OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_name VARCHAR(64) DEFAULT NULL;
  DECLARE v_role VARCHAR(16);
  DECLARE v_admins, v_lock INT DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  -- the admins first, in one order: two of them cannot take each other's right at once
  SELECT COUNT(*) INTO v_lock FROM staff WHERE role = 'admin' FOR UPDATE;
  SELECT name, role INTO v_name, v_role FROM staff WHERE id = p_id FOR UPDATE;
  SELECT COUNT(*) INTO v_admins FROM staff WHERE role = 'admin' AND NOT disabled AND id <> p_id;
  IF v_name IS NULL THEN
    SET p_result = 'not_found';
  ELSEIF v_name = p_actor OR (v_role = 'admin' AND v_admins = 0 AND (p_what = 'disable' OR (p_what = 'role' AND p_role <> 'admin'))) THEN
    SET p_result = 'denied';
  ELSE
    CASE p_what
      WHEN 'disable' THEN UPDATE staff SET disabled = TRUE WHERE id = p_id;
      WHEN 'enable' THEN UPDATE staff SET disabled = FALSE, failures = 0, locked_until = NULL WHERE id = p_id;
      WHEN 'role' THEN UPDATE staff SET role = p_role, unit_id = NULLIF(p_unit, 0) WHERE id = p_id;
      WHEN 'secret' THEN UPDATE staff SET password = p_password, totp = p_totp, totp_used = 0, failures = 0, locked_until = NULL WHERE id = p_id;
    END CASE;
    UPDATE staff SET changed_at = UTC_TIMESTAMP(3), changed_by = p_actor WHERE id = p_id;
    DELETE FROM staff_session WHERE staff_id = p_id;
    SET p_result = 'ok';
  END IF;
END;

-- One's own new password; other sessions end.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE staff_password(IN p_id INT UNSIGNED, IN p_password VARCHAR(255), IN p_hash BINARY(32), OUT p_result VARCHAR(16))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_mine INT DEFAULT 0;
  SELECT COUNT(*) INTO v_mine FROM staff_session WHERE hash = p_hash AND staff_id = p_id;
  IF v_mine THEN
    UPDATE staff SET password = p_password, changed_at = UTC_TIMESTAMP(3), changed_by = name WHERE id = p_id;
    DELETE FROM staff_session WHERE staff_id = p_id AND hash <> p_hash;
  END IF;
  SET p_result = IF(v_mine, 'ok', 'not_found');
END;

-- ---------------------------------------------------------------- the use log

-- The digest of a day (Asia/Shanghai) over its entries in order and the digest of the day before: SHA-256 of the old digest and the entry's,
-- entry after entry, from SHA-256 of the day before's and the day.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE use_digest_compute(IN p_day DATE, OUT p_json TEXT)
READS SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_digest, v_entry BINARY(32);
  DECLARE v_id, v_first, v_last, v_count BIGINT UNSIGNED DEFAULT 0;
  DECLARE v_end BOOLEAN DEFAULT FALSE;
  DECLARE entries CURSOR FOR SELECT id, UNHEX(SHA2(CONCAT_WS(CHAR(31), id, at, actor, action, object, COALESCE(purpose, '')), 256)) FROM use_log
    WHERE at >= p_day - INTERVAL 8 HOUR AND at < p_day + INTERVAL 16 HOUR ORDER BY id;
  DECLARE CONTINUE HANDLER FOR NOT FOUND SET v_end = TRUE;
  SELECT digest INTO v_digest FROM use_digest WHERE day < p_day ORDER BY day DESC LIMIT 1;
  SET v_digest = UNHEX(SHA2(CONCAT(COALESCE(HEX(v_digest), ''), '|', p_day), 256)), v_end = FALSE;
  OPEN entries;
  walk: LOOP
    FETCH entries INTO v_id, v_entry;
    IF v_end THEN LEAVE walk; END IF;
    SET v_digest = UNHEX(SHA2(CONCAT(HEX(v_digest), HEX(v_entry)), 256)), v_count = v_count + 1, v_last = v_id,
        v_first = IF(v_first = 0, v_id, v_first);
  END LOOP walk;
  CLOSE entries;
  SET p_json = JSON_OBJECT('day', DATE_FORMAT(p_day, '%Y-%m-%d'), 'first', v_first, 'last', v_last, 'count', v_count, 'digest', HEX(v_digest));
END;

-- The next day that is over (ten minutes ago, so that no entry of it is still on its way) and has no digest; NULL: none.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE use_digest_next(IN p_today DATE, OUT p_json TEXT)
READS SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_day DATE DEFAULT NULL;
  SET p_json = NULL;
  SET v_day = COALESCE((SELECT MAX(day) FROM use_digest) + INTERVAL 1 DAY, (SELECT DATE(MIN(at) + INTERVAL 8 HOUR) FROM use_log));
  IF v_day < p_today AND (v_day < p_today - INTERVAL 1 DAY OR UTC_TIMESTAMP() >= v_day + INTERVAL 970 MINUTE) THEN
    CALL use_digest_compute(v_day, p_json);
  END IF;
END;

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE use_digest_put(IN p_day DATE, IN p_first BIGINT UNSIGNED, IN p_last BIGINT UNSIGNED, IN p_count BIGINT UNSIGNED,
  IN p_digest BINARY(32), IN p_signature BINARY(64))
MODIFIES SQL DATA SQL SECURITY DEFINER
INSERT INTO use_digest (day, first_id, last_id, entries, digest, signature, signed_at)
  VALUES (p_day, p_first, p_last, p_count, p_digest, p_signature, UTC_TIMESTAMP(3));
