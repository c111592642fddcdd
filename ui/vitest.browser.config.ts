import { defineConfig } from 'vitest/config';

/** What only a browser can tell: whether all fits, and whether everybody can read and reach it. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['browser/**/*.test.ts'],
    globalSetup: ['browser/served.ts'],
    // A busy machine is slow, not wrong.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
