import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { defineConfig } from 'vitest/config';
import { textFiles } from './scripts/text-files.ts';

const TESTS = 'test/**/*.test.ts';
/** Suites with programs that their own configs build. */
const OTHERS = ['test/e2e/**', 'test/real/pachyderm.real.test.ts', 'node_modules/**'];

/** A module that a test replaces would be replaced for every file that comes after it in the same worker. */
const replacesModules = (file: string): boolean => /\bvi\.(mock|doMock)\(/.test(readFileSync(file, 'utf8'));
const alone = globSync(TESTS, { ignore: OTHERS, cwd: import.meta.dirname }).filter(replacesModules);

export default defineConfig({
  plugins: [textFiles],
  test: {
    globalSetup: ['scripts/ensure-built.mjs', 'test/setup/own-folder.ts'],
    setupFiles: ['test/setup/load-yaml.ts'],
    testTimeout: 60_000,
    // A new process a file would cost twice as much as the tests themselves.
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: [TESTS], exclude: [...OTHERS, ...alone], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
