// Writes docs/rules.md, a page a lint rule and the README's table from the rules themselves; `--check` only tells
// whether they are current.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentedRules, PACKS, pageOf, rulePage, rulesAsMarkdown } from '../dist/index.js';

const TITLES = {
  correction: [
    'Corrections',
    'The render is mended and the edit reported. `--no-correct ID` leaves one out; those marked *asked for* are made with `--correct ID` only.',
  ],
  refusal: ['Refusals', 'Nothing is written, the exit code is 1.'],
  warning: ['Warnings', 'Printed; with `--strict` they refuse.'],
  note: ['Notes', 'In the report, and printed with `--diff`.'],
};

const row = (rule) =>
  `| ${rule.auditId ?? ''} | ${rule.id} | ${rule.summary}${rule.askedFor ? ' *(asked for)*' : ''} |`;
const ofRender = Object.entries(TITLES).map(([severity, [title, text]]) => {
  const rules = PACKS.flatMap((pack) => pack.rules).filter((rule) => rule.severity === severity);
  return `### ${title}\n\n${text}\n\n| id | rule | what it is about |\n|---|---|---|\n${rules.map(row).join('\n')}\n`;
});

const lintRules = await documentedRules();
const index = `# Rules

Written from the rules themselves: npm run docs:update.

## Rules of lint

\`phasegate explain RULE\` prints what is on a rule's page.

${rulesAsMarkdown(lintRules, '')}
## Rules of render

${ofRender.join('\n')}`;

const [START, END] = ['<!-- rules of lint -->', '<!-- end of the rules -->'];
const readme = readFileSync('README.md', 'utf8');
const [head, rest = ''] = readme.split(START);
const tail = rest.slice(rest.indexOf(END));
const files = new Map([
  ['docs/rules.md', index],
  ...lintRules.map((rule) => [join('docs', pageOf(rule.ruleId)), rulePage(rule)]),
  ['README.md', `${head}${START}\n\n${rulesAsMarkdown(lintRules, 'docs/')}\n${tail}`],
]);

const pages = () => {
  try {
    return readdirSync('docs/rules', { recursive: true }).filter((name) => name.endsWith('.md'));
  } catch {
    return [];
  }
};
const leftOver = pages()
  .map((name) => join('docs/rules', name))
  .filter((file) => !files.has(file));
const current = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

if (process.argv.includes('--check')) {
  const stale = [
    ...[...files].filter(([file, text]) => current(file) !== text).map(([file]) => file),
    ...leftOver,
  ];
  if (stale.length > 0) {
    console.error(`not current: ${stale.join(', ')}: npm run docs:update`);
    process.exit(1);
  }
} else {
  for (const file of leftOver) rmSync(file);
  for (const [file, text] of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
