import { defineConfig } from 'vitest/config';
import { textFiles } from './scripts/text-files.ts';

export default defineConfig({
  plugins: [textFiles],
  test: {
    include: ['test/e2e/**/*.e2e.test.ts'],
    globalSetup: ['scripts/ensure-built.mjs', 'test/e2e/tools/global-setup.ts'],
    setupFiles: ['test/e2e/tools/clean-env.ts', 'test/setup/load-yaml.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A Pyroscope server in the dual phase is ready after a minute on an idle machine.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
