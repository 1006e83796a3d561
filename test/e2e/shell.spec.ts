/** The frame around every workspace, the same in both shells: it starts, it is closed to foreign code, it loses nothing when it ends. */
import { expect, openFirstTicket, test } from './support/test.ts'

test('it opens on the sign-in with the people of the demo, and a person comes in with one click', async ({ open }) => {
  const { page, signIn } = await open()
  await expect(page).toHaveTitle(/Backline/)
  await expect(page.getByText('Demo platform on this computer. Choose who you are.')).toBeVisible()
  await signIn('nadia')
  await expect(page.getByRole('navigation').first()).toBeVisible()
})

test('the whole way from sign-in to a reply breaks no rule of the content security policy', async ({ open }) => {
  const { page, signIn } = await open()
  const broken: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted ?Type/i.test(message.text())) broken.push(message.text())
  })
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  await expect(page.getByRole('heading', { name: 'Backline' })).toBeVisible()
  await page.reload()
  await signIn('nadia')
  await page.keyboard.press('Enter')
  await page.keyboard.press('r')
  await page.keyboard.type('Hello')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.keyboard.press('Escape')
  expect(broken).toEqual([])
  expect(failures).toEqual([])
})

test('foreign code in the page does not run, and reaches nothing outside', async ({ open }) => {
  const { page } = await open()
  const outcome = await page.evaluate(async () => {
    const broken: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.ran = true'
    const style = document.createElement('style')
    style.textContent = 'body { display: none }'
    document.head.append(script, style)
    document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = true"><form action="https://example.com"></form>')
    await fetch('https://example.com/').catch(() => {})
    new Image().src = 'https://example.com/pixel.png'
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { ran: 'ran' in window, shown: getComputedStyle(document.body).display !== 'none', broken: [...new Set(broken)].sort() }
  })
  expect(outcome).toEqual({
    ran: false,
    shown: true,
    broken: ['connect-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem'],
  })
})

test('after kill -9 while somebody types, the text is on the screen again, at most a second of it lost', async ({ open }) => {
  const first = await open({ person: 'nadia' })
  const reply = await openFirstTicket(first.page)
  const text = 'The quick brown fox jumps over the lazy dog while the console is ended in the middle of a word'
  const typedAt: number[] = []
  for (const letter of text) {
    await reply.press(letter === ' ' ? 'Space' : letter)
    typedAt.push(performance.now())
  }
  const killedAt = performance.now()
  await first.kill()
  const safe = typedAt.filter((at) => at < killedAt - 1_000).length

  const again = await open({ person: 'nadia', dataDir: first.dataDir })
  const restored = await openFirstTicket(again.page)
  await expect(restored).not.toHaveValue('')
  const value = await restored.inputValue()
  expect(text.startsWith(value)).toBe(true)
  expect(value.length).toBeGreaterThanOrEqual(safe)
})
