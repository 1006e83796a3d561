export const pt = `
# [Saque parado depois de trocar de banco|Meu saque de {amount} não sai|Saque {payout} em espera]
@ payout high bank-change
> Oi, pessoal! Meu saque de {amount} está “em espera” desde {weekday}. [Troquei de banco nesse dia.|Preciso pagar o estúdio.|O que está faltando?]
< Olá, {first}! Nas 72 horas depois de uma troca de conta, todo saque precisa de uma segunda assinatura nossa. Sua conta {bank} já foi conferida, falta só o financeiro.
> Beleza. [Chega antes de {soon}?|Vou esperar então.|Valeu pela resposta rápida.]
< Assinado. Sai hoje à noite e chega até {soon}.
> [Caiu na conta, valeu!|Chegou, muito obrigado 🙏🏽|Recebido!]
= Segunda assinatura feita, saque pago.

# [Minha música está no perfil de outra pessoa|{store} juntou dois artistas|Perfil errado na {store}]
@ distribution high artist-page
> Existe outro {artist} e a {store} colocou nosso single na página dele. [Os fãs estão confusos.|É uma banda de casamento, hahaha.|Recebemos comentários que não são pra gente.]
< Olá, {first}! Pedimos à {store} para mover “{release}” e criar uma página só de vocês. Leva até dois dias úteis.
> Moveram o single, mas faltam os {n} antigos.
< Mandei a lista completa por UPC. Aviso quando confirmarem.
* {store} confirmou a mudança de {n} lançamentos.
= Página própria criada, lançamentos movidos.

# [Cobrança em dobro|Cobraram duas vezes|Dois pagamentos de {small}]
@ billing medium double-charge
> Me cobraram duas vezes no dia {day}, {small} cada. [Print anexado.|Só tenho uma conta.|Quero o estorno.]
+ print.png
< Oi, {first}! A segunda cobrança é da conta {oldEmail}, com o mesmo cartão. Posso cancelar e estornar?
> [Pode sim!|Pode, essa eu nem uso.|Pode, por favor.]
= Segunda conta cancelada e valor estornado.
`
