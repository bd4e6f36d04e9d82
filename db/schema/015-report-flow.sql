-- How papers go on after their issue: every try of a timestamp is counted and the next one has its time, what cannot be printed is a list
-- that staff work off, and a browser's reports are found by the browser.
ALTER TABLE report
  MODIFY level ENUM('B-B','B-T','B-LT','B-LTA') NOT NULL,     -- B-LTA: its timestamp was renewed
  ADD stamp_tries SMALLINT UNSIGNED NOT NULL DEFAULT 0,       -- that failed, since its last timestamp
  ADD stamp_at    DATETIME(3) NOT NULL DEFAULT '1970-01-01',  -- not tried before
  DROP KEY report_unstamped,
  DROP KEY report_good_until,
  ADD KEY report_unstamped (level, state, stamp_at),
  ADD KEY report_good_until (state, good_until),
  ADD KEY report_asked (asked_by, number);

ALTER TABLE report_revision
  MODIFY level VARCHAR(5) NOT NULL;

-- one row as long as it is not settled, however often it happens again
ALTER TABLE report_fault
  ADD times   INT UNSIGNED NOT NULL DEFAULT 1,
  ADD last_at DATETIME(3) NULL,                  -- of the last time; NULL: there was one
  ADD done_at DATETIME(3) NULL,                  -- settled by staff, or by itself
  ADD done_by VARCHAR(64) NULL,
  ADD KEY report_fault_about (about, kind),
  ADD KEY report_fault_done (done_at, id);

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_fault_tell(IN p_kind VARCHAR(16), IN p_about VARCHAR(64), IN p_text VARCHAR(2000))
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE report_fault SET times = LEAST(times, 1000000) + 1, last_at = UTC_TIMESTAMP(3), text = LEFT(p_text, 400)
   WHERE about = p_about AND kind = p_kind AND done_at IS NULL;
  IF ROW_COUNT() = 0 THEN
    INSERT INTO report_fault (at, kind, about, text) VALUES (UTC_TIMESTAMP(3), p_kind, p_about, LEFT(p_text, 400));
  END IF;
END;

-- p_done: 0 when somebody settled it before.
CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_fault_settle(IN p_id BIGINT UNSIGNED, IN p_actor VARCHAR(64), OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  UPDATE report_fault SET done_at = UTC_TIMESTAMP(3), done_by = p_actor WHERE id = p_id AND done_at IS NULL;
  SET p_done = ROW_COUNT() > 0;
END;

-- Issued papers and how long they stay provable: what the clerk stamps. What was called back needs no timestamp any more.
CREATE OR REPLACE DEFINER = 'credit_definer'@'localhost' SQL SECURITY DEFINER VIEW report_stamp AS
SELECT number, file_sha256, file_size, level, good_until, stamp_tries, stamp_at FROM report WHERE state = 'issued';

CREATE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_stamp_put_off(IN p_number CHAR(22) CHARACTER SET ascii, IN p_tries SMALLINT UNSIGNED,
  IN p_until DATETIME)
MODIFIES SQL DATA SQL SECURITY DEFINER
UPDATE report SET stamp_tries = p_tries, stamp_at = p_until WHERE number = p_number;

-- As in 009, with room for B-LTA; the next timestamp begins with no try behind it, and what the desk was told of is settled.
CREATE OR REPLACE DEFINER = 'credit_definer'@'localhost' PROCEDURE report_restamp(IN p_number CHAR(22) CHARACTER SET ascii, IN p_old BINARY(32),
  IN p_new BINARY(32), IN p_size INT UNSIGNED, IN p_level VARCHAR(5), IN p_good_until DATETIME, OUT p_done TINYINT)
MODIFIES SQL DATA SQL SECURITY DEFINER
BEGIN
  DECLARE v_number CHAR(22) CHARACTER SET ascii DEFAULT NULL;
  DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN END;
  SET p_done = 0;
  SELECT number INTO v_number FROM report WHERE number = p_number AND file_sha256 = p_old FOR UPDATE;
  IF v_number IS NOT NULL THEN
    INSERT INTO report_revision (number, seq, at, file_sha256, file_size, level)
      SELECT r.number, (SELECT COALESCE(MAX(v.seq), 0) + 1 FROM report_revision v WHERE v.number = r.number), UTC_TIMESTAMP(3),
             r.file_sha256, r.file_size, r.level FROM report r WHERE r.number = p_number;
    UPDATE report SET file_sha256 = p_new, file_size = p_size, level = p_level, level_note = NULL, good_until = p_good_until,
           stamp_tries = 0, stamp_at = '1970-01-01' WHERE number = p_number;
    UPDATE report_fault SET done_at = UTC_TIMESTAMP(3), done_by = 'clerk' WHERE about = p_number AND kind = 'stamp' AND done_at IS NULL;
    SET p_done = 1;
  END IF;
END;

-- A renewed paper was called B-LT so far: one that had a timestamp before its last one.
UPDATE report r SET r.level = 'B-LTA'
 WHERE r.level = 'B-LT' AND EXISTS (SELECT 1 FROM report_revision v WHERE v.number = r.number AND v.level <> 'B-B');

-- Periods of publication ended a day early: the corresponding day is their last one (民法典 art. 201–202). What is published now and ends by
-- months (its set's, or the 3, 12 and 36 of the grades) gets that day, unless its own field says that it ends before.
CREATE TEMPORARY TABLE day_more (id BIGINT UNSIGNED NOT NULL PRIMARY KEY) AS
SELECT r.id FROM record r JOIN info_set s ON s.number = r.set_number
 WHERE r.state = 'live' AND r.publish_until IS NOT NULL
   AND JSON_VALUE(s.definition, '$.publication.rule') IN ('months', 'grade', 'until_field')
   AND (r.publish_until + INTERVAL 1 DAY) IN (r.decided_on + INTERVAL 3 MONTH, r.decided_on + INTERVAL 12 MONTH, r.decided_on + INTERVAL 36 MONTH,
       r.decided_on + INTERVAL COALESCE(JSON_VALUE(s.definition, '$.publication.months'), 0) MONTH)
   AND (JSON_VALUE(s.definition, '$.publication.rule') <> 'until_field' OR
        COALESCE(JSON_VALUE(r.facts, CONCAT('$."', JSON_VALUE(s.definition, '$.publication.until_field'), '"')), '') <> DATE_FORMAT(r.publish_until, '%Y-%m-%d'));
UPDATE record r JOIN day_more d ON d.id = r.id SET r.publish_until = r.publish_until + INTERVAL 1 DAY;
UPDATE published p JOIN day_more d ON d.id = p.record_id JOIN record r ON r.id = d.id SET p.publish_until = r.publish_until;
DROP TEMPORARY TABLE day_more;
