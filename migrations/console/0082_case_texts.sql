-- Words of notices in the languages of the people who receive them; English where a language is not here. {{name}} is filled in when the
-- notice is made.

set local role console_owner;

create table console.case_text (
  key text not null,
  language text not null,
  body text not null,
  primary key (key, language)
);

insert into console.case_text (key, language, body)
select w.key, l.language, w.bodies[l.place]
from (values
  ('subject', array['Our decision about “{{title}}”', 'Unsere Entscheidung über „{{title}}“', 'Nuestra decisión sobre «{{title}}»', 'Notre décision sur « {{title}} »', 'A nossa decisão sobre “{{title}}”', 'Nasza decyzja w sprawie „{{title}}”']),
  ('hello', array['Hello {{name}},', 'Hallo {{name}},', 'Hola, {{name}}:', 'Bonjour {{name}},', 'Olá, {{name}},', 'Dzień dobry, {{name}},']),
  ('approve', array['we reviewed “{{title}}” and approved it.', 'wir haben „{{title}}“ geprüft und freigegeben.', 'hemos revisado «{{title}}» y lo hemos aprobado.', 'nous avons examiné « {{title}} » et l’avons approuvé.', 'revimos “{{title}}” e aprovámos.', 'sprawdziliśmy „{{title}}” i zatwierdziliśmy.']),
  ('hide', array['we hid “{{title}}”. Others no longer see it.', 'wir haben „{{title}}“ verborgen. Andere sehen es nicht mehr.', 'hemos ocultado «{{title}}». Los demás ya no lo ven.', 'nous avons masqué « {{title}} ». Les autres ne le voient plus.', 'ocultámos “{{title}}”. As outras pessoas já não o veem.', 'ukryliśmy „{{title}}”. Inni już tego nie widzą.']),
  ('remove', array['we removed “{{title}}”.', 'wir haben „{{title}}“ entfernt.', 'hemos retirado «{{title}}».', 'nous avons retiré « {{title}} ».', 'removemos “{{title}}”.', 'usunęliśmy „{{title}}”.']),
  ('changes', array['“{{title}}” needs changes before it can go on.', '„{{title}}“ braucht Änderungen, bevor es weitergeht.', '«{{title}}» necesita cambios antes de seguir.', '« {{title}} » doit être modifié avant de continuer.', '“{{title}}” precisa de alterações antes de avançar.', '„{{title}}” wymaga zmian, zanim pójdzie dalej.']),
  ('warn', array['this is a warning about “{{title}}”.', 'dies ist eine Verwarnung wegen „{{title}}“.', 'esto es una advertencia por «{{title}}».', 'ceci est un avertissement au sujet de « {{title}} ».', 'isto é um aviso sobre “{{title}}”.', 'to jest ostrzeżenie w sprawie „{{title}}”.']),
  ('limit', array['because of “{{title}}” we limit your account.', 'wegen „{{title}}“ schränken wir dein Konto ein.', 'por «{{title}}» limitamos tu cuenta.', 'en raison de « {{title}} », nous limitons votre compte.', 'por causa de “{{title}}” limitamos a sua conta.', 'z powodu „{{title}}” ograniczamy Twoje konto.']),
  ('suspend', array['because of “{{title}}” we suspend your account.', 'wegen „{{title}}“ sperren wir dein Konto auf Zeit.', 'por «{{title}}» suspendemos tu cuenta.', 'en raison de « {{title}} », nous suspendons votre compte.', 'por causa de “{{title}}” suspendemos a sua conta.', 'z powodu „{{title}}” zawieszamy Twoje konto.']),
  ('ban', array['because of “{{title}}” we close your account.', 'wegen „{{title}}“ schließen wir dein Konto.', 'por «{{title}}» cerramos tu cuenta.', 'en raison de « {{title}} », nous fermons votre compte.', 'por causa de “{{title}}” encerramos a sua conta.', 'z powodu „{{title}}” zamykamy Twoje konto.']),
  ('reason', array['Reason: {{policy}} ({{ground}}, {{clause}}).', 'Grund: {{policy}} ({{ground}}, {{clause}}).', 'Motivo: {{policy}} ({{ground}}, {{clause}}).', 'Motif : {{policy}} ({{ground}}, {{clause}}).', 'Motivo: {{policy}} ({{ground}}, {{clause}}).', 'Powód: {{policy}} ({{ground}}, {{clause}}).']),
  ('contract', array['terms of use', 'Nutzungsbedingungen', 'condiciones de uso', 'conditions d’utilisation', 'termos de utilização', 'regulamin']),
  ('law', array['law', 'Gesetz', 'ley', 'loi', 'lei', 'prawo']),
  ('facts', array['What we found: {{facts}}', 'Was wir festgestellt haben: {{facts}}', 'Lo que encontramos: {{facts}}', 'Ce que nous avons constaté : {{facts}}', 'O que encontrámos: {{facts}}', 'Co stwierdziliśmy: {{facts}}']),
  ('spans', array['Places: {{spans}}.', 'Stellen: {{spans}}.', 'Pasajes: {{spans}}.', 'Passages : {{spans}}.', 'Passagens: {{spans}}.', 'Fragmenty: {{spans}}.']),
  ('penalty.warn', array['You have {{points}} points. Please take this as a warning.', 'Du hast {{points}} Punkte. Bitte nimm das als Verwarnung.', 'Tienes {{points}} puntos. Tómalo como una advertencia.', 'Vous avez {{points}} points. Veuillez y voir un avertissement.', 'Tem {{points}} pontos. Considere isto um aviso.', 'Masz {{points}} pkt. Potraktuj to jako ostrzeżenie.']),
  ('penalty.limit', array['You cannot upload until {{until}}.', 'Bis {{until}} kannst du nichts hochladen.', 'No puedes subir nada hasta el {{until}}.', 'Vous ne pouvez rien téléverser jusqu’au {{until}}.', 'Não pode carregar nada até {{until}}.', 'Nie możesz nic przesyłać do {{until}}.']),
  ('penalty.suspend', array['Your account is suspended until {{until}}.', 'Dein Konto ist bis {{until}} gesperrt.', 'Tu cuenta queda suspendida hasta el {{until}}.', 'Votre compte est suspendu jusqu’au {{until}}.', 'A sua conta fica suspensa até {{until}}.', 'Twoje konto jest zawieszone do {{until}}.']),
  ('penalty.ban', array['Your account is closed.', 'Dein Konto ist geschlossen.', 'Tu cuenta queda cerrada.', 'Votre compte est fermé.', 'A sua conta está encerrada.', 'Twoje konto zostało zamknięte.']),
  ('found.report', array['It was reported to us; a person decided.', 'Es wurde uns gemeldet; ein Mensch hat entschieden.', 'Nos lo notificaron; decidió una persona.', 'Il nous a été signalé ; une personne a décidé.', 'Foi-nos denunciado; uma pessoa decidiu.', 'Zostało nam zgłoszone; zdecydował człowiek.']),
  ('found.automated', array['It was found automatically; a person decided.', 'Es wurde automatisch gefunden; ein Mensch hat entschieden.', 'Se detectó automáticamente; decidió una persona.', 'Il a été détecté automatiquement ; une personne a décidé.', 'Foi detetado automaticamente; uma pessoa decidiu.', 'Wykryto to automatycznie; zdecydował człowiek.']),
  ('found.staff', array['A person decided.', 'Ein Mensch hat entschieden.', 'Decidió una persona.', 'Une personne a décidé.', 'Uma pessoa decidiu.', 'Zdecydował człowiek.']),
  ('redress', array['You can appeal until {{appeal_by}}. Somebody else will look at it and answer in writing. An out-of-court body or a court is open to you too.', 'Du kannst bis {{appeal_by}} Widerspruch einlegen. Jemand anderes prüft ihn und antwortet schriftlich. Auch eine außergerichtliche Stelle oder ein Gericht steht dir offen.', 'Puedes recurrir hasta el {{appeal_by}}. Otra persona lo revisará y responderá por escrito. También puedes acudir a un órgano extrajudicial o a un tribunal.', 'Vous pouvez faire appel jusqu’au {{appeal_by}}. Une autre personne l’examinera et répondra par écrit. Un organe extrajudiciaire ou un tribunal vous est aussi ouvert.', 'Pode recorrer até {{appeal_by}}. Outra pessoa analisa e responde por escrito. Pode também recorrer a um organismo extrajudicial ou a um tribunal.', 'Możesz odwołać się do {{appeal_by}}. Rozpatrzy to inna osoba i odpowie na piśmie. Możesz też zwrócić się do organu pozasądowego lub do sądu.']),
  ('A1', array['harassment', 'Belästigung', 'acoso', 'harcèlement', 'assédio', 'nękanie']),
  ('A2', array['hate or threats', 'Hass oder Drohungen', 'odio o amenazas', 'haine ou menaces', 'ódio ou ameaças', 'nienawiść lub groźby']),
  ('B1', array['explicit content without a label', 'anstößige Inhalte ohne Kennzeichnung', 'contenido explícito sin etiqueta', 'contenu explicite non signalé', 'conteúdo explícito sem aviso', 'treści dla dorosłych bez oznaczenia']),
  ('C1', array['a picture of somebody else', 'ein Bild von jemand anderem', 'una imagen ajena', 'une image d’autrui', 'uma imagem de outra pessoa', 'cudzy obraz']),
  ('C2', array['an unlicensed recording', 'eine Aufnahme ohne Lizenz', 'una grabación sin licencia', 'un enregistrement sans licence', 'uma gravação sem licença', 'nagranie bez licencji']),
  ('C3', array['a notified infringement of copyright', 'eine gemeldete Verletzung des Urheberrechts', 'una infracción notificada de derechos de autor', 'une atteinte notifiée au droit d’auteur', 'uma violação notificada de direitos de autor', 'zgłoszone naruszenie praw autorskich']),
  ('D1', array['spam', 'Spam', 'correo no deseado', 'spam', 'spam', 'spam']),
  ('D2', array['fraud', 'Betrug', 'fraude', 'fraude', 'fraude', 'oszustwo']),
  ('E1', array['impersonation', 'Auftreten als jemand anderes', 'suplantación de identidad', 'usurpation d’identité', 'usurpação de identidade', 'podszywanie się']),
  ('F1', array['details missing or wrong', 'fehlende oder falsche Angaben', 'datos ausentes o incorrectos', 'informations manquantes ou fausses', 'dados em falta ou errados', 'brakujące lub błędne dane']),
  ('G1', array['does not belong in the list', 'gehört nicht in die Liste', 'no corresponde a la lista', 'n’a pas sa place dans la liste', 'não pertence à lista', 'nie pasuje do listy']),
  ('answer', array['Your report about “{{title}}”', 'Deine Meldung zu „{{title}}“', 'Tu aviso sobre «{{title}}»', 'Votre signalement de « {{title}} »', 'A sua denúncia sobre “{{title}}”', 'Twoje zgłoszenie dotyczące „{{title}}”']),
  ('answer.upheld', array['thank you. We looked at it and acted on it.', 'danke. Wir haben es geprüft und gehandelt.', 'gracias. Lo hemos revisado y hemos actuado.', 'merci. Nous l’avons examiné et avons agi.', 'obrigado. Analisámos e agimos.', 'dziękujemy. Sprawdziliśmy to i zareagowaliśmy.']),
  ('answer.dismissed', array['we looked at it and found that it keeps to the rules, so it stays.', 'wir haben es geprüft; es hält sich an die Regeln und bleibt.', 'lo hemos revisado; cumple las normas, así que se queda.', 'nous l’avons examiné ; il respecte les règles et reste en ligne.', 'analisámos; cumpre as regras, por isso fica.', 'sprawdziliśmy to; jest zgodne z zasadami, więc zostaje.']),
  ('appeal', array['Your appeal about “{{title}}”', 'Dein Widerspruch zu „{{title}}“', 'Tu recurso sobre «{{title}}»', 'Votre appel au sujet de « {{title}} »', 'O seu recurso sobre “{{title}}”', 'Twoje odwołanie w sprawie „{{title}}”']),
  ('appeal.overturn', array['somebody else looked at it again. You were right: what was taken away is back, and the strike is gone.', 'jemand anderes hat es noch einmal geprüft. Du hattest recht: Alles ist wiederhergestellt, der Eintrag ist gelöscht.', 'otra persona lo ha revisado. Tenías razón: todo está restablecido y la falta queda anulada.', 'une autre personne l’a réexaminé. Vous aviez raison : tout est rétabli et la faute est effacée.', 'outra pessoa reviu o caso. Tinha razão: tudo foi reposto e a falta foi anulada.', 'inna osoba sprawdziła to ponownie. Masz rację: wszystko przywrócono, a punkty usunięto.']),
  ('appeal.uphold', array['somebody else looked at it again. The decision stays.', 'jemand anderes hat es noch einmal geprüft. Die Entscheidung bleibt.', 'otra persona lo ha revisado. La decisión se mantiene.', 'une autre personne l’a réexaminé. La décision est maintenue.', 'outra pessoa reviu o caso. A decisão mantém-se.', 'inna osoba sprawdziła to ponownie. Decyzja pozostaje w mocy.'])) w(key, bodies)
cross join unnest(array['English', 'German', 'Spanish', 'French', 'Portuguese', 'Polish']) with ordinality l(language, place);

/* In which language a person is written to: the first of theirs that there are words in. */
create function console.case_language(person uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((
    select spoken.code from identity.user_settings s
    cross join lateral jsonb_array_elements_text(case when jsonb_typeof(s.account_settings -> 'languages') = 'array' then s.account_settings -> 'languages' else '[]' end)
      with ordinality spoken(code, place)
    where s.user_id = person and exists (select from console.case_text t where t.key = 'hello' and t.language = spoken.code)
    order by spoken.place limit 1), 'English')
$$;

/* Paragraphs of these keys in a language, with what is known filled in; what is not stays as {{name}}. */
create function console.case_words(keys text[], language text, known jsonb) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  body text;
  entry record;
begin
  select string_agg(t.body, E'\n\n' order by k.place) into body
  from unnest(keys) with ordinality k(key, place) join console.case_text t on t.key = k.key and t.language = case_words.language;
  for entry in select key, value from jsonb_each_text(known) where value is not null loop
    body := replace(body, '{{' || entry.key || '}}', entry.value);
  end loop;
  return body;
end $$;

reset role;
