import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = resolve(import.meta.dirname, '../../../src/report');
const OF_A_PACK = /\b(?:v1|v2|dual|pyroscope|profiles?|ingester|distributor|metastore|segment.?writer)\b/i;

describe('reports', () => {
  it('name no phase, store or component of a pack', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const named = files.flatMap((name) =>
      readFileSync(join(FOLDER, name), 'utf8')
        .split('\n')
        // SARIF has versions of its own.
        .filter((line) => OF_A_PACK.test(line) && !/'valuePath\/v1'|schemas\/sarif/.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(named).toEqual([]);
  });
});
