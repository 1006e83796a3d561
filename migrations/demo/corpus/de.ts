export const de = `
# [Rechnung muss unsere USt-IdNr. zeigen|USt-IdNr. fehlt auf {invoice}|Bitte {invoice} berichtigen]
@ billing low invoice vat
> Guten Tag, auf {invoice} fehlt unsere USt-IdNr. {vat}. [Unser Steuerberater nimmt sie so nicht an.|Wir brauchen sie für das Quartal.|Die Anschrift stimmt auch nicht mehr.]
< Guten Tag {first}, eine ausgestellte Rechnung darf nicht geändert werden; ich storniere sie und stelle eine neue mit heutigem Datum aus. Bitte tragen Sie die Nummer unter Abrechnung, Firmendaten ein, sie wird sofort geprüft.
> [Eingetragen.|Steht jetzt drin.|Die Prüfung sagt „nicht gefunden“.]
< Erledigt, die neue Rechnung hängt an.
+ rechnung.pdf
= Rechnung storniert und mit USt-IdNr. neu ausgestellt.

# [Veröffentlichung hängt in der Prüfung|„{release}“ seit {n} Tagen in Prüfung|Wie lange dauert die Prüfung?]
@ distribution medium review
> Moin, „{release}“ hängt seit {day} in der Prüfung, versprochen waren 48 Stunden. [Termin ist der {soon}.|Hab ich was falsch gemacht?|Keine Mail, nichts.]
< Moin {first}, zwei Titel klingen für die Maschine gleich: „{track}“ und „{track2}“ teilen sich die ersten 40 Sekunden. Ist das Absicht?
> Ja, Konzeptalbum, das eine läuft ins andere über.
~ Listened to both, fine, approved by hand.
< Alles klar, ist freigegeben und kommt pünktlich.
> [Danke!|Super, danke dir.|Läuft. Danke für die schnelle Hilfe.]
= Ähnliches Intro erklärt, freigegeben.

# [Auszahlung liegt seit Tagen auf Eis|{payout}: nur eine Unterschrift|Auszahlung von {amount} angehalten]
@ payout high bank-change
> Hallo, meine Auszahlung {payout} über {amount} steht auf „angehalten“. [Ich habe nur die Bank gewechselt.|Warum?|Die Miete für den Proberaum ist fällig.]
< Hallo {first}, nach einem Kontowechsel braucht jede Auszahlung 72 Stunden lang eine zweite Unterschrift. Ihre Bankdaten {bank} sind geprüft, die Unterschrift kommt heute.
> [Ist angekommen, danke.|Geld ist da.|Besten Dank für die klare Auskunft.]
= Zweite Unterschrift erteilt, ausgezahlt.

# [Sammelmeldung der Verwertungsgesellschaft|Werkanmeldung abgelehnt|Falsche Werknummer bei „{track}“]
@ rights medium pro registration
> Die Verwertungsgesellschaft lehnt „{track}“ ab, die Werknummer gehöre zu einem anderen Stück. [Der Titel läuft gerade im Radio.|Das ist schon das zweite Mal.|Wer kann das richtigstellen?]
< Guten Tag {first}, bei der Meldung wurden zwei Ziffern vertauscht. Die Berichtigung ist raus, bestätigt wird innerhalb von zwei Wochen. Gezahlt wird ab dem Tag der Aufführung, es geht also nichts verloren.
> [Gut zu wissen, danke.|Dann warte ich.|Danke für die Erklärung.]
= Werknummer berichtigt.
`
