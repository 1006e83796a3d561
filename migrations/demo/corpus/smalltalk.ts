/** What is said in every thread: files that follow, impatience, patience, thanks. Same notation as the stories. */
import type { Language } from './story.ts'

export interface Smalltalk {
  /** Comes with the files of the opening. */
  file: string
  nudge: string[]
  /** Impatience that fits a defect, and one that fits a release. */
  retry: string[]
  music?: string[]
  hold: string[]
  thanks: string[]
  close: string[]
  /** The system, when nobody answers any more. */
  silent: string
}

export const smalltalk: Record<Language, Smalltalk> = {
  en: {
    file: '[Here is the file.|The file I mentioned.|Attached.|See attachment.|I forgot the attachment, sorry.]',
    nudge: [
      '[Any news?|Is there any news on this?|Hello? Still nothing here.]',
      'Another day and nothing has changed on my side. [Could somebody look?|Please do not forget me.|I know you are busy.]',
      'Just to be sure you got my last message 🙂',
      'I found the number you may need: {ref}.',
      '[Do you need anything else from me?|Should I call somebody?|I am around until {time} if there are questions.]',
      'ok',
      'Sorry to insist. [It is the only thing between me and my holidays.|I just want to be done with it.|You have been very kind so far.] 😬',
    ],
    retry: [
      '[One more thing:|By the way,|PS:] it also happens on my phone. [Not only in the browser.|Maybe that helps.|Same message.]',
      'Tried it again at {time}, [no change|same result|still the same]. {device}, {browser}.',
      'Is it possible that this has to do with my [change of plan|new phone|move to {city}]? [It began about then.|Only a guess.]',
    ],
    music: [
      'My manager asks me every day what is going on with “{release}”. [What can I tell him?|He is more nervous than I am.|Could you write one line that I can forward?]',
      'The date is {soon} and [people have tickets|the press has it|the posters hang]. 😬',
      'Does it help if I send the original files of “{track}” again?',
    ],
    hold: [
      'Hello {first}, I have not forgotten you. [The colleagues in charge answer by tomorrow noon.|It is with the specialists, and I ask again this afternoon.|I expect an answer by {soon}.]',
      '[Thank you for the extra details,|Thanks, {first},|That helps, thank you:] I have added it to the report, so you do not have to tell it twice.',
      'A short word in between: [a colleague has taken it up|the other side has confirmed that they look at it|we know more tomorrow]. I write as soon as there is more.',
      'Hello {first}, I take this over from my colleague {colleague}, who is away today. I have read everything; there is nothing you need to repeat.',
      'Hello {first}, it is in the queue of the team, third from the top. [I look at it right after lunch.|You hear from me today.]',
    ],
    thanks: [
      '[Thank you!|Thanks a lot.|Perfect, thank you.|Many thanks, {agent}.]',
      'That solves it. [Have a good weekend.|Best wishes from {city}.|You can close this.]',
      '👍🏽',
      '[Great support, honestly.|This is how support should be.|I did not expect an answer that fast.] Thank you.',
      'All good. 🎸🎉',
      'Understood, thank you for explaining it [so patiently|in plain words|twice].',
    ],
    close: [
      'Glad it is settled. I close this now; an answer within 14 days opens it again.',
      'You are welcome, {first}. [All the best for your next release.|Good luck on {soon}.|Greetings to {city}.]',
      'Thank you for letting me know. [Closed for now.|That is all on our side too.]',
    ],
    silent: 'Closed by the system: no answer for seven days. An answer within 14 days opens the ticket again.',
  },
  ru: {
    file: '[Вот файл.|Файл во вложении.|Забытое вложение, вот оно.]',
    nudge: [
      '[Есть новости?|Подскажите, что со статусом?|Как там мой вопрос?]',
      'Прошёл ещё один день, у меня ничего не изменилось. [Посмотрите, пожалуйста.|Жду.]',
      'Напомню о себе 🙂 До {time} я на связи.',
    ],
    retry: ['Ещё одна попытка в {time}, то же самое. {device}, {browser}.'],
    hold: ['{first}, я о вас помню, ответ коллег жду до {soon}.', 'Спасибо, всё добавлено к обращению, повторять ничего не нужно.'],
    thanks: ['[Спасибо!|Огромное спасибо.|Благодарю, всё в порядке.]', 'Всё получилось, можно закрывать. 🙏'],
    close: ['Хорошо, что всё получилось. Закрываю; ответ в течение 14 дней откроет обращение снова.'],
    silent: 'Закрыто системой: семь дней без ответа.',
  },
  ar: {
    file: '[الملف مرفق.|هذا هو الملف.|نسيت المرفق، ها هو.]',
    nudge: [
      '[هل من جديد؟|ما الأخبار؟|أنتظر ردكم.]',
      'مرّ يوم آخر ولم يتغيّر شيء. [أرجو المتابعة.|لا تنسوني.]',
      'أنا متاح للأسئلة حتى الساعة {time}.',
    ],
    retry: ['محاولة أخرى عند {time} والنتيجة نفسها. {device}، {browser}.'],
    hold: ['مرحبًا {first}، لم ننسَ طلبك، وننتظر رد الزملاء قبل {soon}.', 'شكرًا على التفاصيل، أُضيفت إلى الطلب ولا حاجة لتكرارها.'],
    thanks: ['[شكرًا جزيلًا.|ألف شكر.|بارك الله فيكم.]', 'تم الحل، يمكنكم الإغلاق 🌹'],
    close: ['يسعدنا ذلك يا {first}. نغلق الطلب الآن، وأي رد خلال 14 يومًا يفتحه من جديد.'],
    silent: 'أُغلق تلقائيًا: لا رد منذ سبعة أيام.',
  },
  ja: {
    file: '[ファイルを添付いたします。|添付を忘れておりました。|資料をお送りします。]',
    nudge: [
      'その後いかがでしょうか。',
      '[お忙しいところ恐れ入ります。|度々申し訳ありません。]状況だけでも教えていただけますと幸いです。',
      '一日経ちましたが、まだ変わりないようです。',
    ],
    retry: ['{time}にもう一度試しましたが変わりません。{device}、{browser}です。'],
    hold: [
      '{name}様、お待たせしております。担当部署の回答は{soon}までにいただける見込みです。',
      '詳細をありがとうございます。記録に追加いたしましたので、改めてご説明いただく必要はございません。',
    ],
    thanks: ['[ありがとうございました。|助かりました。|解決しました。]', '確認できました。クローズしていただいて構いません。'],
    close: ['ご確認ありがとうございました。本件は完了といたします。14日以内のご返信で再開いたします。'],
    silent: '7日間返信がなかったため、システムにより完了となりました。',
  },
  es: {
    file: '[Aquí va el archivo.|Adjunto el archivo.|Se me olvidó adjuntarlo.]',
    nudge: [
      '[¿Hay novedades?|¿Se sabe algo?|Hola, ¿sigue en marcha?]',
      'Ha pasado otro día y sigue igual. [¿Podéis mirarlo?|Gracias por la paciencia.]',
      '¿Necesitáis algo más de mi parte?',
    ],
    retry: ['He vuelto a probar a las {time} y nada. {device}, {browser}.'],
    hold: [
      'Hola, {first}: no me he olvidado. Espero respuesta de mis compañeros antes del {soon}.',
      'Gracias por los detalles, ya están en el caso; no hace falta que los repitas.',
    ],
    thanks: ['[¡Gracias!|Mil gracias.|Muy amables.]', 'Todo en orden, podéis cerrarlo. 🙌'],
    close: ['Me alegro, {first}. Cierro el caso; si respondes en 14 días se vuelve a abrir.'],
    silent: 'Cerrado por el sistema: siete días sin respuesta.',
  },
  de: {
    file: '[Anbei die Datei.|Hier die Datei.|Anhang vergessen, hier ist er.]',
    nudge: [
      '[Gibt es etwas Neues?|Wie ist der Stand?|Ich wollte kurz nachfragen.]',
      'Wieder ein Tag, und bei mir hat sich nichts getan. [Bitte einmal nachsehen.|Der Termin rückt näher.]',
      'Brauchen Sie noch etwas von mir? Bis {time} bin ich erreichbar.',
    ],
    retry: ['Um {time} noch einmal probiert, gleiches Ergebnis. {device}, {browser}.'],
    hold: [
      'Hallo {first}, ich habe Sie nicht vergessen, die Fachabteilung antwortet bis {soon}.',
      'Danke für die Angaben, sie sind im Vorgang; Sie müssen nichts noch einmal schreiben.',
    ],
    thanks: ['[Danke!|Vielen Dank.|Herzlichen Dank für die Mühe.]', 'Passt jetzt, kann zu. Grüße aus {city}.'],
    close: ['Gern geschehen, {first}. Ich schließe den Vorgang; eine Antwort binnen 14 Tagen öffnet ihn wieder.'],
    silent: 'Vom System geschlossen: sieben Tage ohne Antwort.',
  },
  fr: {
    file: '[Voici le fichier.|Ci-joint le fichier.|J’avais oublié la pièce jointe.]',
    nudge: [
      '[Du nouveau ?|Avez-vous des nouvelles ?|Je me permets de relancer.]',
      'Encore un jour et rien n’a bougé. [Pouvez-vous regarder ?|Merci d’avance.]',
      'Vous faut-il autre chose de ma part ?',
    ],
    retry: ['Nouvel essai à {time}, même résultat. {device}, {browser}.'],
    hold: [
      'Bonjour {first}, je ne vous oublie pas ; mes collègues répondent avant le {soon}.',
      'Merci pour ces précisions, elles sont au dossier, vous n’aurez rien à répéter.',
    ],
    thanks: ['[Merci !|Merci infiniment.|Un grand merci, {agent}.]', 'Tout est rentré dans l’ordre, vous pouvez fermer.'],
    close: ['Avec plaisir, {first}. Je ferme ; une réponse sous 14 jours rouvre le dossier.'],
    silent: 'Fermé par le système : sept jours sans réponse.',
  },
  pt: {
    file: '[Segue o arquivo.|Aqui está o arquivo.|Esqueci o anexo, desculpa.]',
    nudge: [
      '[Alguma novidade?|Tem notícia?|Oi, como está?]',
      'Mais um dia e nada mudou por aqui. [Podem olhar?|Fico no aguardo.]',
      'Precisam de mais alguma coisa?',
    ],
    retry: ['Tentei de novo às {time}, mesma coisa. {device}, {browser}.'],
    hold: ['Olá, {first}! Não esqueci de você; o time responde até {soon}.', 'Agradeço os detalhes, já anotei tudo, não precisa repetir.'],
    thanks: ['[Valeu!|Valeu demais!|Agradeço muito.]', 'Resolvido, pode fechar. 🎶'],
    close: ['Que bom, {first}. Vou encerrar; uma resposta em até 14 dias reabre.'],
    silent: 'Encerrado pelo sistema: sete dias sem resposta.',
  },
  hi: {
    file: '[फ़ाइल संलग्न है।|यह रही फ़ाइल।]',
    nudge: ['[कोई ख़बर?|क्या हुआ?|कृपया स्थिति बताइए।]', 'एक दिन और बीत गया, कुछ नहीं बदला। कृपया देखिए।'],
    retry: ['{time} पर फिर कोशिश की, वही हुआ। {device}, {browser}।'],
    hold: ['{first} जी, आपका अनुरोध याद है। संबंधित टीम {soon} तक जवाब देगी।', 'जानकारी के लिए धन्यवाद, इसे दर्ज कर लिया गया है।'],
    thanks: ['[धन्यवाद!|बहुत-बहुत धन्यवाद।|शुक्रिया 🙏]', 'ठीक हो गया, आप बंद कर सकते हैं।'],
    close: ['ख़ुशी हुई। यह अनुरोध अब बंद है, 14 दिन के भीतर जवाब देने पर फिर खुल जाएगा।'],
    silent: 'सात दिन तक उत्तर न मिलने पर सिस्टम ने बंद किया।',
  },
  ko: {
    file: '[파일 첨부합니다.|첨부를 깜빡했네요.]',
    nudge: [
      '[혹시 진행 상황이 어떤가요?|아직 답변이 없어서요.|새로운 소식이 있나요?]',
      '하루가 더 지났는데 아직 그대로예요. 확인 부탁드립니다.',
    ],
    retry: ['{time}에 다시 해봤는데 똑같아요. {device}, {browser}입니다.'],
    hold: [
      '{name} 님, 기다려 주셔서 감사합니다. 담당 팀이 {soon}까지 답변드릴 예정입니다.',
      '자세한 내용 감사합니다. 기록해 두었으니 다시 설명하지 않으셔도 됩니다.',
    ],
    thanks: ['[감사합니다!|정말 고맙습니다.|해결됐어요 👍]', '확인했습니다. 닫아 주셔도 돼요.'],
    close: ['다행입니다. 이 문의는 마무리하겠습니다. 14일 안에 답하시면 다시 열립니다.'],
    silent: '7일 동안 답변이 없어 시스템이 종료했습니다.',
  },
  vi: {
    file: '[Mình gửi kèm tệp.|Tệp đây bạn nhé.]',
    nudge: ['[Có tin gì chưa bạn?|Bạn ơi, sao rồi?|Mình vẫn đang đợi.]', 'Thêm một ngày rồi mà vẫn chưa có gì. Bạn xem giúp mình nhé.'],
    retry: ['Mình thử lại lúc {time} vẫn vậy. {device}, {browser}.'],
    hold: [
      'Chào {first}, mình vẫn nhớ nhé, bộ phận phụ trách sẽ trả lời trước {soon}.',
      'Cảm ơn bạn, mình đã ghi lại, bạn không cần kể lại.',
    ],
    thanks: ['[Cảm ơn bạn!|Cảm ơn nhiều nha.|Tuyệt vời ❤️]', 'Xong rồi, bạn đóng giúp mình.'],
    close: ['Rất vui vì đã ổn. Mình đóng yêu cầu, bạn trả lời trong 14 ngày thì sẽ mở lại.'],
    silent: 'Hệ thống đóng vì bảy ngày không có trả lời.',
  },
  pl: {
    file: '[W załączniku plik.|Zapomniany załącznik, proszę.]',
    nudge: [
      '[Są jakieś wieści?|Jak tam moja sprawa?|Przypominam się.]',
      'Kolejny dzień, a u mnie bez zmian. [Proszę zajrzeć.|Termin się zbliża.]',
      'Czy potrzeba czegoś jeszcze z mojej strony?',
    ],
    retry: ['Kolejna próba o {time}, to samo. {device}, {browser}.'],
    hold: ['Dzień dobry, {first}, pamiętam o sprawie, odpowiedź będzie do {soon}.', 'Dziękuję za szczegóły, są już w zgłoszeniu.'],
    thanks: ['[Dziękuję!|Wielkie dzięki.|Super, dzięki.]', 'Można zamykać. Pozdrowienia z miasta {city}.'],
    close: ['To się cieszę. Zamykam; odpowiedź w ciągu 14 dni otworzy zgłoszenie ponownie.'],
    silent: 'Zamknięte przez system: siedem dni bez odpowiedzi.',
  },
}

/** What the staff note for each other. */
export const notes = [
  'Called the customer, [very friendly|a bit upset, rightly|nobody answered]. Next try {soon}.',
  'Same as {earlier}? Looks alike, but that one was for {store}.',
  '@{colleague} could you look at this before {time}?',
  'Customer since {since}, never complained before. Let us be generous here.',
  'Known issue, see {ref}. [Three customers today.|Second one this week.|Engineering says {soon}.]',
  'Please no standard text for this one, read the whole thread first.',
  'Second opinion of {colleague}: fine to go on.',
  'I answer when I have {ref} back. [Should be today.|Reminder set.]',
]
