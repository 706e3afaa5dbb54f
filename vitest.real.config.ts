import { defineConfig } from 'vitest/config';
import { textFiles } from './scripts/text-files.ts';

/** Suites that need programs which no package registry has; CONTRIBUTING says how to run them. */
export default defineConfig({
  plugins: [textFiles],
  test: {
    include: ['test/real/**/*.real.test.ts'],
    globalSetup: ['scripts/ensure-built.mjs'],
    setupFiles: ['test/setup/load-yaml.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
  },
});
