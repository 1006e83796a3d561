import type { Count } from '../../shared/work.ts'

const whole = new Intl.NumberFormat('en')

/** "128", "1,000+". */
export function countText({ n, capped }: Count): string {
  return capped ? `${whole.format(n)}+` : whole.format(n)
}

/** "1 ticket", "1,024 tickets". */
export const many = (n: number, one: string, more = `${one}s`): string => `${whole.format(n)} ${n === 1 ? one : more}`
