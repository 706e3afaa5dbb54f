import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../golden/case-file.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'phasegate-report-'));
const validate = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schemas/report.schema.json'), 'utf8')),
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reportOf(name: string, ...flags: string[]): unknown {
  const input = readCase(`render/${name}`).stdin;
  const file = join(folder, 'report.json');
  spawnSync(process.execPath, [join(ROOT, 'bin/phasegate.js'), '--report', file, ...flags], {
    input,
    env: { HOME: folder },
  });
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('report', () => {
  it.each([
    ['phases/2.2.1/microservices/dual-to-v2', ['--phase', 'v2']],
    ['phases/2.2.1/legacy/dual-to-v2', ['--phase', 'v2']],
    ['rules/A6/fires', ['--mode', 'warn']],
  ])('%s fits its schema', (name, flags) => {
    const report = reportOf(name, ...flags);
    validate(report);
    expect(validate.errors).toBeNull();
  });

  it('names the source of the phase, and each edit with its reason', () => {
    const report = reportOf('phases/2.2.1/single-binary/dual-to-v2', '--phase', 'v2') as {
      releases: {
        decisions: { about: string; value: string; source: string }[];
        edits: { reason: string; what: string }[];
      }[];
    };
    const [release] = report.releases;
    expect(release?.decisions).toContainEqual({ about: 'phase', value: 'v2', source: '--phase v2' });
    expect(release?.edits).toContainEqual(
      expect.objectContaining({ reason: 'phase', action: 'set', what: '-architecture.storage=v2' }),
    );
  });
});
