/** Distribution and content. */
export const enMusic = `
# [Name misspelled on two stores|{artist} is spelled wrong on {store}|Wrong artist name in {store2}]
@ distribution medium metadata
> On {store} and {store2} I am shown with one letter missing. In your system it is right: {artist}. [My fans cannot find me.|I typed it right, I checked.|It was right until {weekday}.]
< Hello {first}, our file to both stores has the right name. They matched it to an existing artist page with the older spelling. I have sent both a correction with your page links.
* {store} confirmed the correction for {release}.
< {store} has changed it. {store2} says up to five working days.
> [{store2} is right now too.|Both fixed. Thank you.|Finally my own name again. Thanks.]
= Artist page matched wrongly at both stores, corrected by them.

# [ISRC on the wrong version of a single|Two versions share one ISRC|{isrc} belongs to the radio edit]
@ distribution high isrc
> {isrc} is on the album version of “{track}” but it belongs to the radio edit. The streams of both are mixed up. [My publisher noticed.|Radio reports are wrong because of it.|We need it right before the chart week.]
< Hello {first}, I see it: the edit was uploaded as a new version with “same recording” ticked, so it took the code over. I can give the album version its own code {isrc2}. The counts up to now stay where they are, from delivery on they are counted apart.
> Can the counts be divided afterwards?
~ No. Stores do not split history. Said so before, but let us ask {store} once more, it is a chart matter.
< I asked {store}: past counts cannot be divided, they stay with {isrc}. The new code is delivered to all stores since {day}.
= Album version got its own ISRC, history stays with the edit.

# [Release date passed and nothing is live|“{release}” should be out since midnight|Release day and no release]
@ distribution critical release-day
> It is release day, the press is out, and “{release}” is nowhere. [Not one store.|Only {store} has it.|We have a show tonight.] PLEASE call me or write at once.
< Hello {first}, I am on it now. “{release}” was delivered in time, {n} stores have it, and {store} keeps it back because the cover has a web address on it. I am writing to their content team while you read this.
> The web address was on the last three covers as well!!
< Their rule changed on {day}. Fastest way: upload the cover without the line at the bottom, I approve it by hand at once and {store} has promised to take it within the hour.
+ cover-guide.pdf
> New cover is up.
+ cover-3000.jpg
~ Approved by hand, delivered 09:41, {store} content team has the link. Watching it.
< It is live on {store} since a minute ago. I have asked them to correct the release time so that the first day counts.
> You saved our evening. [Thank you thank you.|I owe you a beer, {agent}.|The whole band says thanks.]
= Cover replaced, delivered with priority, live the same morning.

# [Takedown of an old release|Please remove “{release}” everywhere|Taking down {release}]
@ distribution medium takedown
> Please take “{release}” (UPC {upc}) down everywhere. [I signed with a label and they release it again.|I am no longer happy with it.|The singer asked me to.] But I want to keep the streams for later.
< Hello {first}, done: the takedown went to all stores today, most remove it within 72 hours. The streams come back if the same recordings return with the same ISRCs, so give your label the list I attached.
+ isrc-list.csv
> [Super, thanks.|The label has the list.|One store still shows it.]
= Taken down in all stores, ISRC list given for the new release.

# [Pre-save link opens the wrong country|Pre-save page shows the {store2} of another country|Wrong shop behind my link]
@ distribution low presave
> My pre-save link opens the store of [Germany|Japan|the US] for people in {city}. [Half of them give up there.|The campaign costs money every day.|I tested with three phones.]
< Hello {first}, the page goes by the country of the visitor’s connection, and your link has a fixed country in it because it was copied from the address line. The short one from the Share button has none. I have switched the fixed country off for your link too, so printed codes go on working.
> [Works from here now.|Looks right, thank you.|Now it is right on all phones.]
= Fixed country removed from the link.

# [Release stuck in review for {n} days|“{release}” still in review|How long does a review take?]
@ distribution medium review
> “{release}” is in review since {day}. Your page says 48 hours. [No question, no mail, nothing.|My release date is {soon}.|Did I do something wrong?]
< Hello {first}, the review stopped because two tracks sound alike to the machine: “{track}” and “{track2}” share the first 40 seconds. Is one an intro of the other?
> Yes, the first runs into the second, it is a concept album.
~ Listened to both, intro and song. Fine. Cleared with Amara.
< Thank you, that explains it. It is approved and on its way; with {soon} as the date there is enough time for all stores.
= Similar intro explained, approved by hand.

# [Lyrics are out of sync on one store|Lyrics two seconds late on {store}|Wrong lyrics under “{track}”]
@ distribution low lyrics
> The lyrics of “{track}” run about two seconds late on {store}, everywhere else they fit.
< Hello {first}, {store} still has the lyrics of the first master, which had no count-in. I have sent the timings again, made from the current file.
> [Fits now.|Good, thank you. Tiny thing but it looked silly.|Now it starts in the right place.]
= Timings sent again from the current master.

# [My album is under somebody else’s profile|{store} put us on a page of another {artist}|Same name, wrong artist page]
@ distribution high artist-page
> There is another {artist} from {city}, a [death metal|children’s choir|wedding] act, and {store} put our new single on their page. [Their fans are confused and so are ours.|We get their comments.|Some comments are really rude.]
< Hello {first}, that happens with names that exist twice. I have asked {store} to move “{release}” and to make a page of your own. Please open the artist access there as soon as the page exists, then it cannot happen again.
> They moved the single but not the two older ones.
< I have listed all {n} releases by UPC this time. {store} answers within two working days.
~ {store} case {ref}. Ask again on {soon} if silent.
* {store} confirmed the move of {n} releases.
= Own artist page made, all releases moved.

# [Cover refused, which part of it?|Cover of “{release}” refused again|What is wrong with my cover?]
@ content medium cover
> My cover was refused “for third-party content”. It is a photo of [my grandmother’s kitchen|our own van|a street in {city}]. Which part is it?
+ cover.jpg
< Hello {first}, it is the sign in the back: a trade mark is readable at the left edge. If you blur or cut it, the cover passes. The rest is fine, and it is a lovely picture.
> [Ha. I had not even seen it. New one is up.|That tiny thing? OK, cut.|Blurred it. Better?]
< Approved. The release keeps its date.
= Trade mark removed from the cover, approved.

# [Marked explicit although it is instrumental|Explicit badge on an instrumental|Wrong explicit mark]
@ content low explicit
> “{track}” has the explicit mark. There is not a single word in it. [Unless the bassoon says something I do not hear.|Family playlists skip it now.|It is four minutes of piano.]
< Hello {first}, the mark came from the title: a word in it is on a list. I have removed the mark and told the people of the list that titles alone should not decide.
> [:D thank you|Thanks, {agent}.|Much appreciated.]
= Mark removed; word list to be revised.

# [Strike for a song I wrote|Copyright strike on my own recording|I got a strike for my own song]
@ content urgent strike appeal
> I received a strike for “{track}”. I wrote it, I sang it, I mixed it. [Nobody asked me anything.|It is taken down in the week of the tour.|I want to speak to a human.] Project files are attached.
+ session.zip
+ bounce.wav
< Hello {first}, a human here. The strike came from a match with a recording of {feat}, delivered three weeks before yours. Do you know them?
> {feat} bought a beat from me. A non-exclusive one! They can use it, but so can I.
~ Moderation case {case}. Licence is non-exclusive, clause 4. @Amara Okafor this looks like a wrong match, both may use it.
< Thank you, the licence settles it: both of you may use the beat. The strike is removed and “{track}” goes back up with its counts. I have also put a note on the recording so that it does not match again.
> [Thank you for looking properly.|OK. That was scary.|Respect for the quick help.]
= Non-exclusive licence shown, strike removed, recording restored.

# [Profile picture is always rotated|My photo lies on its side|Avatar upside down]
@ content low avatar
> Whatever I do my profile picture is on its side. [Looks like I am asleep on stage.|On the phone it is right.|I turned it in two programs.]
< Hello {first}, the file holds its rotation as a note instead of in the pixels, and our thumbnailer ignores the note since the update of {day}. It is being fixed; until then a picture saved as PNG works.
> [PNG works.|Good trick, thanks.|Waiting for the fix, no hurry.]
= Known defect of the thumbnailer, PNG works until the fix is out.

# [Somebody uploads our tracks under another name|Stolen tracks under the name “{feat}”|Our song is on your platform twice]
@ content urgent infringement
> An account called “{feat}” released {n} of our tracks with new titles. Pitch is up a little, the rest is identical. [We found it through a playlist.|A fan told us.|They even used our old cover.] Please remove them.
+ comparison.pdf
< Hello {first}, thank you for the comparison, it is exactly what the team needs. The tracks are out of sight since a few minutes ago while both sides are heard; payments for them are held.
~ Fingerprint match 97 to 99 % on all. Account opened {day}, four more victims. @Amara Okafor ban is proposed in {case}.
< The account could show no rights and is closed. What it earned with your recordings, {amount}, is moved to your wallet this week.
> That is more than the tracks made for us. [Thank you!|I do not know whether to laugh.|Thanks for acting so fast.]
= Infringing account closed, earnings moved to the owner.

# [Can AI vocals be released here?|Question about generated vocals|Rules for AI made backing tracks]
@ content low ai policy
> I used a voice model of my own voice for the choir in “{track}”. [Do I have to declare it?|Is it allowed?|Will it be refused?]
< Hello {first}, it is allowed: the voice is yours and the song too. Please tick “contains generated vocals” in the credits, some stores want to show it. Voices of others need their written consent.
> [Ticked. Thank you for a clear answer.|Good, thanks.|Understood.]
= Allowed with declaration; credit box ticked.

# [Stems uploaded in the wrong order|Stem export stops at 98 %|Stems of “{track}” broken]
@ content medium stems
> The stem export of “{track}” stops at 98 % and starts again. [All night long.|My laptop fan is a new instrument.|The remixer is waiting.]
< Hello {first}, one stem is 0.02 seconds longer than the others and the packer waits for the rest of it. I have cut the silence at the end on our side. Could you start the export once more?
> [98 %, 99 %, done. Thank you!|Went through.|It now says 100 % but the zip is empty?]
< I have downloaded it myself to be sure: {n} stems, all of the same length, the archive opens.
= Stem with trailing silence trimmed, export complete.
`
