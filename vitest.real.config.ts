import { defineConfig } from 'vitest/config';
import { textFiles } from './scripts/text-files.ts';

/** Suites that need programs which no package registry has, or that take long to build; CONTRIBUTING says how to run them. */
export default defineConfig({
  plugins: [textFiles],
  test: {
    include: ['test/real/**/*.real.test.ts'],
    globalSetup: ['scripts/ensure-built.mjs', 'test/real/global-setup.ts'],
    setupFiles: ['test/setup/load-yaml.ts'],
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
  },
});
