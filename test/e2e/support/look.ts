/** Pictures in both themes, and the rules of WCAG 2.2 AA. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
export const size = { width: 1600, height: 1000 }

/** What is wrong for people who cannot see or point, as "rule: element, why". */
export async function barriers(page: Page): Promise<string[]> {
  // Half-faded text would be judged while it fades in.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
  // Legacy: without frames there is no need of a second page, which a context of one page does not give.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(rules).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}, ${failureSummary}`))
}

/** A picture in each theme, and the rules checked in each. */
export async function look(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `test-results/look/${name}-${colorScheme}.png` })
    expect(await barriers(page), `${name}, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
