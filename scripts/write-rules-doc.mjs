// Writes docs/rules.md from the rules themselves; `--check` only tells whether it is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { PACKS } from '../dist/index.js';

const FILE = 'docs/rules.md';
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
const sections = Object.entries(TITLES).map(([severity, [title, text]]) => {
  const rules = PACKS.flatMap((pack) => pack.rules).filter((rule) => rule.severity === severity);
  return `## ${title}\n\n${text}\n\n| id | rule | what it is about |\n|---|---|---|\n${rules.map(row).join('\n')}\n`;
});
const text = `# Rules of render\n\nWritten from the rules themselves: npm run docs:update.\n\n${sections.join('\n')}`;

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error(`${FILE} is not current: npm run docs:update`);
    process.exit(1);
  }
} else writeFileSync(FILE, text);
