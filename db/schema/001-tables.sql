-- The tables of the portal. InnoDB throughout, a primary key on each, utf8mb4_bin for text, times in UTC.
-- Dates of the law (decided_on, publish_until …) are calendar days of Asia/Shanghai.

-- ---------------------------------------------------------------- reference
CREATE TABLE setting (
  name        VARCHAR(64)  NOT NULL PRIMARY KEY,
  value       TEXT         NOT NULL,
  changed_at  DATETIME(3)  NOT NULL DEFAULT UTC_TIMESTAMP(3)
) ENGINE=InnoDB;

-- one row; a program that sees another version loads the catalogue anew
CREATE TABLE catalogue_version (
  id         TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  version    BIGINT UNSIGNED  NOT NULL,
  loaded_at  DATETIME(3)      NOT NULL
) ENGINE=InnoDB;

CREATE TABLE source_unit (
  id         SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code       VARCHAR(48)  CHARACTER SET ascii NOT NULL,
  name       VARCHAR(100) NOT NULL,           -- today's name
  name_2017  VARCHAR(100) NULL,               -- as printed in the bulletin of 2017 Q1
  region     MEDIUMINT UNSIGNED NOT NULL,
  kind       VARCHAR(16)  NOT NULL,           -- province, city, central
  address    VARCHAR(200) NULL,
  phone      VARCHAR(64)  NULL,
  UNIQUE KEY source_unit_code (code)
) ENGINE=InnoDB;

CREATE TABLE info_set (
  number        SMALLINT UNSIGNED NOT NULL PRIMARY KEY, -- 1..8191: part of every record id
  code          VARCHAR(48)  CHARACTER SET ascii NOT NULL,
  name          VARCHAR(100) NOT NULL,
  unit_id       SMALLINT UNSIGNED NOT NULL,
  subject_type  VARCHAR(16)  NOT NULL,
  class         VARCHAR(24)  NOT NULL,
  group_code    VARCHAR(16)  NULL,                      -- red, black, attention, licence, penalty, commitment, abnormal
  section       VARCHAR(24)  NOT NULL,
  cycle         VARCHAR(16)  NOT NULL,
  openness      VARCHAR(16)  NOT NULL,                  -- public, authorised, internal
  registers     BOOLEAN      NOT NULL DEFAULT FALSE,
  retired       BOOLEAN      NOT NULL DEFAULT FALSE,    -- its file is gone from the catalogue; records stay
  definition    LONGTEXT     NOT NULL,                  -- the file itself, JSON
  digest        BINARY(16)   NOT NULL,
  UNIQUE KEY info_set_code (code),
  KEY info_set_group (group_code),
  CONSTRAINT info_set_unit FOREIGN KEY (unit_id) REFERENCES source_unit (id)
) ENGINE=InnoDB;

CREATE TABLE info_field (
  set_number  SMALLINT UNSIGNED NOT NULL,
  ordinal     SMALLINT UNSIGNED NOT NULL,
  code        VARCHAR(48)  CHARACTER SET ascii NOT NULL,
  label       VARCHAR(100) NOT NULL,
  type        VARCHAR(16)  NOT NULL,
  length      INT UNSIGNED NOT NULL,
  required    BOOLEAN      NOT NULL,
  mask        VARCHAR(16)  NOT NULL,
  openness    VARCHAR(16)  NOT NULL,
  role        VARCHAR(24)  NULL,
  draft       BOOLEAN      NOT NULL,
  PRIMARY KEY (set_number, ordinal),
  UNIQUE KEY info_field_code (set_number, code)
) ENGINE=InnoDB;

CREATE TABLE division (
  code    MEDIUMINT UNSIGNED NOT NULL PRIMARY KEY,  -- GB/T 2260
  name    VARCHAR(50) NOT NULL,
  level   VARCHAR(16) NOT NULL,                     -- province, city, county
  parent  MEDIUMINT UNSIGNED NULL
) ENGINE=InnoDB;

-- exceptions only: weekdays off and weekend days worked; all other days follow the week
CREATE TABLE workday (
  day      DATE         NOT NULL PRIMARY KEY,
  working  BOOLEAN      NOT NULL,
  note     VARCHAR(100) NULL
) ENGINE=InnoDB;

-- the years whose notice is known; a deadline that reaches another year is provisional
CREATE TABLE workday_year (
  year       SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
  loaded_at  DATETIME(3) NOT NULL
) ENGINE=InnoDB;

-- publication periods by grade of the breach (信用修复管理办法), as data with their basis
CREATE TABLE grade_rule (
  grade       VARCHAR(16)  NOT NULL PRIMARY KEY,
  label       VARCHAR(16)  NOT NULL,
  min_months  SMALLINT UNSIGNED NOT NULL,
  max_months  SMALLINT UNSIGNED NOT NULL,
  basis       VARCHAR(200) NOT NULL
) ENGINE=InnoDB;

CREATE TABLE rule_set (
  code                 VARCHAR(32)  NOT NULL PRIMARY KEY,
  province             VARCHAR(32)  NOT NULL,
  law                  VARCHAR(200) NOT NULL,
  article              VARCHAR(64)  NOT NULL,
  check_days           SMALLINT UNSIGNED NULL,
  correct_notice_days  SMALLINT UNSIGNED NULL,
  provider_days        SMALLINT UNSIGNED NULL,
  result_notice_days   SMALLINT UNSIGNED NULL,
  effect               VARCHAR(8)   NOT NULL,       -- hold, mark
  valid_from           DATE NULL,
  valid_until          DATE NULL
) ENGINE=InnoDB;

-- joint measures that a list entry brings about (联合奖惩措施); filled with the exchange
CREATE TABLE measure (
  id          INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  set_number  SMALLINT UNSIGNED NOT NULL,
  kind        VARCHAR(16)  NOT NULL,
  text        VARCHAR(500) NOT NULL,
  basis       VARCHAR(200) NOT NULL,
  KEY measure_set (set_number)
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- subjects
CREATE TABLE subject (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  uscc         CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(200) NOT NULL,
  norm         VARCHAR(200) NOT NULL,       -- name as searched (domain/name)
  kind         CHAR(2) CHARACTER SET ascii NOT NULL,  -- first two signs of the USCC
  region       MEDIUMINT UNSIGNED NOT NULL DEFAULT 210000,
  status       VARCHAR(32) NULL,            -- 存续, 注销, 吊销 …
  established  DATE NULL,
  registered   BOOLEAN NOT NULL DEFAULT FALSE, -- a registering set delivered it; else it is known by its records alone
  basics       LONGTEXT NULL,               -- public registration facts, JSON {code: value}
  basics_set   SMALLINT UNSIGNED NULL,      -- the set whose fields basics follows
  updated_at   DATETIME(3) NOT NULL,
  UNIQUE KEY subject_uscc (uscc)
) ENGINE=InnoDB;

CREATE TABLE subject_name (
  subject_id  BIGINT UNSIGNED NOT NULL,
  name        VARCHAR(200) NOT NULL,
  norm        VARCHAR(200) NOT NULL,
  until       DATE NULL,                    -- day of the change, where known
  PRIMARY KEY (subject_id, norm)
) ENGINE=InnoDB;

-- ids of natural persons: encrypted, found by keyed hash, never in a record's facts
CREATE TABLE person_identity (
  record_id  BIGINT UNSIGNED NOT NULL,
  ordinal    SMALLINT UNSIGNED NOT NULL,    -- the field
  key_no     SMALLINT UNSIGNED NOT NULL,
  hash       BINARY(32) NOT NULL,
  cipher     VARBINARY(255) NOT NULL,
  PRIMARY KEY (record_id, ordinal),
  KEY person_identity_hash (hash)
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- records
CREATE TABLE batch (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  set_number   SMALLINT UNSIGNED NOT NULL,
  source_id    SMALLINT UNSIGNED NOT NULL,
  file_name    VARCHAR(200) NOT NULL,
  sha256       BINARY(32)   NOT NULL,
  state        ENUM('running','done','failed') NOT NULL,
  actor        VARCHAR(64)  NOT NULL,
  started_at   DATETIME(3)  NOT NULL,
  finished_at  DATETIME(3)  NULL,
  accepted     INT UNSIGNED NOT NULL DEFAULT 0,
  flagged      INT UNSIGNED NOT NULL DEFAULT 0,
  rejected     INT UNSIGNED NOT NULL DEFAULT 0,
  changed      INT UNSIGNED NOT NULL DEFAULT 0,
  KEY batch_set (set_number, id)
) ENGINE=InnoDB;

CREATE TABLE batch_issue (
  batch_id  BIGINT UNSIGNED NOT NULL,
  line      INT UNSIGNED NOT NULL,
  seq       SMALLINT UNSIGNED NOT NULL,
  kind      ENUM('flag','reject','decision') NOT NULL, -- decision: the row contradicts what staff decided
  field     VARCHAR(48)  NULL,
  reason    VARCHAR(300) NOT NULL,
  PRIMARY KEY (batch_id, line, seq)
) ENGINE=InnoDB;

-- the next serial of a set and year: a batch takes a block
CREATE TABLE record_serial (
  set_number  SMALLINT UNSIGNED NOT NULL,
  year        SMALLINT UNSIGNED NOT NULL,
  next        BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (set_number, year)
) ENGINE=InnoDB;

CREATE TABLE record (
  id             BIGINT UNSIGNED NOT NULL PRIMARY KEY,  -- (year-2000)<<55 | set<<42 | serial
  set_number     SMALLINT UNSIGNED NOT NULL,
  identity       BINARY(16)   NOT NULL,       -- keyed digest of the identity fields
  subject_id     BIGINT UNSIGNED NULL,
  state          ENUM('live','withdrawn','annulled','repaired','deleted','expired') NOT NULL DEFAULT 'live',
  version        INT UNSIGNED NOT NULL DEFAULT 1,
  source_id      SMALLINT UNSIGNED NOT NULL,
  first_batch    BIGINT UNSIGNED NOT NULL,
  last_batch     BIGINT UNSIGNED NOT NULL,
  received_at    DATETIME(3)  NOT NULL,
  updated_at     DATETIME(3)  NOT NULL,
  name           VARCHAR(200) NOT NULL,
  public_name    VARCHAR(200) NULL,           -- masked; NULL: the name itself may be shown
  uscc           CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NULL, -- NULL when flagged: the field is in quarantine
  is_person      BOOLEAN      NOT NULL DEFAULT FALSE,
  document_no    VARCHAR(128) NULL,
  decided_on     DATE         NOT NULL,
  authority      VARCHAR(200) NULL,
  region         MEDIUMINT UNSIGNED NOT NULL DEFAULT 210000,
  valid_from     DATE NULL,
  valid_until    DATE NULL,
  amount         DECIMAL(18,6) NULL,
  kind           VARCHAR(64)  NULL,
  grade          ENUM('minor','ordinary','serious') NULL,
  publishable    BOOLEAN      NOT NULL,       -- the rule of its set lets it be published at all
  publish_from   DATE         NOT NULL,
  publish_until  DATE         NULL,           -- last day shown; NULL: while live
  flagged        BOOLEAN      NOT NULL DEFAULT FALSE,
  facts          LONGTEXT     NOT NULL,       -- JSON {code: value}, as delivered (ids of persons masked)
  facts_digest   BINARY(16)   NOT NULL,
  face           LONGTEXT     NULL,           -- what may be shown, masked; NULL: facts themselves
  UNIQUE KEY record_identity (set_number, identity),
  KEY record_subject (subject_id)
) ENGINE=InnoDB;

-- append-only; how a record came is in the record itself, so the first event is its first change
CREATE TABLE record_event (
  record_id    BIGINT UNSIGNED NOT NULL,
  seq          INT UNSIGNED NOT NULL,
  at           DATETIME(3)  NOT NULL,
  kind         ENUM('corrected','withdrawn','annulled','repaired','deleted','expired','held','released','restored') NOT NULL,
  actor        VARCHAR(64)  NOT NULL,
  batch_id     BIGINT UNSIGNED NULL,
  document_no  VARCHAR(128) NULL,
  reason       VARCHAR(1000) NULL,
  before_facts LONGTEXT     NULL,
  PRIMARY KEY (record_id, seq)
) ENGINE=InnoDB;

CREATE TABLE record_hold (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  record_id    BIGINT UNSIGNED NOT NULL,
  case_number  VARCHAR(32) NOT NULL,
  rule         VARCHAR(32) NOT NULL,          -- rule_set.code
  opened_at    DATETIME(3) NOT NULL,
  closed_at    DATETIME(3) NULL,
  KEY record_hold_record (record_id, closed_at),
  UNIQUE KEY record_hold_case (case_number, record_id)
) ENGINE=InnoDB;

-- records whose publication begins on a later day
CREATE TABLE publish_due (
  day        DATE NOT NULL,
  record_id  BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (day, record_id)
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- projections: all that the public program can read
CREATE TABLE published (
  set_number     SMALLINT UNSIGNED NOT NULL,
  decided_on     DATE         NOT NULL,
  record_id      BIGINT UNSIGNED NOT NULL,
  subject_id     BIGINT UNSIGNED NULL,
  name           VARCHAR(200) NOT NULL,       -- masked where the law asks
  uscc           CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NULL,
  is_person      BOOLEAN      NOT NULL,
  document_no    VARCHAR(128) NULL,
  authority      VARCHAR(200) NULL,
  region         MEDIUMINT UNSIGNED NOT NULL,
  city           MEDIUMINT UNSIGNED NOT NULL, -- region cut to its city: 210000 for provincial ones
  source_id      SMALLINT UNSIGNED NOT NULL,
  kind           VARCHAR(64)  NULL,
  amount         DECIMAL(18,6) NULL,
  grade          ENUM('minor','ordinary','serious') NULL,
  valid_from     DATE NULL,
  valid_until    DATE NULL,
  published_on   DATE         NOT NULL,
  publish_until  DATE         NULL,
  flagged        BOOLEAN      NOT NULL,       -- its code is in quarantine
  version        INT UNSIGNED NOT NULL,
  updated_at     DATETIME(3)  NOT NULL,
  fields         LONGTEXT     NOT NULL,       -- JSON {code: value}
  PRIMARY KEY (set_number, decided_on, record_id),
  UNIQUE KEY published_record (record_id),
  KEY published_subject (subject_id, set_number, decided_on),
  KEY published_city (set_number, city, decided_on),
  KEY published_region (set_number, region, decided_on),
  KEY published_source (set_number, source_id, decided_on),
  KEY published_kind (set_number, kind, decided_on),
  KEY published_until (publish_until)
) ENGINE=InnoDB;

CREATE TABLE published_subject (
  subject_id   BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  uscc         CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(200) NOT NULL,
  norm         VARCHAR(200) NOT NULL,
  kind         CHAR(2) CHARACTER SET ascii NOT NULL,
  region       MEDIUMINT UNSIGNED NOT NULL,
  status       VARCHAR(32) NULL,
  established  DATE NULL,
  registered   BOOLEAN NOT NULL,
  basics       LONGTEXT NULL,
  basics_set   SMALLINT UNSIGNED NULL,
  former       TEXT NULL,                     -- former names, newest first, one a line
  updated_at   DATETIME(3) NOT NULL,
  UNIQUE KEY published_subject_uscc (uscc),
  KEY published_subject_norm (norm)
) ENGINE=InnoDB;

-- every name that finds a subject: today's (slot 0) and former ones
CREATE TABLE published_name (
  id          BIGINT UNSIGNED NOT NULL PRIMARY KEY, -- subject_id * 16 + slot
  subject_id  BIGINT UNSIGNED NOT NULL,
  norm        VARCHAR(200) NOT NULL,
  former      BOOLEAN NOT NULL,
  region      MEDIUMINT UNSIGNED NOT NULL,
  kind        CHAR(2) CHARACTER SET ascii NOT NULL,
  KEY published_name_norm (norm)
) ENGINE=InnoDB;

-- bigrams of norm; region and kind ride along so that filters need no second table
CREATE TABLE published_gram (
  gram     INT UNSIGNED NOT NULL,
  name_id  BIGINT UNSIGNED NOT NULL,
  region   MEDIUMINT UNSIGNED NOT NULL,
  kind     CHAR(2) CHARACTER SET ascii NOT NULL,
  PRIMARY KEY (gram, name_id)
) ENGINE=InnoDB;

CREATE TABLE published_change (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at          DATETIME(3) NOT NULL,
  kind        ENUM('published','corrected','gone','annulled') NOT NULL,
  record_id   BIGINT UNSIGNED NOT NULL,
  set_number  SMALLINT UNSIGNED NOT NULL,
  subject_id  BIGINT UNSIGNED NULL,
  KEY published_change_subject (subject_id, id)
) ENGINE=InnoDB;

-- what stays of an annulled record: document number and reason
CREATE TABLE published_notice (
  record_id    BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  set_number   SMALLINT UNSIGNED NOT NULL,
  subject_id   BIGINT UNSIGNED NULL,
  name         VARCHAR(200) NOT NULL,
  document_no  VARCHAR(128) NULL,             -- of the annulled decision
  notice_no    VARCHAR(128) NULL,             -- of the annulment
  reason       VARCHAR(1000) NOT NULL,
  day          DATE NOT NULL,
  KEY published_notice_subject (subject_id),
  KEY published_notice_set (set_number, day)
) ENGINE=InnoDB;

-- how many rows of published there are, by one dimension at a time
-- dim 0 all (k 0) · 1 region · 2 source unit · 3 day of decision · 4 day of publication · 5 kind (CRC32); days as TO_DAYS
CREATE TABLE counter (
  set_number  SMALLINT UNSIGNED NOT NULL,
  dim         TINYINT UNSIGNED NOT NULL,
  k           INT UNSIGNED NOT NULL,
  n           BIGINT NOT NULL,
  PRIMARY KEY (set_number, dim, k)
) ENGINE=InnoDB;

-- moves not yet folded into counter; readers add the two
CREATE TABLE count_delta (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  set_number  SMALLINT UNSIGNED NOT NULL,
  dim         TINYINT UNSIGNED NOT NULL,
  k           INT UNSIGNED NOT NULL,
  n           INT NOT NULL,
  KEY count_delta_key (set_number, dim, k)
) ENGINE=InnoDB;

-- last delivery of each source to each set
CREATE TABLE set_delivery (
  set_number  SMALLINT UNSIGNED NOT NULL,
  source_id   SMALLINT UNSIGNED NOT NULL,
  at          DATETIME(3) NOT NULL,
  accepted    INT UNSIGNED NOT NULL,
  PRIMARY KEY (set_number, source_id)
) ENGINE=InnoDB;

-- each background program says that it lives; read by the health page
CREATE TABLE heartbeat (
  program  VARCHAR(32) NOT NULL PRIMARY KEY,
  at       DATETIME(3) NOT NULL
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- cases
CREATE TABLE casefile (
  number       VARCHAR(32) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  kind         VARCHAR(16) NOT NULL,          -- objection, repair, report, complaint
  state        VARCHAR(16) NOT NULL,
  rule         VARCHAR(32) NOT NULL,
  record_id    BIGINT UNSIGNED NULL,
  version      INT UNSIGNED NOT NULL DEFAULT 1,
  code_hash    BINARY(32) NOT NULL,           -- of the query code
  application  LONGTEXT NOT NULL,             -- JSON; numbers of persons encrypted
  filed_at     DATETIME(3) NOT NULL,
  KEY casefile_record (record_id),
  KEY casefile_state (state, filed_at)
) ENGINE=InnoDB;

CREATE TABLE case_event (
  case_number  VARCHAR(32) CHARACTER SET ascii NOT NULL,
  seq          INT UNSIGNED NOT NULL,
  at           DATETIME(3) NOT NULL,
  move         VARCHAR(16) NOT NULL,
  actor        VARCHAR(64) NOT NULL,
  text         TEXT NULL,
  PRIMARY KEY (case_number, seq)
) ENGINE=InnoDB;

CREATE TABLE case_clock (
  case_number  VARCHAR(32) CHARACTER SET ascii NOT NULL,
  seq          SMALLINT UNSIGNED NOT NULL,
  step         VARCHAR(32) NOT NULL,
  basis        VARCHAR(200) NOT NULL,
  owner        VARCHAR(64) NOT NULL,
  started_on   DATE NOT NULL,
  working_days SMALLINT UNSIGNED NOT NULL,
  due          DATE NOT NULL,
  provisional  BOOLEAN NOT NULL DEFAULT FALSE,
  stopped_at   DATETIME(3) NULL,
  PRIMARY KEY (case_number, seq),
  KEY case_clock_due (stopped_at, due)
) ENGINE=InnoDB;

CREATE TABLE attachment (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  case_number  VARCHAR(32) CHARACTER SET ascii NOT NULL,
  purpose      VARCHAR(16) NOT NULL,
  name         VARCHAR(200) NOT NULL,
  type         VARCHAR(64) NOT NULL,
  size         INT UNSIGNED NOT NULL,
  sha256       BINARY(32) NOT NULL,
  KEY attachment_case (case_number)
) ENGINE=InnoDB;

CREATE TABLE outbox (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  message_id  CHAR(32) CHARACTER SET ascii NOT NULL,
  channel     VARCHAR(8) NOT NULL,
  recipient   VARBINARY(255) NOT NULL,
  template    VARCHAR(32) NOT NULL,
  values_json TEXT NOT NULL,
  due_at      DATETIME(3) NOT NULL,
  sent_at     DATETIME(3) NULL,
  tries       SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY outbox_message (message_id),
  KEY outbox_due (sent_at, due_at)
) ENGINE=InnoDB;

CREATE TABLE idempotency (
  scope      BINARY(16) NOT NULL,              -- endpoint and browser or key owner
  k          BINARY(16) NOT NULL,
  body       BINARY(32) NOT NULL,              -- digest of fields and files
  answer     VARCHAR(255) NOT NULL,
  at         DATETIME(3) NOT NULL,
  PRIMARY KEY (scope, k),
  KEY idempotency_at (at)
) ENGINE=InnoDB;

-- ---------------------------------------------------------------- work, reports, staff
CREATE TABLE job (
  id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind        VARCHAR(32) NOT NULL,
  argument    VARCHAR(255) NOT NULL,
  due_at      DATETIME(3) NOT NULL,
  owner       VARCHAR(64) NULL,
  until       DATETIME(3) NULL,
  tries       SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  done_at     DATETIME(3) NULL,
  UNIQUE KEY job_once (kind, argument),
  KEY job_due (done_at, due_at)
) ENGINE=InnoDB;

CREATE TABLE report (
  number      CHAR(22) CHARACTER SET ascii NOT NULL PRIMARY KEY,
  kind        VARCHAR(16) NOT NULL,
  subject_id  BIGINT UNSIGNED NULL,
  issued_at   DATETIME(3) NOT NULL,
  state       VARCHAR(16) NOT NULL,
  code_hash   BINARY(32) NOT NULL,
  file_sha256 BINARY(32) NULL,
  facts_digest BINARY(32) NULL,
  KEY report_subject (subject_id, issued_at)
) ENGINE=InnoDB;

CREATE TABLE staff (
  id            INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name          VARCHAR(64) NOT NULL,
  role          ENUM('clerk','reviewer','publisher','source','admin','auditor') NOT NULL,
  unit_id       SMALLINT UNSIGNED NULL,        -- for role source
  password      VARCHAR(255) CHARACTER SET ascii NOT NULL, -- Argon2id
  totp          VARBINARY(64) NOT NULL,
  disabled      BOOLEAN NOT NULL DEFAULT FALSE,
  failures      SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  locked_until  DATETIME(3) NULL,
  created_at    DATETIME(3) NOT NULL,
  UNIQUE KEY staff_name (name)
) ENGINE=InnoDB;

CREATE TABLE staff_session (
  hash      BINARY(32) NOT NULL PRIMARY KEY,
  staff_id  INT UNSIGNED NOT NULL,
  opened_at DATETIME(3) NOT NULL,
  seen_at   DATETIME(3) NOT NULL,
  KEY staff_session_staff (staff_id)
) ENGINE=InnoDB;

-- who looked at what, when, for what: kept five years, changed by nobody
CREATE TABLE use_log (
  id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at       DATETIME(3) NOT NULL,
  actor    VARCHAR(64) NOT NULL,
  action   VARCHAR(32) NOT NULL,
  object   VARCHAR(64) NOT NULL,
  purpose  VARCHAR(255) NULL,
  KEY use_log_object (object, id)
) ENGINE=InnoDB;
