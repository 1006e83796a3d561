/** Money is counted in hundredths of the currency's unit, also where the currency has none. */

export const currencies = ['EUR', 'USD', 'GBP', 'JPY', 'BRL', 'INR', 'PLN', 'SEK'] as const
export type Currency = (typeof currencies)[number]

/** About how many units one euro is, so that everybody's figures look right. */
export const scales: Record<Currency, number> = { EUR: 1, USD: 1, GBP: 1, JPY: 150, BRL: 6, INR: 90, PLN: 4, SEK: 11 }

/** The smallest payout of each currency; the platform itself sets only that of the dollar. */
export const minima: Record<Currency, string> = {
  USD: '50.00',
  EUR: '50.00',
  GBP: '40.00',
  JPY: '7000',
  BRL: '250.00',
  INR: '4000.00',
  PLN: '200.00',
  SEK: '500.00',
}

export function decimal(hundredths: number): string {
  return (hundredths / 100).toFixed(2)
}

/** "1,240.00 EUR", in the manner of the region. */
export function formatMoney(hundredths: number, currency: Currency, region: string): string {
  const fraction = currency === 'JPY' ? 0 : 2
  const number = new Intl.NumberFormat(region, { minimumFractionDigits: fraction, maximumFractionDigits: fraction }).format(
    hundredths / 100,
  )
  return `${number} ${currency}`
}
