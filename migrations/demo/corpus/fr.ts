export const fr = `
# [Virement toujours en attente|Où en est le versement {payout} ?|{amount} en attente depuis {weekday}]
@ payout high bank-change
> Bonjour, mon versement de {amount} est « en attente » depuis {weekday}. [J’ai changé de banque ce jour-là.|Le loyer du studio tombe bientôt.|Que manque-t-il ?] Vous trouverez l’attestation ci-jointe.
+ attestation-bancaire.pdf
< Bonjour {first}, merci pour l’attestation. Pendant 72 heures après un changement de compte, chaque versement demande une seconde signature. Je l’ai transmise au service financier et je vous réécris aujourd’hui.
> [Merci de votre réactivité.|D’accord, j’attends.|Arrivera-t-il avant le {soon} ?]
< Signé ce midi : le virement part ce soir vers {bank} et arrivera au plus tard le {soon}.
= Seconde signature donnée, versement parti.

# [Pochette refusée sans explication|Pochette de « {release} » refusée|Pourquoi ma pochette est-elle refusée ?]
@ content medium cover
> Ma pochette est refusée pour « contenu tiers ». C’est une photo [de ma cuisine|de notre camion|d’une rue de {city}]. Quelle partie pose problème ?
+ pochette.jpg
< Bonjour {first}, une marque est lisible sur l’enseigne, à gauche. Floutez-la ou recadrez et ce sera accepté.
> [C’est fait.|Je ne l’avais même pas vue, merci.|Recadrée.]
= Pochette recadrée, acceptée.

# [Impossible de baisser de formule|Je n’arrive pas à quitter la formule {plan}|Le bouton ne fait rien]
@ billing medium downgrade
> Bonjour, quand je choisis la formule inférieure, j’obtiens « encore utilisé ». [Par quoi ?|J’ai pourtant tout retiré.|C’est agaçant.]
< Bonjour {first}, deux de vos noms d’artiste ont une sortie programmée, et le message ne le dit pas. J’ai fait le changement à la main, il prend effet le {soon}.
~ Same defect as in the English ticket about downgrades.
> [Parfait, merci.|Merci beaucoup.|C’est noté.]
= Changement fait à la main, défaut signalé.

# [Mon nom est mal orthographié|L’accent a disparu de mon nom|{store} écrit mal mon nom]
@ distribution low metadata
> Sur {store}, l’accent de mon nom a disparu. [Dans votre système il est juste.|Cela change tout, croyez-moi.|C’est mon vrai nom, pas un pseudonyme.]
< Bonjour {first}, la plateforme a rattaché la sortie à une ancienne fiche. La correction est envoyée, comptez cinq jours ouvrés.
> [C’est corrigé, merci.|L’accent est revenu !|Merci.]
= Fiche corrigée par la plateforme.
`
