/** Rights and identity checks. */
export const enRights = `
# [Takedown notice for my own recording|Takedown against “{track}”, which is mine|Somebody claims my recording]
@ rights urgent claim takedown
> I received a takedown notice for “{track}” ({isrc}) from a company I have never heard of. I recorded it in {city} in {year} and own the master. [They may not just take it.|What do I have to send you?|My lawyer is copied.]
+ studio-invoice.pdf
< Hello {first}, thank you for the studio invoice. The claimant registered the same recording code with another owner. I have opened a conflict so that nothing is taken down or paid out while it is looked at. Please add the agreement with the musicians if there is one.
> There are two, both attached. [The drummer signed on a napkin, but he signed.|All four of us signed.|The bass player was paid in cash, receipt included.]
+ agreement-1.pdf
+ agreement-2.pdf
~ @Priya Raghunathan conflict is open, amount held {amount}. Claimant’s registration is of {day}, ours is older.
< The claimant has ten days to show documents. Until then your recording stays online and the money stays in hold, not with them.
* The claim on {isrc} was withdrawn by the claimant.
< They withdrew the claim. The held {amount} goes back to your wallet today.
= Claim withdrawn, hold released.

# [Claims of “{track}” add up to 150 %|Too many owners for one song|Ownership of “{track}” does not add up]
@ rights high conflict split
> For “{track}” your system shows 100 % for me and 50 % for {feat}. [I never sold anything.|Who entered that?|Please remove them.]
< Hello {first}, {feat} has claimed 50 % for Latin America with a publishing agreement. Your claim is worldwide and has no document yet. Could you upload what you have? The system then shows both side by side.
> My contract says worldwide except Brazil, now that I read it again.
~ So both can be right: worldwide except BR against LATAM. Overlap is LATAM without BR.
< Then the overlap is Latin America without Brazil. I have proposed to both: you keep the world without Latin America, {feat} keeps Brazil, and for the rest you two have 14 days to agree.
> [We talked. They keep all of Latin America, fine with me.|Agreed with them on the phone.|We meet next week.]
= Territories corrected by agreement of both.

# [Add a remixer to the split|Remixer of “{track}” has no share|New person in an existing split]
@ rights low split
> I want {feat} to get {percent} % of the remix of “{track}”. The form says “split is active”. How do I change it?
< Hello {first}, an active split is not changed but followed by a new version. Choose “New version”, add {feat} with the e-mail address, set the shares to exactly 100 %, and everybody named gets a request to confirm.
> [Done, waiting for {feat}.|Got it.|It works, but {feat} got the mail in spam.]
= New split version made and confirmed.

# [Cover version licence|Do I need a licence for a cover song?|Licence for a cover of an old song]
@ rights medium cover-song licence
> I recorded a cover of a song from [1987|1974|1969]. Do I have to ask someone? [The composer is dead.|The publisher does not answer.|I changed half of the lyrics.]
< Hello {first}, for an unchanged cover you need a mechanical licence in some countries, we can get it for you for a fee with the delivery. Changed lyrics are an adaptation: that needs the publisher’s written yes, nobody can give it for them.
> Then I sing the old words again. [The new ones were better though.|Pity.|Good.]
< Choose “cover song” in the credits and name the original composers; the licence is then requested by itself.
= Released as an unchanged cover with mechanical licence.

# [Work registration refused by the society|PRO does not know my songs|Registration of “{track}” rejected]
@ rights medium pro registration
> My society says “{track}” was refused because the work code belongs to another song. You registered it. [Who can mend that?|I lose the radio money.|It is played on national radio right now.]
< Hello {first}, a digit was swapped when the work was sent. I have sent the correction and the society confirms within two weeks. Radio plays are paid from the date of the performance, not of the registration, so nothing is lost.
> [Thank you for explaining it.|Good to know.|Two weeks, really? OK.]
~ Follow up with the society on {soon}.
= Work code corrected with the society.

# [Sample cleared but still blocked|The sample in “{track}” is cleared|Cleared sample, blocked track]
@ rights high sample
> The sample in “{track}” was cleared, the paper is attached, yet it is still blocked in {n} countries. [The video is out on {soon}.|We paid real money for that clearance.|Our radio plugger is going mad.]
+ clearance.pdf
< Hello {first}, the clearance names the master but not the composition; the block comes from the publisher’s side. Is there a second paper?
> Our lawyer has it, one moment. Here.
+ clearance-publishing.pdf
~ Both sides cleared now. Lift the block by hand, the robot re-reads only at night.
< That was it. The block is lifted everywhere; stores need up to a day.
= Publishing clearance supplied, block lifted.

# [Label will not release my masters|Contract ended, label still collects|Masters after the end of my contract]
@ rights medium label contract
> My contract with {label} ended on {day}. They still collect for my {n} releases and do not answer. [Can you move them to me?|I have the letter that ended it.|What can you do at all?]
+ termination.pdf
< Hello {first}, we cannot read contracts in place of a court, but we can ask. {label} has until {soon} to say whether the rights came back to you. From today the earnings of these releases are held for both of you.
> How long may that take?
< If they do not answer by {soon}, the releases move to your account. If they object with documents, it becomes a conflict that the rights team decides within 30 days.
* {label} did not object in time.
< The releases are in your account since this morning, with ISRCs, counts and playlists as they were.
= No objection by the label, releases moved.

# [Identity check refused, picture too dark|Passport photo refused|KYC refused for the photo]
@ kyc medium document-quality
> Your robot refuses my passport for the third time. “Image quality”. [I am not a photographer.|I used a good phone.|It was daylight!]
+ passport.jpg
< Hello {first}, there is a reflection over the lower right corner that covers the last two digits. Lay the passport on a dark table, next to a window, without flash. A little tilt away from the lamp is enough.
> [It passed. The trick with the dark table was good.|Passed!|Now it says “in review”, is that good?]
< It is: a person looks at it now, usually within a day.
= Document accepted at the fourth attempt.

# [My name changed after marriage|New surname, old passport|Name on the bank account differs]
@ kyc medium name-change
> I married in {month}, my bank account has the new name, my passport the old one until {nextYear}. [Which one do you want?|Your form allows only one.|The payout is blocked because of it.]
+ marriage-certificate.pdf
< Hello {first}, congratulations. Keep the passport’s name in the account for now; the certificate joins the two names. Compliance has to see it once, then payouts to the new name are fine.
~ @Ingrid Solheim certificate is in the ticket, both names readable. Please link them so {payout} is not stopped.
< Compliance has linked both names. Your payout is free and leaves tonight.
> [That was kind and quick. Thank you.|Thank you!|Perfect.]
= Names linked by compliance with the certificate.

# [Why do you need a utility bill?|Proof of address: I live on a boat|No utility bill in my name]
@ kyc low address
> You ask for a utility bill. I [live on a houseboat|share a flat and have no bill in my name|am on tour ten months a year]. What else can I send?
< Hello {first}, a bank statement, a letter of a public office or an insurance letter works too, as long as it shows your name and address and is not older than three months.
> [Letter of the tax office is uploaded.|Would a letter of the harbour master do?|Bank statement uploaded.]
~ Accepts as public office letter. OK with Ingrid.
< Accepted, thank you. Your level is now enhanced and the limit of 1,000.00 USD in 30 days is gone.
= Other proof of address accepted, level enhanced.

# [Verification expired in the middle of a tour|KYC expired, payout stopped|Identity check ran out]
@ kyc high expired
> {payout} stopped because my verification expired on {day}. I am [on tour|at sea|in the mountains] until {soon} and my new passport is at home. [Is there any way?|I need the money for petrol.|Could somebody else send it?]
< Hello {first}, there is: a national identity card or a driving licence works as well for your level. A photo of both sides and a selfie from the phone is enough.
> Licence uploaded from the bus.
+ licence-front.jpg
+ licence-back.jpg
* Verification approved, valid for 12 months.
< Approved. {payout} is released and leaves with tonight’s file. Safe travels.
= Renewed with a driving licence, payout released.

# [Please delete my passport picture|Data question about the identity check|What happens with my documents?]
@ kyc low privacy
> How long do you keep my passport picture and who can see it? [I did not find it in the policy.|I am not comfortable with it.|My lawyer asks.]
< Hello {first}, only the compliance team can open it, each opening is recorded with a reason. The law of {country} asks us to keep it for five years after the account ends, then it is erased. Support, and that is me, cannot see it.
> [Thank you, that is what I wanted to know.|Fair enough.|Five years is long, but OK.]
= Retention and access explained.
`
