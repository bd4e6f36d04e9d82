// The Nu HTML checker and html-validate over the pages as they were sent, and the Nu checker over the style sheets.
'use strict';

const { execFile } = require('node:child_process');
const path = require('node:path');
const { HtmlValidate } = require('html-validate');

const JAR = path.join(path.dirname(require.resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');

/* Newer CSS that the checker's grammar does not know yet, each with the words it complains in. */
const CSS_NOT_YET = [
  /(Unrecognized at-rule .@container|.container-type.: Property)/i,
  /.text-wrap.: Property .text-wrap. doesn.t exist/i,
];

function vnu(args) {
  return new Promise((resolve, reject) => {
    execFile('java', ['-Xss4m', '-Xmx512m', '-jar', JAR, '--format', 'json', '--stdout', '--exit-zero-always', ...args],
      { maxBuffer: 64 << 20 }, (error, out, err) => {
        if (error) return reject(new Error('the Nu checker did not run: ' + (err || error.message)));
        try { resolve(JSON.parse(out).messages); } catch (e) { reject(new Error('the Nu checker said: ' + (out + err).slice(0, 300))); }
      });
  });
}

const wording = (m) => ({ rule: m.subType || m.type, what: `line ${m.lastLine || '?'}: ${m.message} ${m.extract ? '“' + m.extract.replace(/\s+/g, ' ').slice(0, 120) + '”' : ''}` });

/* folder holds *.html, *.css and *.svg: one run for all of them, since the checker takes seconds to start. Answers {file: [finding]} with only the files that have some. */
async function nu(folder) {
  const found = {};
  for (const m of await vnu(['--skip-non-html', '--also-check-css', '--also-check-svg', folder])) {
    const file = path.basename(m.url || 'all');
    if (file.endsWith('.css') && CSS_NOT_YET.some((x) => x.test(m.message))) continue;
    (found[file] = found[file] || []).push(wording(m));
  }
  return found;
}

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    'aria-label-misuse': ['error', { allowAnyNamable: true }], // lists may have a name
    'prefer-native-element': ['error', { exclude: ['region'] }], // what scrolls is no chapter
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'reset', 'submit'] }], // ticks of one question have one name
    'no-inline-style': 'error',
    'no-trailing-whitespace': 'off',
    'long-title': 'off', // counts letters of a Latin title
    'require-sri': 'off', // nothing comes from another host
    'void-style': 'off', // the Nu checker decides on forms of writing
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    'tel-non-breaking': 'off',
    'prefer-tbody': 'error',
    'no-redundant-role': 'error',
  },
});

async function validate(text) {
  const report = await validator.validateString(text);
  return report.results.flatMap((r) => r.messages).map((m) => ({ rule: m.ruleId, what: `line ${m.line}: ${m.message}` }));
}

module.exports = { nu, validate };
