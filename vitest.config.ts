import { defineConfig } from 'vitest/config'

const database = { globalSetup: 'test/support/postgres.ts', testTimeout: 60_000, hookTimeout: 120_000, retry: process.env.CI ? 2 : 0 }

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'] } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], ...database } },
      { test: { name: 'security', include: ['test/security/**/*.test.ts'], ...database } },
      { test: { name: 'faults', include: ['test/faults/**/*.test.ts'], retry: database.retry } },
    ],
  },
})
