import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    globalSetup: ['scripts/ensure-built.mjs'],
    // No test changes what another could see, and a new process a file costs as much as the tests.
    isolate: false,
    testTimeout: 60_000,
  },
});
