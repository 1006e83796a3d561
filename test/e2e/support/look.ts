/** Pictures in both themes, and the rules of WCAG 2.2 AA. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './test.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
export const size = { width: 1600, height: 1000 }

/** Of the rules only these judge colours; the others say the same in both themes. */
const ofColour = ['color-contrast', 'link-in-text-block']

/** Fails with what is wrong in either theme for people who cannot see or point, as "rule: element, why". */
export async function expectNoBarriers(page: Page, name = page.url()) {
  for (const theme of themes) await judge(page, name, theme)
}

/** As expectNoBarriers, with a picture of each theme. */
export async function look(page: Page, name: string) {
  for (const theme of themes) {
    await judge(page, name, theme)
    await page.screenshot({ path: `test-results/look/${name}-${theme}.png` })
  }
}

const themes = ['dark', 'light'] as const

async function judge(page: Page, name: string, theme: (typeof themes)[number]) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  // Half-faded text would be judged while it fades in.
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
  // Legacy: without frames there is no need of a second page, which a context of one page does not give.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (theme === 'light' ? axe.withTags(rules) : axe.withRules(ofColour)).analyze()
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}, ${failureSummary}`),
  )
  expect(found, `${name}, ${theme}`).toEqual([])
}
