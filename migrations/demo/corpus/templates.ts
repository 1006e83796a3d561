/** Canned replies. `{{name}}` is filled by the console; names it cannot know ({{date}}, {{store}} ...) stay open for the agent. */
import type { TicketCategory } from '../../../shared/tickets.ts'

export interface TemplateText {
  name: string
  category: TicketCategory | null
  body: string
}

const greeting = 'Hello {{customer.first_name}},\n\n'
const goodbye = '\n\nKind regards\n{{agent.first_name}}'

const texts: Record<TicketCategory | 'any', Record<string, string>> = {
  any: {
    'First answer, looking into it':
      'thank you for writing. I have read your message and look into it now. You will hear from me again by {{date}}.',
    'Ask for a screenshot':
      'could you send a picture of the screen with the whole message in it? Dates and numbers in it help to find the entry in our log.',
    'Ask for device and browser':
      'which device and which browser, with version, do you use? You find it in the browser’s menu under Help, About.',
    'Still working on it':
      'a short word in between: ticket {{ticket.number}} is with the colleagues in charge. Nothing is lost and nothing is needed from you.',
    'Solved, closing': 'good to hear that it works. I close ticket {{ticket.number}} now; an answer within 14 days opens it again.',
    'Merged with another ticket':
      'you wrote about the same matter in {{other_ticket}}. I answer there, so that everything is in one place.',
    'Apology for a long wait': 'you waited longer than we want anybody to wait. I am sorry, and I am on it now.',
    'Handing over to a colleague': 'I hand your ticket to {{colleague}}, who knows this field better. You need not repeat anything.',
    'Feature wish recorded':
      'thank you for the wish. It is recorded with your name; when it is built you get one mail about it and no other.',
    'Praise received': 'what a nice message to get. It went round the whole team. Thank you, {{customer.name}}.',
  },
  payout: {
    'Second signature pending, with cut-off':
      'if finance signs before {{cut_off}} today, {{payout.amount}} {{payout.currency}} ({{payout.reference}}) leaves with tonight’s file. A payout only goes to the account that was verified with it.',
    'Payout on hold after a bank change':
      'nothing is wrong with your account: for 72 hours after a bank account changes, every payout needs a second signature on our side. {{payout.reference}} over {{payout.amount}} {{payout.currency}} is waiting for it.',
    'Payout sent, days to arrive':
      '{{payout.reference}} over {{payout.amount}} {{payout.currency}} left us on {{date}}. Banks take one to three working days, outside the euro area up to five.',
    'Payout returned by the bank':
      'the bank returned {{payout.reference}} because {{reason}}. The amount is back in your wallet. Please check the account under Wallet, Payment methods, and request it again; no second fee.',
    'Trace requested': 'I have asked our bank where {{payout.reference}} is. A trace takes one to two working days.',
    'Minimum for a payout': 'the smallest payout is 50.00 USD or its equal. Your balance stays yours and does not expire.',
    'Name on the account differs':
      'the account’s holder and the name on your identity document differ. Please add an account in your own name, or send the paper that joins both names.',
    'Tax form needed':
      'to pay out your US earnings without withholding we need the form W-8BEN with your legal name. It is under Wallet, Tax.',
  },
  billing: {
    'Double charge, refund on its way':
      'you are right, {{amount}} was charged twice. I refunded one of them today; it is back on your card within five working days.',
    'Refund within 14 days':
      'I refunded the renewal in full. Your {{plan.name}} plan ends today and your music stays in stores on the free plan.',
    'Refund not possible':
      'the renewal was on {{date}} and “{{release}}” was released since, so it cannot be returned. I can end the plan at the end of the period instead.',
    'Invoice with VAT number': 'I cancelled {{invoice}} and issued it again with your VAT number; the new one is attached.',
    'Card refused':
      'your bank refused the payment. You keep the {{plan.name}} plan for 14 days, so nothing happens to your releases. Please allow the payment in your bank’s app or use another card.',
    'Downgrade and what changes':
      'on {{date}} your {{plan.name}} plan becomes the smaller one. Nothing is deleted; you choose which artist name stays active.',
    'Discount code conditions': 'the code {{code}} is for the first year of a yearly plan and cannot be joined with another one.',
  },
  distribution: {
    'Delivered, waiting for the store': '“{{release}}” left us on {{date}}. {{store}} shows it within two working days as a rule.',
    'Metadata correction sent': 'I sent the correction to {{store}}. They take up to five working days; nothing is needed from you.',
    'Wrong artist page': 'please send me the link of the right artist page at {{store}}. I have the release moved, and its counts with it.',
    'Takedown done':
      'the takedown of “{{release}}” went to all stores. Most remove it within 72 hours. Keep the ISRCs: with them the counts come back later.',
    'Release date too close':
      'for {{date}} there is not enough time at every store. With a date 14 days ahead it is everywhere on the day. Shall I move it?',
    'ISRC corrected': 'each version has its own ISRC now. Counts before {{date}} stay with the old code, stores do not divide them.',
  },
  content: {
    'Cover refused, what to change': 'the cover shows {{reason}}. If you remove it the release passes, and the date stays as it is.',
    'Explicit mark explained':
      'stores want the mark as soon as one word is on their list. If you think it is wrong, tell me the second at which it is heard.',
    'Strike removed': 'the strike is removed and “{{track}}” is back with its counts.',
    'Generated vocals, rules':
      'generated vocals are allowed when the voice is yours or its owner agreed in writing. Please tick the box in the credits.',
  },
  kyc: {
    'Photo not readable':
      'a reflection covers part of your document. Lay it on a dark table near a window, without flash, and take it straight from above.',
    'Proof of address, what counts':
      'a bank statement, an insurance letter or a letter of a public office, not older than three months, with your name and address.',
    'Verification approved': 'your identity is verified for 12 months. Payouts are open again.',
    'Verification in review': 'a person looks at your document now, usually within one working day.',
    'How documents are kept':
      'only the compliance team can open your documents, each opening is recorded, and they are erased when the legal term ends.',
  },
  rights: {
    'Claim received, documents needed':
      'somebody else claims {{share}} of “{{track}}”. Please upload what proves yours, an agreement or an invoice of the studio. Until {{date}} nothing is taken down or paid out.',
    'Split needs a new version':
      'an active split is not changed but followed by a new version. Shares have to add up to exactly 100, and everybody named confirms.',
    'Licence for a cover song':
      'for an unchanged cover choose “cover song” in the credits, we get the mechanical licence. Changed words need the publisher’s written yes.',
    'Work registration corrected':
      'the registration of “{{track}}” is corrected. Plays are paid from the day of the performance, nothing is lost.',
  },
  technical: {
    'Login code by e-mail': 'below the field there is “code by e-mail”. I switched it on for {{customer.email}} for today.',
    'Upload in pieces': 'your network closes long uploads. The desktop uploader sends in pieces and carries on where it was cut.',
    'Defect reported': 'you found a defect; it has the number {{defect}}. You get one mail when it is mended.',
    'Clear the cache':
      'please reload with Ctrl+Shift+R, on a Mac Cmd+Shift+R. If it stays, tell me the time at which you tried, to the minute.',
  },
  account: {
    'Second factor reset, questions':
      'to reset the second factor I need three facts from {{customer.email}}: date and amount of your last payout, and the title of your last release.',
    'E-mail address changed': 'your account {{customer.username}} now uses {{new_email}}. Older sessions were signed out.',
    'Account moved to heirs': 'I am very sorry. Nothing has to be decided quickly. I made sure that nothing renews, expires or is deleted.',
    'Team roles explained':
      'in {{organization.name}}, a viewer sees music only, a member also statistics, an admin also money. Settings, Team shows who has what.',
  },
  other: {
    'No office to visit': 'we have no office there, most of us work from home. A record sent by mail is listened to, really.',
  },
}

export const templates: TemplateText[] = Object.entries(texts).flatMap(([category, bodies]) =>
  Object.entries(bodies).map(([name, body]) => ({
    name,
    category: category === 'any' ? null : (category as TicketCategory),
    body: greeting + body + goodbye,
  })),
)
