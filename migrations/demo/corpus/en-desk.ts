/** Technical matters, accounts and everything else. */
export const enDesk = `
# [Login code never arrives, live tonight|No login code for two hours|The code by SMS does not come]
@ technical critical login sms
> I cannot log in. The code never arrives and I play live tonight, all my backing tracks are in the app!! [Tried SMS and call.|Four codes requested, zero received.|Phone number is right, I checked.]
< Hello {first}, our SMS provider has trouble with your network since about an hour ago. You can choose “code by e-mail” below the field; I have switched it on for your account for today.
> E-mail came, I am in. [THANK YOU|You are the best.|Heart rate going down.]
< Break a leg tonight. I leave this open until the provider says it is mended, and then set you back to SMS.
~ Provider incident {ref}, {count} customers so far. Macro “SMS trouble” is ready.
* The SMS provider reported the incident as ended.
= Provider incident; logged in with a code by e-mail.

# [Second factor lost together with the phone|Phone stolen, no second factor|New phone, codes gone]
@ account high two-factor
> My phone was [stolen on the train|dropped into the harbour|run over by our own van] and with it the authenticator. The recovery codes were … on the phone.
< Hello {first}, I am sorry about the phone. We can reset the second factor after a short check: please answer from the address {email} with the date of your last payout, its amount and the title of your last release.
> {day}, {amount}, “{release}”.
~ All three match. Known device from {city} logged in today without 2FA step. Reset with four-eyes: done together with Kenji.
< All three are right. The second factor is off for 24 hours; please set it up again on the new phone and print the recovery codes this time.
> [Printed, and one copy is in the piano.|Done. Codes are on paper.|Done, thank you for the quick help.]
= Identity checked with three facts, second factor reset.

# [Cannot invite an address in Cyrillic|Invitation to почта@{domain} refused|E-mail address with an accent is refused]
@ technical medium invite unicode
> I want to invite my manager. His address has [Cyrillic letters|an é|an umlaut] in it and your form says “not a valid address”. It is valid, he gets mail there every day.
< Hello {first}, you are right, the address is valid; our form checks it by an older rule. I have invited him from here, where the rule is newer.
> [He got it.|He is in.|Arrived, thanks.]
~ Linked to the defect about internationalized addresses, {n} reports.
= Invited by hand, form to be mended.

# [Upload stops at {percent} % each time|WAV upload never finishes|Cannot upload 24 bit files]
@ technical medium upload
> The upload of “{track}” stops at {percent} % every time. File is 24 bit, 96 kHz, [about 310 MB|just under 500 MB|forty minutes long]. [{browser} on {device}.|Same with two browsers.|On the phone it does not even start.]
< Hello {first}, could you tell me whether you are behind a hotel or university network? I see the connection cut after exactly 300 seconds each time.
> [University, yes.|Hotel. We are on tour.|Co-working space.]
< Their gateway closes long uploads. The desktop uploader sends in pieces of 8 MB and carries on where it was cut; the link is in this message’s attachment. It needs no rights to install.
+ uploader.txt
> [Went through in pieces.|That did it!|Works, and it is faster too.]
= Gateway cut long uploads; sent in pieces.

# [Everything is slow since the update|App takes a minute to start|{version} is unusable]
@ technical medium performance
> Since {version} the app needs a minute to open. [{device}.|Before it was two seconds.|My whole library is there, about {count} projects.]
< Hello {first}, thank you for telling us. In {version} the list reads all projects before it shows the first. The next version reads only what is visible; you can have it today from the early channel under Settings, Updates.
> [Two seconds again.|Fast again. Thanks.|Early channel crashed once but it is fast.]
= Fixed in the next version, customer is on the early channel.

# [Crash when I drag a loop|The studio closes itself|Crash with error {error}]
@ technical high crash
> The browser studio closes whenever I drag a loop over another one. Error {error}. [I lost an hour of work.|It happens with every project.|Autosave has a version from yesterday only.]
+ crash-log.txt
< Hello {first}, the log is very helpful. And your hour is not lost: the studio keeps the last 20 states of a project, I restored the one of {time} as a copy beside your project.
> It is all there. [I could cry.|Thank you!|Even the mute buttons.]
~ Reproduced in {browser} with two overlapping loops of different tempo. Fix is in review.
< The crash will be fixed with the release of {soon}. Until then, put the loops one after the other and move them together afterwards.
= Work restored from a kept state, defect fixed.

# [Statistics page shows zero|All my numbers are gone|Zero streams since {weekday}]
@ technical medium statistics
> Since {weekday} my statistics show zero for everything. [Yesterday I had {count} listeners.|Did you delete me?|On {store} the numbers are fine.]
< Hello {first}, nothing is deleted: the nightly import of {weekday} did not run through, and the page shows zero where it should say “not yet”. The import is running again and should be through by tomorrow morning.
> [Numbers are back.|All there again, thank you.|Back, and higher than before.]
= Late import; page will say “not yet” instead of zero.

# [API key stopped working|401 on every call since {day}|Key rotated without notice?]
@ technical high api
> Since {day} every call with our key returns 401. [We changed nothing.|Our shop shows no music.|The status page is all green.] Request id {ref}.
< Hello {first}, your key has an address restriction to two networks and your calls come from a third one since {day}. Did your host move you?
> They did, without telling us. What a week.
< I cannot change a restriction for you, but anybody in {label} with the admin role can: Settings, API keys, the pencil. It is active at once.
= Host had moved to another network; restriction updated by the customer.

# [Emails arrive twice|I get each notification two times|Two of every mail]
@ technical low notifications
> I get each of your mails twice, in two languages. [I understand both, but still.|It began on {day}.|Funny at first.]
< Hello {first}, your address is on the account and on the team {label}, and the team is set to another language. Under Notifications you can choose one of them; I did not want to decide it for you.
> [Chose one. Peace.|Thanks.|Solved.]
= Address was on account and team; one switched off.

# [Change of e-mail address is stuck|Old address gone, cannot confirm the new one|Cannot change my e-mail]
@ account medium email-change
> I want to change from {oldEmail} to {email}, but the confirmation goes to the old address, which no longer exists. [The provider closed down.|It was my old job.|I am turning in circles.]
< Hello {first}, that circle can be cut: please send a photo of yourself with today’s date on paper through the secure form; the link is valid for one day.
> Sent. [I look terrible in it, sorry.|With my cat.|Hope it is readable.]
+ photo-with-date.jpg
~ Same person as in the KYC selfie says Ingrid. Changed with four eyes.
< Changed. From now on everything goes to {email}; old sessions were signed out.
= Address changed after a check with a dated photo.

# [Somebody logged in from {city}|Was my account hacked?|Unknown login at {time}]
@ account urgent security
> I got a mail about a login from {city} at {time}. I have never been there. [Please lock it!|I changed the password at once.|What did they do?]
< Hello {first}, I have ended all sessions and locked payouts for 24 hours. The login was 4 minutes long; nothing was changed or requested. Please set a new password that you use nowhere else and switch on the second factor.
> Done both. [It was the same password as for a forum.|Should I fear for the money?|My heart.]
~ Credential stuffing, same network as last week. No changes in the account. Payout lock stays until tomorrow.
< The wallet is untouched and the lock ends tomorrow at the same hour. You did everything right.
= Sessions ended, password and second factor renewed, no damage.

# [Close the account of our late bandmate|Account of a deceased member|Our drummer died]
@ account medium deceased
> Our drummer [passed away in {month}|died after a long illness]. His mother would like the music to stay online and does not know what to do with the account. [Can you help us?|I am his bandmate and have no papers.]
< Dear {first}, I am very sorry. The music can stay online as it is, nothing has to be decided quickly. When the family is ready, a copy of the certificate of inheritance lets us move the account to his mother. Until then I have made sure that nothing renews, expires or is deleted.
> Thank you. That takes a weight off us.
+ certificate.pdf
~ Please no automatic mails to this account. Flag set. If the mother calls: be slow and kind, no forms on the phone.
< The account is now in his mother’s name. If she ever wants to talk to a person instead of writing, I have left a number with the letter we sent her.
= Account moved to the heir, reminders switched off.

# [Team member sees too much|Intern can see all payouts|Rights of a member]
@ account medium team permissions
> Our intern can see the payouts of all artists in {label}. [That must not be.|Since when?|I thought “member” sees only music.]
< Hello {first}, the role was set to “admin” on {day} by the invitation link, which carries the role of the person who made it. I have not changed it, that is yours to decide; the role “viewer” sees music and nothing else.
> [Changed. And the link is deleted.|OK. Changed to viewer.|Is there a list of who saw what?]
< There is: Settings, Team, Activity. It goes back 90 days.
= Role changed by the customer, activity list shown.

# [Please merge my two accounts|Two accounts, one artist|I have an account too many]
@ account low merge
> I have two accounts, {email} and {oldEmail}, with releases in both. Can they be one?
< Hello {first}, they can. The releases of the older one move to {email} with their counts; the wallet balance of {fee} too. It takes a night and cannot be undone. Shall I?
> [Yes please.|Yes, do it.|Go ahead.]
< Done. Everything is under {email}.
= Accounts merged at the customer’s request.

# [Praise for your team|Just wanted to say thanks|Not a problem, a compliment]
@ other low praise
> No problem this time. [“{release}” reached {count} thousand listeners|We sold out our first tour|My mother heard me on the radio] and you helped us a lot in the beginning. Thank you!
< Dear {first}, that made the round here this morning. Congratulations, and we have put “{release}” on in the office.
= Passed on to the whole team.

# [Interview for my thesis|School project about streaming|Questions of a student]
@ other low press
> I write my thesis about how musicians are paid. [Could I ask ten questions?|Is there somebody to talk to?|Deadline is {soon}, sorry.]
< Hello {first}, our press page has figures that are free to use, and I passed your questions to Daniel, who likes to answer them.
> [Wonderful.|Thank you both.|That would be fantastic.]
= Passed to administration.

# [Do you have an office in {city}?|Can I visit you?|Where are you?]
@ other low question
> I am in {city} next week. Can I come by and [show you my new record|talk about my account|say hello]?
< Hello {first}, we have no office there, most of us work from home. But you can send “{release}” to this address and somebody will listen to it, really.
> [Ok cool.|Sending it!|Then by mail.]
= No office there.

# [Feature wish: dark mode in the studio|Wish: gapless preview|Small wish]
@ other low feature
> Could the [studio have a dark mode|preview play without gaps|calendar start on Monday]? [I work at night.|It is the one thing I miss.|My eyes would thank you.]
< Hello {first}, noted, with your name as the {n}th who asks. It is not promised, but it is counted.
= Wish recorded.

# [Accessibility of the release form|Screen reader cannot read the date field|Form without labels]
@ technical medium accessibility
> I am blind and use a screen reader. The release date field says only “edit blank”. [The rest of the form is good.|Until last month it was fine.|I had to ask my neighbour.]
< Hello {first}, thank you for telling us, and that should not have happened. The label was lost in the redesign of {day}. It is mended and goes out on {soon}. If you tell me the date, I enter it for you today.
> [It reads well now. Thank you.|{soon} please.|Works, with speech and braille.]
= Label restored in the release form.

# [Spam in my messages|Somebody sends me links all day|Please block {feat}]
@ other medium abuse
> An account named {feat} sends me [links|voice notes|“offers”] every hour. [I blocked it, a new one came.|It is getting creepy.|Some are about my address.]
+ screenshot.png
< Hello {first}, thank you for the screenshot. Messages from accounts younger than a week are now off for you, and the {n} accounts are with moderation.
~ {case}. Address is mentioned: treat as harassment, not spam. @Amara Okafor please first thing.
< All of them are closed, and so is the one behind them. If anything else comes, answer here, it reaches a person at once.
> [Quiet since then. Thank you.|Thank you for taking it seriously.|Thanks.]
= Harassing accounts closed by moderation.

# [Vinyl order through the shop never came|Merch buyer got an empty box|Order from my shop lost]
@ other medium shop
> A fan ordered “{release}” on vinyl from my shop on {day} and got [nothing|an empty box|somebody else’s record]. [She is very nice about it.|He is not nice about it.|I sent it myself.]
< Hello {first}, the parcel was scanned in {city} and then never again. I have opened a claim with the carrier, that takes ten days. If you send a second copy now, we pay the postage.
> [Second copy is on its way.|It was my last one, but ok.|Sent.]
= Claim with the carrier paid, second copy sent.

# [Webinar recording is missing|Paid for the workshop, no recording|Where is the recording of {day}?]
@ content medium webinar
> I paid {small} for the mixing workshop on {day} and the recording is not in my library. [I could not attend live.|The host does not answer.|Others have it.]
< Hello {first}, the host has recorded it but not published it yet; that is a step by hand. I have written to the host, who answered that it needs a cut because of a question with private data. It will be there by {soon}.
> [It is there.|Got it, thanks.|Watching it now.]
= Recording published by the host.
`
