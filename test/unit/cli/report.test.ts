import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { reportFolder } from '../../../src/report/state-folder.ts';
import { run } from './run.ts';

it.each(['{"tool": "phasegate", "rel', '[]', '{}', 'null'])(
  'a kept report that is cut off or none: %s',
  async (text) => {
    const state = mkdtempSync(join(tmpdir(), 'phasegate-state-'));
    onTestFinished(() => rmSync(state, { recursive: true, force: true }));
    const env = { XDG_STATE_HOME: state };
    const folder = reportFolder(env);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '2026-11-21T10-00-00.000Z-1.json'), text);
    const { code, out, said } = await run(['report'], { env });
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain(folder);
    expect(said).not.toContain('failure');
  },
);
