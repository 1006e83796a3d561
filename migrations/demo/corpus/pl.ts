export const pl = `
# [Wypłata wstrzymana po zmianie banku|{payout} stoi od {weekday}|Wypłata {amount} nie dochodzi]
@ payout high bank-change sepa
> Dzień dobry, moja wypłata {amount} jest „wstrzymana” od dnia zmiany banku. [Czego brakuje?|Czynsz za salę prób czeka.|W załączniku pismo z banku.]
+ pismo-z-banku.pdf
< Dzień dobry, {first}, dziękuję za pismo. Przez 72 godziny po zmianie rachunku każda wypłata wymaga drugiego podpisu. Sprawa jest już w finansach, odpowiedź będzie dzisiaj.
> [Dziękuję za szybką odpowiedź.|Czy zdążą przed {soon}?|Dobrze, czekam.]
< Podpisane. Przelew wyjdzie wieczorem i dotrze na {bank} najpóźniej {soon}.
> [Doszło, dziękuję.|Pieniądze są. Dzięki!|Wszystko się zgadza.]
= Drugi podpis złożony, wypłata wysłana.

# [Ktoś wrzuca nasze utwory pod inną nazwą|Kradzione utwory na koncie „{feat}”|Nasz utwór jest u was dwa razy]
@ content urgent infringement
> Konto „{feat}” wydało {n} naszych utworów pod zmienionymi tytułami. [Wysokość podniesiona o ćwierć tonu, reszta ta sama.|Znalazł to nasz fan.|Użyli nawet naszej starej okładki.]
+ porownanie.pdf
< Dzień dobry, {first}, dziękuję za zestawienie. Utwory są niewidoczne na czas wyjaśnienia, a wpływy wstrzymane.
~ Fingerprint match over 95 % on all of them, {case}.
< Konto nie wykazało praw i zostało zamknięte. To, co zarobiło na waszych nagraniach, trafi do waszego portfela.
> [Dziękujemy!|Szacunek za szybką reakcję.|Super, dzięki.]
= Konto zamknięte, wpływy przekazane.

# [Nie mogę wgrać okładki|Okładka „{release}” odrzucona|Co jest nie tak z okładką?]
@ content low cover
> Okładka „{release}” została odrzucona, a to zdjęcie [naszego podwórka|mojego psa|starego tramwaju]. Co jest nie tak?
+ okladka.jpg
< Dzień dobry, {first}, po lewej widać czytelny znak towarowy na szyldzie. Wystarczy go zamazać albo wykadrować.
> [Poprawione.|Tego nawet nie było widać. Już.|Pies został, szyld zniknął.]
= Znak towarowy usunięty, okładka przyjęta.
`
