import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/chart/table.ts';
import { packNamed } from '../../src/cli/pack-of-values.ts';
import { checkValues } from '../../src/lint/check-values.ts';
import { DEFAULT_SETTINGS } from '../../src/lint/rule-names.ts';
import { PACKS } from '../../src/packs/index.ts';
import { releaseValues } from '../../src/release/from-values.ts';
import { parseValues } from '../../src/values/read-values.ts';
import { placesIn } from '../../src/values/tree.ts';

const pack = packNamed('pyroscope', PACKS);

/** Whether lint has an error about values of the chart that the table is of, which are all that the release gets. */
async function hasError(text: string): Promise<boolean> {
  const read = parseValues(text, placesIn('values.yaml', text));
  if (!read.ok) throw new Error(read.error.message);
  const { values: user } = read.value;
  const release = releaseValues({ user, chart: '2.2.1', helm: 4, isWhole: true, textOf: () => text }, pack);
  const findings = await checkValues({ release, duplicates: [] }, pack, DEFAULT_SETTINGS);
  return findings.some(({ severity }) => severity === 'error');
}

const ROWS = rowsOf(readFileSync(join(import.meta.dirname, 'refused-values.tsv'), 'utf8'));

describe('objects of Kubernetes in values', () => {
  it.each(ROWS)('%s: %s %s', async (values = '', verdict = '', known = '') => {
    expect(await hasError(values)).toBe(verdict !== 'ok' && known !== 'missed');
  });
});
