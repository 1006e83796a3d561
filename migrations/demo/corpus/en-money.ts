/** Payouts and billing. */
export const enMoney = `
# [Payout held after a bank change|Withdrawal on hold since the new bank account|{amount} on hold after a change of bank]
@ payout high bank-change sepa
> [Hello|Hi|Good morning], my withdrawal of {amount} has been “on hold” since {weekday}. I changed my bank that day because the old one closed my account. [The rent for the studio is due soon.|I have session musicians to pay this week.|The pressing plant wants its money first.] What is missing? The letter from the bank is attached.
+ bank-letter.pdf
< Hello {first}, thank you for the letter. Nothing is wrong with your account: for 72 hours after a bank account changes, every payout needs a second signature on our side. I have passed the letter to finance and will write again today.
~ @Ruth Achterberg {payout} has Elena’s signature on version 3. The letter matches {bank}, KYC is valid. Could you look before the 16:00 cut-off?
> Thank you for the fast answer. If the second signature comes today, will the money be there before {soon}? And can it go to my old card instead?
< If finance signs before 16:00 today, the transfer leaves with tonight’s file and should reach {bank} on {soon}. It cannot go to the old card: a payout only goes to the account that was verified with it.
> [It arrived this morning, thank you.|The money is there. Thanks for keeping at it.|Received. Next time I will change the bank right after a payout, not before.]
= Second signature given, {payout} paid to the new account.

# [Where is payout {payout}?|{payout} says paid, the bank says no|Paid on {day}, nothing arrived]
@ payout high sepa trace
> Your page says {payout} over {amount} was paid on {day}. My bank has nothing, I called them twice. [Please check where it went.|Somebody has to have it.|Who can trace this?]
< Hello {first}, I have asked our bank for the trace of {payout}. The file left us on the evening of {day} and was accepted. A trace takes one to two working days, I will write as soon as I have the reference.
~ Bank says returned, reason AC04 (account closed). Not booked back yet, so the wallet still shows it as paid.
< The receiving bank sent the money back because the account {oldBank} is closed. It is booked back to your wallet by tomorrow. Please add an account that is open in your own name under Wallet, Payment methods, and request the payout again. We will not charge the fee a second time.
> Oh. That is the account of my old flat share. [Sorry about that, I have added the new one.|Embarrassing. The new account is in.|Added the right one now, it asks for a document, is that normal?]
< That is normal: a new account is checked once against the name on your identity document. Yours passed a minute ago.
= Returned transfer (account closed) booked back, new account verified.

# [Payout below the minimum|Can I withdraw {fee}?|Why can I not withdraw my balance]
@ payout low minimum
> I have {fee} in my wallet and the button is grey. [It is my money.|I only want to close this chapter.|There is no text why.]
< Hello {first}, the smallest payout is 50.00 USD or its equal, because banks charge us per transfer. Your balance stays yours and does not expire. If you are closing the account, write to me and finance can release a smaller amount once.
> [Fine, I will wait for the next statement.|I am not closing it, I will wait.|OK, but please write that next to the button.]
= Minimum explained; request for a sentence next to the button passed on.

# [Split of “{track}” paid to the wrong person|My producer was paid my half|Wrong shares on “{track}”]
@ payout urgent split
> We agreed 50/50 on “{track}”. The statement for {month} shows {percent} % for {feat} and the rest for me. [We signed nothing like that.|I have the chat where we agreed.|This is the second month in a row.]
+ agreement.pdf
+ statement.csv
< Hello {first}, the split that was active in {month} has version 2, confirmed on {day} from your account. Before we touch any money: did someone else use your login that week?
> My manager has the password. [I will ask him.|He never told me.|We are having a talk tonight.]
~ Login from {city}, device known since spring. Looks like the manager, not a break-in. No rollback of paid amounts without both parties.
< Thank you. A split only changes for the future when all recipients confirm. For {month} we can correct the amounts if {feat} agrees in writing. I have prepared the form, you will both get it by e-mail. And please change your password: managers can have their own access with their own rights.
> [{feat} signed. Password is changed too.|We both signed the form just now.|Signed by both of us, thank you for staying calm.]
< Received, both signatures match. The correction is on your next statement as its own line.
= Correction form signed by both, adjustment booked for the next statement.

# [PayPal payout failed twice|PayPal says no, you say no|Payout to PayPal keeps failing]
@ payout medium paypal
> {payout} failed again with “receiver unable to accept”. PayPal support says everything is fine on their side. [Third attempt today.|I tried at night as well.|I can receive money from anyone else.]
< Hello {first}, the address in our system is {email}, PayPal answers that this address is not confirmed there. Could you look under Settings, E-mail whether it says “unconfirmed”?
> It was. [One click and done.|Their support could have told me.|I confirmed it a minute ago.] Should I request it again or do you?
< I have restarted {payout} with the same amount and no second fee. PayPal usually shows it within minutes.
= PayPal address was unconfirmed; payout restarted and completed.

# [Tax form rejected without a reason|W-8BEN rejected again|30 % withheld, why?]
@ payout medium tax
> You withhold 30 % from my US earnings although I [live in {city}|have never lived in the US|sent the tax form in spring]. The form was rejected with no reason at all.
+ w-8ben.pdf
< Hello {first}, the form has your stage name in line 1. It needs the name on your identity document, {name}. The rest is right. As soon as it is accepted, withholding ends with the next run.
> [Uploaded again with the legal name.|That could have been in the e-mail. New form is up.|Done.] And what about the {amount} you already kept?
~ @Elena Petrova is a refund inside the tax year possible if the form is dated before year’s end?
< It was accepted. Amounts withheld in this tax year come back with the run of {soon}; for earlier years the claim goes to the tax office with the form 1042-S that we send you.
= Form accepted with the legal name, this year’s withholding refunded.

# [Wallet went negative after a chargeback|Balance is minus {fee}|Why do I owe you money?]
@ payout medium chargeback
> My wallet shows −{fee}. I never spent anything. [Is this a joke?|I was about to request my payout.|Nobody told me.]
< Hello {first}, the buyer of your sample pack “{release}” disputed the card payment after the hold had ended, and the card network took the money back. The amount is covered by your next earnings. Nothing is taken from your bank account.
> So anybody can buy my pack, download it and then take the money back?
< It happens rarely, in about one sale of two thousand. I have sent the network the download log and your licence text. If they decide for us, the amount and the dispute fee come back to you.
~ Evidence sent under {ref}. Answer expected within 30 days, ticket sleeps until then.
* The dispute {ref} was decided in the seller’s favour. {fee} was booked back.
< Good news: the network decided for you, and your wallet is back where it was.
= Dispute won, amount booked back.

# [Charged twice for {month}|Two charges of {small} on the same day|Double payment for {plan}]
@ billing urgent double-charge
> [Hi there,|Hello,|Dear team,] my card was charged {small} twice on {day}. I have one account and one subscription. Screenshot attached.
+ screenshot-bank.png
< Hello {first}, I see two charges: one for the renewal, one for a second account with the address {oldEmail}, opened on the same card. Is that yours?
> Ah, that was from [a workshop last year|when I forgot my password|my first try before the album]. I did not know it renews.
< I have cancelled the second account’s subscription and refunded {small}. It is back on your card within five working days. The second account keeps its tracks on the free plan.
> [Perfect, thank you.|Great service, thanks.|Thank you, {agent}.]
= Second account found, its charge refunded, subscription cancelled.

# [Invoice has to show our VAT number|VAT number missing on {invoice}|Please correct {invoice}]
@ billing low invoice vat
> Our accountant refuses {invoice} because our VAT number {vat} is not on it. [We need it for the quarter.|The address is the old one as well.|Please also for the two invoices before.]
< Hello {first}, an issued invoice cannot be changed, but I can cancel it and issue a new one with today’s date. Please enter the number under Billing, Company details; it is checked against the register at once. Then tell me and I reissue.
> It says “number not found in the register”. We have had it for nine years.
< The register of {country} was unreachable this morning, I have entered it for you and checked it by hand. The new invoice is attached.
+ invoice.pdf
= Invoice cancelled and reissued with the VAT number.

# [Downgrade from {plan} keeps failing|Cannot leave the {plan} plan|Downgrade button does nothing]
@ billing medium downgrade
> Each time I choose the smaller plan I get “something is still in use”. [What is?|I removed all members already.|It does not say what.]
< Hello {first}, the smaller plan allows one artist name, yours has {n}. They may stay visible in stores; you only choose which one can release new music. The choice is under Artists, Active.
> I chose one. [Same message.|Still failing.|Now it says 500.]
~ Reproduced. Two artists have scheduled releases, the check counts them but the page does not say so. Reported as a defect.
< You found a defect: two names have scheduled releases and the message does not say so. I have set the downgrade for you by hand, it takes effect on {soon}, and the scheduled releases stay as they are.
> [Thank you.|All good now.|Works, and I am glad it was not me.]
= Downgrade set by hand, defect reported.

# [Refund for a year I did not want|Yearly plan renewed by surprise|Please refund the yearly renewal]
@ billing high refund renewal
> I was charged {amount} for a whole year on {day}. I have not released anything since [my son was born|the band broke up|spring]. [Your reminder went to an address I no longer read.|I saw no reminder.|The reminder was in spam.]
< Hello {first}, a renewal can be returned within 14 days if nothing was released in that time, and nothing was. I have refunded the full amount. Your music stays in stores on the free plan.
> I did not expect it to be that easy. [Thank you so much.|Thank you, really.|I will come back when there is time for music again.]
= Refunded within 14 days, account moved to the free plan.

# [Discount code {code} not accepted|Student code refused|Code from the newsletter does not work]
@ billing low discount
> The code {code} from your newsletter says “not valid for this plan”. [The newsletter says all plans.|It is valid until {soon}.|I tried it in two browsers.]
< Hello {first}, the code is for the first year of a yearly plan; you had the monthly one in your cart. With yearly it takes off 20 %. Shall I leave it open until you have tried?
> [Worked with yearly. Thanks.|That did it.|OK, works. The newsletter should say so.]
= Code is for yearly plans; wording passed to marketing.

# [Card refused although it is fine|Payment refused three times|My card works everywhere except here]
@ billing high card
> My card ending {digits} is refused with “do not honour”. I have money on it and it works everywhere. My release “{release}” goes out on {soon} and I must not lose the plan.
< Hello {first}, “do not honour” comes from your bank: it does not like the amount in a foreign currency. You keep your plan for 14 days whatever happens, so the release is safe. Two ways: allow the payment in your bank’s app, or use another card.
> [The bank’s app had a button for it.|I called the bank, it was a limit abroad.|Used my sister’s card, is that allowed?]
< The payment went through a minute ago. [All set.|The release is not touched.|Any card is fine as long as its holder agrees.]
= Bank had blocked foreign payments; paid at the second attempt.

# [{month} statement lacks two weeks|Statement for {month} is too low|Streams missing from the {month} statement]
@ billing high statement
> The statement for {month} has nothing after the 14th from {store}. My own figures there show {count} thousand streams for the second half. [I run a label, my artists ask me every day.|This is about a third of our income.|We cannot pay our artists like this.]
+ store-figures.xlsx
< Hello {first}, {store} delivered the second half late and in a separate file. It was read on {day}, after your statement was made. The missing days come as a supplement, not next month.
~ Supplement run is planned for {soon}. {label} is one of {count} accounts touched. Finance knows.
> When exactly? I have to tell people a date.
< The supplement run is on {soon}. You can request a payout the same evening; there is no hold on royalties.
> [It is there and the sums fit.|Supplement received, thank you.|Fits to the cent. Thank you.]
= Late store file, supplement statement issued.
`
