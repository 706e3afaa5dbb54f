import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { beforeAll, describe, it } from 'vitest';
import { CONFORMANCE } from '../../conformance/renders.ts';
import { runCase } from '../../golden/run-case.ts';
import { BUILT } from '../../program.ts';
import { BUILD_TIMEOUT_MS, buildHere } from './executable.ts';

const FOLDER = resolve(CONFORMANCE, '..');
const files = globSync('**/*.yaml', { cwd: FOLDER, absolute: true }).toSorted();

/** Values are linted, and everything else is what Helm rendered. */
const commandsFor = (file: string): readonly string[] => {
  if (/[\\/]values[\\/]/.test(file)) return ['phasegate lint - --chart-version 2.2.1'];
  return file.startsWith(join(CONFORMANCE, '2.2.1'))
    ? ['phasegate render', 'phasegate render --phase v1 --diff', 'phasegate render --phase v2 --format json']
    : ['phasegate render'];
};

let program: string;
beforeAll(async () => {
  program = await buildHere();
}, BUILD_TIMEOUT_MS);

describe.skipIf(files.length === 0)('the executable writes the bytes that Node writes', () => {
  for (const file of files)
    for (const command of commandsFor(file))
      it.concurrent(`${command} < ${relative(FOLDER, file)}`, async ({ expect }) => {
        const given = { command, stdin: readFileSync(file), files: new Map(), sharedInput: undefined };
        const [byNode, byItself] = await Promise.all([runCase(given, BUILT), runCase(given, [program])]);
        expect(byItself.stderr.toString('utf8')).toBe(byNode.stderr.toString('utf8'));
        expect(byItself.stdout.equals(byNode.stdout)).toBe(true);
        expect(byItself.exit).toBe(byNode.exit);
      });
});
