// Accessibility by axe-core: every rule of WCAG 2 A and AA, 2.1 and 2.2 AA and the best practices.
'use strict';

const source = require('axe-core').source;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/* Findings as {rule, what}; the page keeps axe, so that a second width costs no second load. */
async function axe(page) {
  if (!(await page.evaluate('!!window.axe'))) await page.evaluate(source + '\n;0');
  const nodes = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return result.violations.map((v) => ({ rule: v.id, nodes: v.nodes.map((n) => n.target.join(' ') + ': ' + n.failureSummary.replace(/\s+/g, ' ')) }));
  }, TAGS);
  return nodes.flatMap((v) => v.nodes.slice(0, 4).map((what) => ({ rule: v.rule, what: what.slice(0, 300) })));
}

module.exports = { axe };
