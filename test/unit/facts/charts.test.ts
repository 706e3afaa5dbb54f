import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../../src/chart/versions.ts';
import {
  chartVersions,
  EXAMPLE_CHART,
  knownnessOf,
  ownServer,
} from '../../../src/packs/pyroscope/facts/charts.ts';

describe('the table of charts', () => {
  it('is in order', () => {
    expect(chartVersions().toSorted(compareVersions)).toEqual(chartVersions());
    expect(chartVersions()).toContain(EXAMPLE_CHART);
  });

  it.each([
    ['1.14.1', '1.14.0'],
    ['1.14.2', '1.14.1'],
    ['1.15.0', '1.14.1'],
    ['1.15.1', '1.15.0'],
    ['1.19.0', '1.19.0'],
    ['1.19.2', '1.19.1'],
    ['1.20.2', '1.20.2'],
    ['2.0.0', '2.0.1'],
    ['2.1.1', '2.1.1'],
    ['2.1.2', '2.1.1'],
  ])('says that chart %s brings server %s', (chart, server) => {
    expect(ownServer(chart)).toEqual({ version: server, isCertain: true });
  });

  it.each([
    ['2.1.9', '2.1.1'],
    ['99.1.0', '99.1.0'],
    ['1.2.0', '1.2.0'],
  ])('takes for chart %s, which was never published or is not known, server %s in doubt', (chart, server) => {
    expect(ownServer(chart)).toEqual({ version: server, isCertain: false });
  });

  it('knows how far a version is from it', () => {
    expect(['1.20.2', '99.0.0', '2.1.0'].map(knownnessOf)).toEqual(['between', 'newer-major', 'known']);
  });
});

const PACK = resolve(import.meta.dirname, '../../../src/packs/pyroscope');

/** Lines that hold a version in quotes; examples of rules name their chart, and rules the version that brought them. */
function versionsWritten(): string[] {
  const files = readdirSync(PACK, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('facts/'),
  );
  return files.flatMap((name) =>
    readFileSync(join(PACK, name), 'utf8')
      .split('\n')
      .filter((line) => /(?:isBefore|compareVersions|has|=|return|crosses)\b[^;]*'[12]\.\d+\.\d+'/.test(line))
      .filter((line) => !/\b(?:chart|fromChart|since): '|tag\('/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
}

describe('versions of charts and servers', () => {
  it('are compared by their names in the table, nowhere by a number', () => {
    expect(versionsWritten()).toEqual([]);
  });
});
