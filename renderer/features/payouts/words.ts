/** Words for payouts. */
import { formatMoney } from '../../../shared/money.ts'
import type { CheckKey, PayoutSort, PayoutStatus, PayoutTier, PayoutView } from '../../../shared/payouts.ts'
import type { ItemEvent } from '../../../shared/work.ts'
import type { IconName } from '../../components/icon.tsx'
import { commonSortNames, commonViewNames } from '../../work/common.tsx'
import { differences, type EventWords } from '../../work/history.tsx'
import { plain } from '../../work/words.ts'

export const statusNames: Record<PayoutStatus, string> = {
  pending: 'To prepare',
  prepared: 'To sign',
  approved: 'To send',
  blocked: 'Blocked',
  on_hold: 'On hold',
  processing: 'Sent',
  unknown: 'Unknown outcome',
  completed: 'Paid',
  returned: 'Returned',
  failed: 'Failed',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
}

export const statusIcons: Record<PayoutStatus, IconName> = {
  pending: 's-open',
  prepared: 's-progress',
  approved: 's-progress',
  blocked: 's-esc',
  on_hold: 'pause',
  processing: 's-progress',
  unknown: 'alert',
  completed: 's-done',
  returned: 'undo',
  failed: 's-x',
  rejected: 's-x',
  cancelled: 's-closed',
}

export const viewNames: Record<PayoutView, string> = {
  ...commonViewNames,
  closed_today: 'Ended today',
  prepared: 'To sign',
  pending: 'To prepare',
  blocked: 'Blocked',
  approved: 'To send',
  on_hold: 'On hold',
  processing: 'Sent, not confirmed',
  unknown: 'Unknown outcome',
  returned: 'Returned',
}

export const sortNames: Record<PayoutSort, string> = { tier: 'By signatures', amount: 'Largest first', ...commonSortNames }

export const tierNames: Record<PayoutTier, string> = {
  one_signature: 'One signature',
  two_signatures: 'Two signatures',
  three_signatures: 'Three signatures',
}

/** What a check is called on the item's page. */
export const checkNames: Record<CheckKey, string> = {
  destination: 'Destination',
  amount: 'Amount, 24 h, batch',
  first: 'First payout',
  usual: 'Usual amount',
  kyc: 'KYC',
  account: 'Account',
  screening: 'Screening',
  wallet: 'Wallet',
  minimum: 'Minimum',
}

/** What stands out in a row: when it blocks, and when it is only worth a look. */
export const flagNames: Record<CheckKey, [blocking: string, other: string]> = {
  destination: ['Destination cannot be used', 'New destination'],
  amount: ['No rate for the currency', 'Large'],
  first: ['First payout', 'First payout'],
  usual: ['Unusual', 'Unusual amount'],
  kyc: ['KYC', 'KYC ends soon'],
  account: ['Account', 'Account'],
  screening: ['Sanctions hit', 'Screening'],
  wallet: ['Wallet does not cover it', 'Wallet'],
  minimum: ['Below the minimum', 'Minimum'],
}

export const money = (amount: string, currency: string) => formatMoney({ amount, currency })
/** Without its code, for columns that have it beside. */
export const figure = (amount: string, currency: string) => formatMoney({ amount, currency }, { code: false })

/** "10,000" of "10000.0000". */
export const trimmedDecimal = (amount: string) => {
  const [whole = '', part = ''] = amount.split('.')
  const rest = part.replace(/0+$/, '')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest && `.${rest}`)
}

function verb({ action, before, after }: ItemEvent): string | null {
  if (action === 'payout_check') return `looked at it again: ${differences(before, after)}`
  if (action === 'payout_edit')
    return `edited it: ${differences({ amount: before?.amount, destination: before?.destination }, { amount: after?.amount, destination: after?.destination })}`
  if (action === 'payout_sign') return `signed it, ${plain(after?.signatures)}`
  return null
}

const icons: Record<string, IconName> = {
  payout_prepare: 's-progress',
  payout_sign: 'sign',
  payout_edit: 'pencil',
  payout_reject: 's-x',
  payout_cancel: 's-x',
  payout_hold: 'pause',
  payout_release: 'play',
  payout_send: 'payouts',
  payout_paid: 's-done',
  payout_failed: 's-x',
  payout_unknown: 'alert',
  payout_returned: 'undo',
  payout_lapse: 'clock',
  payout_policy: 'rotate',
}

export const eventWords: EventWords = { one: 'payout', verb, icon: ({ action }) => icons[action] ?? null }
