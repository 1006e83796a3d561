/** The times at which a snoozed ticket usually comes back. */
const hour = 3_600_000

export interface SnoozeTime {
  name: string
  at: Date
}

/** Offered at `now`, by this computer's calendar: none of them twice, none in the past. */
export function snoozeTimes(now: number): SnoozeTime[] {
  const today = new Date(now)
  const atHour = (daysAhead: number, hours: number) => new Date(today.getFullYear(), today.getMonth(), today.getDate() + daysAhead, hours)
  const toMonday = (8 - today.getDay()) % 7 || 7
  const afternoon = atHour(0, 15)
  return [
    { name: 'In an hour', at: new Date(now + hour) },
    ...(afternoon.getTime() > now + 2 * hour ? [{ name: 'This afternoon', at: afternoon }] : []),
    { name: 'Tomorrow morning', at: atHour(1, 9) },
    ...(toMonday > 1 ? [{ name: 'Monday morning', at: atHour(toMonday, 9) }] : []),
    { name: 'In a week', at: atHour(7, 9) },
  ]
}
