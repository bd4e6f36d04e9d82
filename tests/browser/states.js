// Every public page and every state of it that a visitor can meet, with the address found in the running instance's own data.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/* One answer of the instance's database, as its owner; '' when there is none. */
function ask(state, sql) {
  return execFileSync('mariadb', [`--defaults-file=${path.join(state, 'my.cnf')}`, `--user=${os.userInfo().username}`,
    '--batch', '--skip-column-names', 'credit', '-e', sql], { encoding: 'utf8' }).split('\n')[0].trim();
}

const SET = (code) => `(SELECT number FROM info_set WHERE code = '${code}')`;
const FIND = {
  licence: `SELECT record_id FROM published WHERE set_number = ${SET('licence-decision')} ORDER BY decided_on DESC LIMIT 1`,
  penalty: `SELECT record_id FROM published WHERE set_number = ${SET('penalty-decision')} ORDER BY decided_on DESC LIMIT 1`,
  serious: `SELECT record_id FROM published WHERE set_number = ${SET('black-wage-arrears')} ORDER BY decided_on DESC LIMIT 1`,
  person: 'SELECT record_id FROM published WHERE is_person = 1 ORDER BY record_id LIMIT 1',
  personSet: 'SELECT s.code FROM published p JOIN info_set s ON s.number = p.set_number WHERE p.is_person = 1 ORDER BY record_id LIMIT 1',
  annulled: 'SELECT record_id FROM published_notice ORDER BY record_id LIMIT 1',
  flagged: 'SELECT record_id FROM published WHERE flagged = 1 ORDER BY record_id LIMIT 1',
  longRecord: 'SELECT record_id FROM published ORDER BY CHAR_LENGTH(name) + CHAR_LENGTH(fields) DESC LIMIT 1',
  longName: 'SELECT uscc FROM published_subject ORDER BY CHAR_LENGTH(name) DESC LIMIT 1',
  many: 'SELECT MAX(s.uscc) FROM published p JOIN published_subject s USING (subject_id) GROUP BY s.subject_id ORDER BY COUNT(*) DESC LIMIT 1',
  few: 'SELECT MAX(s.uscc) FROM published p JOIN published_subject s USING (subject_id) WHERE s.registered = 1 GROUP BY s.subject_id HAVING COUNT(*) BETWEEN 2 AND 6 ORDER BY s.subject_id LIMIT 1',
  // its registration is all that was ever delivered
  zero: 'SELECT s.uscc FROM published_subject s WHERE NOT EXISTS (SELECT 1 FROM published p JOIN info_set i ON i.number = p.set_number WHERE p.subject_id = s.subject_id AND i.registers = 0) LIMIT 1',
  namesake: 'SELECT MIN(uscc) FROM published_subject GROUP BY norm HAVING COUNT(*) > 1 LIMIT 1',
  former: "SELECT uscc FROM published_subject WHERE former <> '' ORDER BY subject_id LIMIT 1",
  noticed: 'SELECT s.uscc FROM published_notice n JOIN published_subject s USING (subject_id) LIMIT 1',
  wholeName: 'SELECT name FROM published_subject WHERE registered = 1 ORDER BY subject_id LIMIT 1',
  repairable: `SELECT record_id FROM published WHERE set_number = ${SET('penalty-decision')} AND grade = 'ordinary' AND decided_on < CURRENT_DATE - INTERVAL 4 MONTH ORDER BY decided_on DESC LIMIT 1`,
  early: `SELECT record_id FROM published WHERE set_number = ${SET('penalty-decision')} AND grade = 'ordinary' AND decided_on > CURRENT_DATE - INTERVAL 2 MONTH ORDER BY decided_on DESC LIMIT 1`,
  closedSet: "SELECT code FROM info_set WHERE openness <> 'public' ORDER BY number LIMIT 1",
  emptySet: "SELECT s.code FROM info_set s LEFT JOIN published p ON p.set_number = s.number WHERE s.openness = 'public' AND p.record_id IS NULL ORDER BY s.number LIMIT 1",
};

/* The values that the addresses below need. Without the state folder only what every installation has is seen. */
function facts(state) {
  const f = {};
  if (!state || !fs.existsSync(path.join(state, 'my.cnf'))) return f;
  for (const [key, sql] of Object.entries(FIND)) f[key] = ask(state, sql);
  return f;
}

const q = encodeURIComponent;

/* The topics of help by their files, but for those that are looked at otherwise below: a new file is looked at without a line here. */
function helpTopics() {
  const closer = ['repair', 'object', 'glossary'];
  return fs.readdirSync(path.join(__dirname, '../../templates/content/help')).filter((f) => f.endsWith('.md')).map((f) => f.slice(0, -3)).filter((t) => !closer.includes(t)).sort();
}

/* {name, path, status, list (markers are due), long (keyboard walks all of it), core (all widths of all views),
   brief (at 360 pixels alone, in the normal and the elder view; all with --long),
   bare (a page of the web server itself, without head, views and skip link)}. A state whose value is missing is named in `missing`. */
function states(state) {
  const f = facts(state);
  const list = [];
  const missing = [];
  const page = (name, address, more) => list.push({ name, path: address, status: 200, ...more });
  const known = (name, value, address, more) => {
    if (value && value !== 'NULL') page(name, address(value), more);
    else missing.push(name);
  };

  page('home', '/', { long: true, core: true });
  page('search start', '/search', { core: true });
  page('search none', '/search?q=' + q('瀛鱼鑫嘉屿陌'));
  page('search one sign', '/search?q=' + q('大'));
  page('search company form', '/search?q=' + q('有限公司'));
  page('search many', '/search?q=' + q('大连'), { long: true, core: true });
  known('search exact name', f.wholeName, (v) => '/search?q=' + q(v));
  known('search by code', f.many, (v) => '/search?q=' + v);
  page('search bad code', '/search?q=91350100M000100Y44');
  page('search region and type', '/search?q=' + q('沈阳') + '&region=210100&type=household');
  page('search percent', '/search?q=%25');
  page('search long', '/search?q=' + q('信用'.repeat(300)));
  page('search bad filter', '/search?q=' + q('大连') + '&region=999999&type=zz', { status: [200, 400] });
  known('subject', f.few, (v) => '/subjects/' + v, { long: true, core: true });
  known('subject of many records', f.many, (v) => '/subjects/' + v);
  known('subject without records', f.zero, (v) => '/subjects/' + v);
  known('subject with namesakes', f.namesake, (v) => '/subjects/' + v);
  known('subject with former names', f.former, (v) => '/subjects/' + v);
  known('subject with an annulment', f.noticed, (v) => '/subjects/' + v);
  known('subject with the longest name', f.longName, (v) => '/subjects/' + v);
  known('subject section', f.many, (v) => `/subjects/${v}?section=administration`, { brief: true });
  known('subject section without records', f.zero, (v) => `/subjects/${v}?section=judicial`, { brief: true });
  page('subject unknown', '/subjects/91350100M000100Y43', { status: 404 });
  known('record licence', f.licence, (v) => '/records/' + v);
  known('record penalty', f.penalty, (v) => '/records/' + v, { core: true, long: true });
  known('record serious', f.serious, (v) => '/records/' + v);
  known('record of a person', f.person, (v) => '/records/' + v);
  known('record annulled', f.annulled, (v) => '/records/' + v);
  known('record flagged', f.flagged, (v) => '/records/' + v);
  known('record longest', f.longRecord, (v) => '/records/' + v);
  page('record unknown', '/records/1', { status: 404 });
  page('lists', '/lists', { core: true });
  for (const group of ['red', 'black', 'attention', 'licence', 'penalty', 'commitment', 'abnormal']) {
    page('list group ' + group, '/lists/' + group, { list: true, core: group === 'black' });
  }
  page('list', '/lists/penalty-decision', { list: true, long: true, core: true });
  page('list licence', '/lists/licence-decision', { list: true });
  known('list with persons', f.personSet, (v) => '/lists/' + v, { list: true });
  page('list filtered', '/lists/penalty-decision?region=210100&from=2020-01-01&to=2030-12-31', { list: true });
  page('list second page', '/lists/penalty-decision', { list: true, next: true });
  page('list filtered to nothing', '/lists/penalty-decision?q=' + q('瀛鱼鑫嘉屿陌'), { list: true, empty: true });
  known('list empty', f.emptySet, (v) => '/lists/' + v, { list: true, empty: true });
  page('list bad filter', '/lists/penalty-decision?from=2024-13-45&to=x&region=999999&source=none&kind=' + q('没有'), { status: [200, 400] });
  page('list bad key', '/lists/penalty-decision?after=x.y', { status: 400 });
  page('address malformed', '/lists/penalty-decision?q=%00x', { status: 400 });
  page('list unknown', '/lists/no-such-list', { status: 404 });
  page('catalogue', '/catalogue');
  page('catalogue penalty', '/catalogue/penalty-decision');
  page('catalogue court', '/catalogue/black-dishonest-debtor');
  page('catalogue unknown', '/catalogue/no-such-set', { status: 404 });
  page('statistics', '/statistics', { core: true });
  page('bulletins', '/bulletins');
  page('bulletin now', '/bulletins', { follow: 'main a[href^="/bulletins/"]' });
  page('bulletin 2017', '/bulletins/2017q1');
  page('bulletin 2019', '/bulletins/2019q2', { brief: true });
  page('news', '/news');
  page('news column', '/news?column=joint');
  page('news item', '/news', { follow: 'main a[href^="/news/"]', core: true });
  page('news unknown', '/news/no-such-item', { status: 404 });
  page('policies', '/policies');
  page('policy', '/policies', { follow: 'main a[href^="/policies/"]' });
  for (const p of ['about', 'contact', 'privacy', 'terms', 'accessibility', 'sitemap']) page(p, '/' + p);
  page('open data', '/open-data', { brief: true });
  page('open data with a bad filter', '/lists/penalty-decision.csv?from=x&region=999999', { status: 400, brief: true });
  known('catalogue set that is not public', f.closedSet, (v) => '/catalogue/' + v, { brief: true });
  page('help', '/help');
  page('help repair', '/help/repair', { core: true });
  page('help object', '/help/object');
  page('help glossary', '/help/glossary');
  for (const topic of helpTopics()) page('help ' + topic, '/help/' + topic, { brief: true });
  page('services', '/services', { core: true });
  page('objection find', '/objections/new', { core: true });
  page('objection find nothing', '/objections/new?record=1', { status: 404 });
  known('objection', f.penalty, (v) => '/objections/new?record=' + v, { core: true, long: true });
  known('objection of a person', f.person, (v) => '/objections/new?record=' + v);
  page('repair find', '/repairs/new');
  known('repair', f.repairable, (v) => '/repairs/new?record=' + v, { core: true, long: true });
  known('repair elsewhere', f.serious, (v) => '/repairs/new?record=' + v);
  known('repair too early', f.early, (v) => '/repairs/new?record=' + v);
  known('repair of a licence', f.licence, (v) => '/repairs/new?record=' + v);
  known('repair commitment', f.repairable, (v) => '/repairs/commitment?record=' + v, { core: true });
  page('complaint', '/complaints/new', { core: true });
  page('cases', '/cases', { core: true });
  page('case code', '/cases/code');
  page('receipt gone', '/receipts/Y20200101000000', { status: 404 });
  page('report', '/reports/new', { core: true, long: true });
  page('report of one’s own', '/reports/apply', { core: true, long: true });
  known('report of a firm', f.few, (v) => '/reports/new?uscc=' + v);
  known('report of the longest name', f.longName, (v) => '/reports/new?uscc=' + v);
  page('reports of this browser', '/reports');
  page('report collect', '/reports/collect', { core: true });
  page('report gone', '/reports/20260101000000000A0000', { status: 404 });
  page('verify', '/verify', { core: true, long: true });
  page('verify offline', '/verify/offline', { core: true });
  page('verify unknown', '/v/20260101000000000A0000/000000000000', { status: 404 });
  page('page unknown', '/no/such/page', { status: 404, core: true });
  page('file unknown', '/static/none.css', { status: 404, bare: true });
  page('address too long', '/search?q=' + 'a'.repeat(9000), { status: 414, bare: true });
  return { list, missing };
}

module.exports = { states, ask, SET };
