/** What a demo ticket is before it becomes rows. */
import type { TicketCategory, TicketStatus } from '../../../shared/tickets.ts'
import type { Priority } from '../../../shared/work.ts'
import type { Turn } from '../corpus/story.ts'
import type { Payout } from '../money/rows.ts'
import type { Featured } from '../people/featured.ts'
import type { Person } from '../people/person.ts'
import type { DemoStaff } from '../staff.ts'

/** Where a ticket stands: over, or owed something in `minutes` (negative: late), or waiting for the customer since `minutes`. */
export type Plan =
  | { stage: 'past'; endsAt: Date }
  | {
      stage: 'unanswered' | 'asked' | 'working' | 'waiting'
      minutes: number
      priority: Priority
      owner: DemoStaff | null
      isEscalated: boolean
      isSnoozed: boolean
      featured: Featured | null
    }

export interface Message extends Turn {
  sender: DemoStaff | null
  at: Date
}

export interface Ticket {
  id: string
  number: number
  customer: Person
  subject: string
  description: string
  category: TicketCategory
  priority: Priority
  status: TicketStatus
  owner: DemoStaff | null
  createdAt: Date
  messages: Message[]
  resolution: string | null
  resolvedAt: Date | null
  closedAt: Date | null
  escalatedAt: Date | null
  escalatedTo: DemoStaff | null
  snoozedUntil: Date | null
  tags: string[]
  payout: Payout | null
}
