/** Amounts as they are typed. */
import { formatMoney } from '../../../shared/money.ts'

/** "1240.00": with the currency's decimals and without groups. */
export const trimmed = (amount: string, currency: string): string => formatMoney({ amount, currency }, { code: false }).replaceAll(',', '')
