// Records what the built program answers to thousands of cases; `--check` tells how today's answers differ from the record
// (`--all` names each case, a word takes only the cases that hold it). See test/record/README.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ensureBuilt from '../../scripts/ensure-built.mjs';
import { SOURCES } from './cases.mjs';
import { differences, groupBy, readWanted } from './compare.mjs';

ensureBuilt();
// Loaded late: there was no build before.
const { answer, hashOf } = await import('./program.mjs');

const NONE = '-';
const SHOWN_CASES = 5;
const path = (name) => join(import.meta.dirname, name);
const read = (name) => (existsSync(path(name)) ? readFileSync(path(name), 'utf8') : '');
const rows = (name) =>
  read(name)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));

/** Lists of findings by their hash: the same list stands in many cases. */
const lists = new Map(rows('findings.tsv').map(([hash, ...findings]) => [hash, findings]));
lists.set(NONE, []);

function nameOfList(findings) {
  if (findings.length === 0) return NONE;
  const hash = hashOf(findings.join('\t'));
  lists.set(hash, findings);
  return hash;
}

const recordOf = (source) =>
  new Map(
    rows(`${source}.tsv`).map(([name, code, output, list]) => [
      name,
      { code: Number(code), output, list, findings: lists.get(list) },
    ]),
  );

/** Answers of all cases at hand; a source that is missing is told and keeps its lines. */
async function askAll(word) {
  const asked = new Map();
  for (const { name: source, cases, missing } of SOURCES) {
    if (missing !== undefined) {
      console.error(`NOT COMPARED: ${source}: ${missing} is not there`);
      continue;
    }
    const answers = new Map();
    await cases(async (name, run) => {
      if (word === undefined || `${source}/${name}`.includes(word)) answers.set(name, await answer(run));
    });
    asked.set(source, answers);
  }
  return asked;
}

function write(asked) {
  const used = new Set();
  for (const { name: source } of SOURCES) {
    const answers = asked.get(source) ?? recordOf(source);
    const lines = [...answers].map(([name, { code, output, findings }]) => {
      const list = nameOfList(findings);
      used.add(list);
      return `${[name, code, output, list].join('\t')}\n`;
    });
    writeFileSync(path(`${source}.tsv`), lines.join(''));
    console.log(`${source}: ${lines.length} cases`);
  }
  const kept = [...lists].filter(([hash]) => hash !== NONE && used.has(hash));
  const lines = kept.map(([hash, findings]) => `${[hash, ...findings].join('\t')}\n`).toSorted();
  writeFileSync(path('findings.tsv'), lines.join(''));
}

function differencesOf(source, answers, word) {
  const mapping = JSON.parse(read('mapping.json'));
  const recorded = recordOf(source);
  const lost = [...recorded.keys()].filter((name) => word === undefined && !answers.has(name));
  const found = [...answers].flatMap(([name, answered]) => {
    const before = recorded.get(name);
    const all = before ? differences(before, answered, mapping) : [{ what: 'not recorded' }];
    return all.map((one) => ({ ...one, name: `${source}/${name}` }));
  });
  return [...found, ...lost.map((name) => ({ what: 'not asked any more', name: `${source}/${name}` }))];
}

function tell(title, list, all) {
  const names = new Set(list.map(({ name }) => name));
  console.log(`${title}: ${names.size} cases`);
  for (const { name, detail } of all ? list : list.slice(0, SHOWN_CASES))
    console.log(`    ${name}${detail === undefined ? '' : `  ${detail}`}`);
  if (!all && list.length > SHOWN_CASES) console.log(`    … (--all names them)`);
}

/** @returns whether nothing differs but what is wanted */
function check(asked, { all, word }) {
  const found = [...asked].flatMap(([source, answers]) => differencesOf(source, answers, word));
  const wanted = readWanted(read('wanted.tsv'));
  const rowOf = (one) => wanted.find(({ matches }) => matches(one));
  const unwanted = found.filter((one) => rowOf(one) === undefined);
  for (const [row, list] of groupBy(
    found.filter((one) => rowOf(one) !== undefined),
    rowOf,
  ))
    console.log(`wanted, ${new Set(list.map(({ name }) => name)).size} cases: ${row.reason}`);
  // Only a full run can tell that a difference is gone.
  const idle =
    word === undefined && asked.size === SOURCES.length
      ? wanted.filter((row) => !found.some((one) => rowOf(one) === row))
      : [];
  for (const { line } of idle) console.log(`wanted, but nothing differs so: ${line}`);
  const groups = [...groupBy(unwanted, ({ what }) => what)].toSorted(([, a], [, b]) => b.length - a.length);
  for (const [what, list] of groups) tell(what, list, all);
  return unwanted.length === 0 && idle.length === 0;
}

const { values: flags, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [word] = positionals;
if (word !== undefined && !flags.check)
  throw new Error('a record is written of all cases: a word goes with --check');
const started = process.cpuUsage();
const asked = await askAll(word);
const count = [...asked.values()].reduce((sum, answers) => sum + answers.size, 0);
const { user, system } = process.cpuUsage(started);
console.log(`${count} cases, ${((user + system) / 1e6).toFixed(1)} s of CPU`);
if (flags.check) {
  const same = check(asked, { all: flags.all, word });
  console.log(same ? 'as recorded' : 'NOT as recorded');
  process.exitCode = same ? 0 : 1;
} else write(asked);
