import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packNamed } from '../../src/cli/pack-of-values.ts';
import { chooseChart } from '../../src/discover/chart-version.ts';
import { checkValues } from '../../src/lint/check-values.ts';
import { showPath } from '../../src/lint/finding.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/rule-names.ts';
import { PACKS } from '../../src/packs/index.ts';
import { releaseValues } from '../../src/release/from-values.ts';
import { parseValues } from '../../src/values/read-values.ts';
import { placesIn } from '../../src/values/tree.ts';
import { JUDGED } from './judged-findings.ts';
import { CONFORMANCE } from './renders.ts';

const pack = packNamed('pyroscope', PACKS);

const VALUES = resolve(CONFORMANCE, '../values');
const files = existsSync(VALUES) ? readdirSync(VALUES).filter((name) => name.endsWith('.yaml')) : [];
if (files.length === 0) console.warn(`NO VALUES at ${VALUES}: no real values files are linted`);

/** The chart each file was written for, as its table says; the newest where it was not pinned. */
function chartOf(file: string): string {
  const row = readFileSync(join(VALUES, 'README.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${file} `));
  const pinned = /^\d+\.\d+\.\d+/.exec(row?.split('|')[3]?.trim() ?? '')?.[0];
  return chooseChart(pinned ?? '*', pack.charts[0].versions)?.version ?? '';
}

async function findingsOf(file: string) {
  const text = readFileSync(join(VALUES, file), 'utf8');
  const read = parseValues(text, placesIn(file, text));
  if (!read.ok) throw new Error(`${file}: ${read.error.message}`);
  const { values: user, duplicates } = read.value;
  const release = releaseValues({ user, chart: chartOf(file), helm: 4, textOf: () => text }, pack);
  return checkValues({ release, duplicates }, pack, DEFAULT_SETTINGS);
}

const said: string[] = [];

describe.skipIf(files.length === 0)('values files as their users wrote them', () => {
  it.each(files)('%s: nothing that its author would not be thankful for', async (file) => {
    const findings = (await findingsOf(file)).filter(({ severity }) => severity !== 'info');
    const shown = findings.map(({ ruleId, path }) => `${ruleId} ${showPath(path)}`.trim()).toSorted();
    const judged = JUDGED[file.slice(0, 3)] ?? {};
    said.push(
      ...shown.map((finding) => `${file.slice(0, 3)} ${finding}: ${judged[finding] ?? 'NOT JUDGED'}`),
    );
    expect(shown).toEqual(Object.keys(judged).toSorted());
  });

  it('are all judged', () => {
    const known = new Set(files.map((file) => file.slice(0, 3)));
    expect(Object.keys(JUDGED).filter((number) => !known.has(number))).toEqual([]);
  });

  afterAll(() => {
    console.log(
      `${files.length} values files, ${said.length} findings at warning or above:\n${said.join('\n')}`,
    );
  });
});
