// Counts checks and says each that failed with what it found.
'use strict';

const MOST = 6; // findings told of one check; the rest is counted

class Count {
  constructor(out) {
    this.passed = 0;
    this.failed = 0;
    this.out = out || ((line) => console.log(line));
  }

  /* findings: list of {rule, what}; none is a pass. */
  result(name, findings) {
    if (!findings.length) { this.passed++; return true; }
    this.failed++;
    this.out(`not ok - ${name}`);
    for (const f of findings.slice(0, MOST)) this.out(`    ${f.rule}: ${f.what}`);
    if (findings.length > MOST) this.out(`    and ${findings.length - MOST} more`);
    return false;
  }

  /* Runs a check; that it throws is a failure too. */
  async check(name, work) {
    let found;
    try { found = await work(); } catch (e) { found = [{ rule: 'error', what: e.message.split('\n')[0] }]; }
    return this.result(name, found || []);
  }
}

module.exports = { Count };
