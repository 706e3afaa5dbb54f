import { readFileSync } from 'node:fs';
import { beforeAll, describe, it } from 'vitest';
import { caseFile, caseNames, printCase, readCase } from '../../golden/case-file.ts';
import { runCase } from '../../golden/run-case.ts';
import { BUILD_TIMEOUT_MS, buildHere } from './executable.ts';

let program: string;
beforeAll(async () => {
  program = await buildHere();
}, BUILD_TIMEOUT_MS);

describe('a golden case, run by the executable', () => {
  for (const name of caseNames())
    it.concurrent(name, async ({ expect }) => {
      const given = readCase(name);
      expect(printCase(given, await runCase(given, [program]))).toBe(readFileSync(caseFile(name), 'utf8'));
    });
});
