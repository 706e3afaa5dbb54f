import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { longValues, renderAmid } from '../large-input.ts';
import { ownFolder } from '../unit/bad-input/program.ts';
import { phasegateProgram } from './tools/paths.ts';
import { run } from './tools/run.ts';

it('a stream of 200 MB passes, with the release in it edited', async () => {
  const { code, received, wanted } = await renderAmid(200);
  expect({ code, received }).toEqual({ code: 0, received: wanted });
});

it('values of 10 MB are linted, and the mistake behind them is found', async () => {
  const cwd = ownFolder();
  writeFileSync(join(cwd, 'values.yaml'), longValues(10_000_000));
  const { status, stdout } = await run(process.execPath, [phasegateProgram, 'lint', 'values.yaml'], { cwd });
  expect(stdout).toContain('unknown-key');
  expect(status).toBe(0);
});
