/** The help centre: `## title`, then `@ category tag tag`, then the text. */
import type { TicketCategory } from '../../../shared/tickets.ts'

export interface ArticleText {
  title: string
  category: TicketCategory
  tags: string[]
  body: string
}

const text = `
## When a payout reaches your bank
@ payout sepa time
A payout that is signed before 16:00 UTC leaves with the file of that evening. Inside the euro area it arrives on the next working day, elsewhere within five.
## Why a payout needs a second signature
@ payout bank-change security
For 72 hours after a bank account was added or changed, two people of finance sign each payout. It protects you when somebody else gets into your account.
## The smallest payout
@ payout minimum
A payout is at least 50.00 USD or its equal in your currency. A smaller balance stays in your wallet and never expires.
## Payout returned by the bank
@ payout trace
Banks return a transfer when the account is closed or the holder’s name differs. The amount is booked back to your wallet, without a fee, within two working days.
## Paid, but nothing arrived
@ payout trace
Wait three working days, five outside the euro area. Then write to us with the payout’s number, it begins with P. We have the transfer traced.
## Getting paid by PayPal
@ payout paypal
The address has to be confirmed at PayPal and belong to you. Payouts arrive within minutes, PayPal keeps its own fee.
## Tax forms for US earnings
@ payout tax
Without a valid form W-8BEN we withhold 30 % of US earnings. The form needs the name on your identity document, not your stage name.
## Pending, available, on hold
@ payout wallet
Sales are pending for seven days, then available. On hold means that a payout waits for a check. Royalties are available at once.
## When a wallet is below zero
@ payout chargeback
A refund or a dispute after the hold is taken from your wallet. The next earnings cover it; nothing is taken from your bank account.
## Which currencies we pay in
@ payout currency
Every wallet is paid in its own currency. A currency without a smallest amount in our list cannot be paid out yet.
## Plans compared
@ billing plans
Free keeps your music in stores. Starter adds statistics, Professional more artist names and splits, Business teams and labels.
## Changing to a smaller plan
@ billing downgrade
The change takes effect at the end of the paid period. If more artist names are active than the smaller plan allows, choose which one can release.
## Refunds of a renewal
@ billing refund
A renewal can be returned within 14 days if nothing was released since. Write to us; it takes five working days to reach your card.
## Adding a VAT number
@ billing invoice vat
Enter it under Billing, Company details. It is checked at once. Invoices already issued can be cancelled and issued again by us.
## Where the invoices are
@ billing invoice
Billing, Invoices has all of them as PDF. A copy goes to the invoice address if you have entered one.
## Why a card is refused
@ billing card
Most refusals come from a bank’s limit for foreign payments. Your plan stays for 14 days, so there is time to use another card.
## Discount codes
@ billing discount
A code is for one account and usually for the first year. Two codes cannot be joined.
## Reading a statement
@ billing statement
A statement has a line per store, territory and recording. Late store files come as a supplement with its own date.
## How long a release takes
@ distribution review
Review takes up to two working days, delivery minutes, stores one to five days. Choose a date at least 14 days ahead.
## Correcting metadata after release
@ distribution metadata
Change it in the release and press Send correction. Stores take up to five working days; the artist’s name may take longer.
## Your music is on another artist’s page
@ distribution artist-page
Send us links of the wrong and of the right page. We have the releases moved with their counts.
## What an ISRC is for
@ distribution isrc
It names one recording for ever. A remix, an edit and a live version each need their own; a reissue keeps the old one.
## UPC and EAN
@ distribution upc
Each release has one. We assign it; you may bring your own if it is not used elsewhere.
## Taking a release down
@ distribution takedown
Release, Take down. Stores remove it within 72 hours. Counts come back when the same ISRCs are released again.
## Pre-save pages
@ distribution presave
Share the short link from the Share button. It opens the store of the visitor’s country.
## Lyrics and their timing
@ distribution lyrics
Lyrics are sent with the release or later. Timings are made from the current master; a new master needs new timings.
## Release dates and time zones
@ distribution release-day
A release opens at midnight of each country, unless you choose one moment for the whole world.
## Moving from another distributor
@ distribution switch
Release first here with the same ISRCs and UPC, wait until it is live, then take it down there. Counts and playlists stay.
## Cover art rules
@ content cover
3000 by 3000 pixels, no web addresses, no prices, no logos of others, no blurred text. Stores look at every cover.
## The explicit mark
@ content explicit
Mark a recording when its words need it. Some stores mark by themselves when a word is on their list.
## Audio files we take
@ content audio
WAV or FLAC, 16 or 24 bit, 44.1 to 192 kHz. No limiter at the very top: leave one decibel.
## Generated vocals and music
@ content ai
Allowed when voices are yours or their owners agreed. Tick the box in the credits; some stores show it.
## Strikes and how they end
@ content strike
A strike expires after twelve months. An appeal is read by a person who has not seen the case before.
## Somebody uses your recording
@ content infringement
Report it with a link to both recordings. While both sides are heard it is out of sight and its earnings are held.
## Stems and remix packs
@ content stems
All stems need the same length and start at zero. Silence at the end counts.
## Spatial audio
@ content audio
We take one ADM file for each recording, with the stereo master beside it. Both have their own ISRC.
## Why we verify identities
@ kyc why
The law asks everybody who pays money out to know to whom. One check is valid for twelve months or until the document ends.
## A good photo of a document
@ kyc photo
Dark table, daylight from the side, no flash, straight from above, all four corners in the picture.
## Levels of verification
@ kyc levels
Basic opens payouts, enhanced payouts over 1,000 USD in 30 days, advanced over 10,000.
## Proof of address
@ kyc address
Bank statement, insurance or a letter of a public office, not older than three months, with your name and address.
## Two names
@ kyc name-change
If your bank account has another name than your document, send the paper that joins both. Compliance links them once.
## How long documents are kept
@ kyc privacy
As long as the law of your country asks, then they are erased. Each opening is recorded with a reason.
## Splits from start to end
@ rights split
Name the people, set shares to exactly 100, everybody confirms. A change is a new version and never touches what was paid.
## Claims and conflicts
@ rights conflict
When claims add up to more than 100, the amount in dispute is held until both sides are heard. The rest is paid as usual.
## Cover songs
@ rights cover-song
An unchanged cover needs a mechanical licence, which we get for you. Changed words need the publisher’s consent.
## Samples
@ rights sample
A sample needs two permissions: of the recording’s owner and of the composer’s publisher. Upload both.
## Performing rights societies
@ rights pro
We register works with the society you name. Plays are paid from the day of the performance.
## When a contract ends
@ rights contract
Send us the letter that ends it. The other side has seven days; until then the earnings are held for both.
## Publishing and recording
@ rights basics
The song and its recording are two rights with two owners, even when both are you.
## Signing in with a code
@ technical login
The code comes by SMS, by call or by e-mail. If a network has trouble, choose e-mail below the field.
## Uploads that stop
@ technical upload
Hotel and university networks close long uploads. The desktop uploader sends in pieces and carries on.
## The studio in the browser
@ technical studio
It keeps the last 20 states of a project. File, History brings one back as a copy.
## API keys
@ technical api
A key is shown once. Limit it to your networks; calls from elsewhere get 401.
## Statistics and when they arrive
@ technical statistics
Stores report once a day, some twice a week. A day without a report shows as not yet, not as zero.
## Notifications
@ technical notifications
Choose per kind: in the app, by e-mail, not at all. A team has its own settings.
## Losing the second factor
@ account two-factor
Use a recovery code. Without one, write to us; we ask three things that only you know.
## Changing the e-mail address
@ account email
Settings, E-mail. Both addresses get a message. If the old one is gone, write to us.
## Teams and roles
@ account team
Viewer, member, admin, owner. An invitation link carries the role you choose when you make it.
## When somebody dies
@ account deceased
Nothing has to be decided quickly. Write to us, and a person takes care of it.
## Closing an account
@ account close
Settings, Account, Close. Music is taken down after 30 days, statements stay readable for seven years.
`

export const articles: ArticleText[] = text
  .split(/^## /m)
  .slice(1)
  .map((block) => {
    const [title = '', kind = '', ...body] = block.trim().split('\n')
    const [category, ...tags] = kind.replace('@ ', '').split(' ')
    return { title, category: category as TicketCategory, tags, body: body.join('\n') }
  })
