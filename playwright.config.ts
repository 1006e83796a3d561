import { defineConfig } from '@playwright/test'
import { installed } from './electron/startup/electron-binary.ts'
import type { Options } from './test/e2e/support/test.ts'

const electron = await installed()

/**
 * What the desktop shell itself does, a morning's work of every role, and what a killed one has kept: what runs there in `npm test`.
 * Everything else is the same code in both shells; with E2E=all it runs in both.
 */
const desktop = process.env.E2E === 'all' ? /./ : /(electron-\w+|shell|kyc-pdf)\.spec|morning|kill -9/

/** The same specs in both shells; Electron's only where its program is. */
export default defineConfig<object, Options>({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  globalSetup: './test/e2e/support/platform.ts',
  forbidOnly: Boolean(process.env.CI),
  // A shared machine may stall for seconds; what passes only at a second try is reported as flaky.
  retries: process.env.CI ? 2 : 0,
  workers: 2,
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? 'test-results/e2e.json' }]],
  projects: [
    { name: 'browser', use: { shell: 'browser' }, testIgnore: '**/electron-*.spec.ts' },
    ...(electron ? [{ name: 'electron', use: { shell: 'electron' as const }, testIgnore: '**/browser-*.spec.ts', grep: desktop }] : []),
  ],
})
