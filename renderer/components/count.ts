import type { Count } from '../../shared/work.ts'

const whole = new Intl.NumberFormat('en')

/** "128", "1,000+". */
export function countText({ n, capped }: Count): string {
  return capped ? `${whole.format(n)}+` : whole.format(n)
}
