-- Documents of items. Nobody learns where a file lies before the look is in the audit of its item.

set local role console_owner;

/*
 Records that this person looks at a document and returns its key in the platform's object store. console.<kind>_document(item, document)
 says who may look and which key it is, null when the item has no such document.
*/
create function console.document_open(of_kind text, of_item uuid, document uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  reader text := 'console.' || quote_ident(of_kind || '_document');
  key text;
begin
  if console.me() is null then perform console.require('documents'); end if;
  if to_regprocedure(reader || '(uuid, uuid)') is null then
    perform console.refuse('BL006', 'Items of this kind have no documents.', '{"field": "kind"}');
  end if;
  -- The chain of the item is appended to under its row, as every act does; a look changes no version.
  perform from console.work_item w where w.kind = of_kind and w.id = of_item for update;
  execute format('select %s($1, $2)', reader) into key using of_item, document;
  if key is null then
    perform console.refuse('BL007', 'This document does not exist or was removed.');
  end if;
  perform console.audit_append(of_kind, of_item, 'document_view', null, jsonb_build_object('document', document), null, null);
  return key;
end $$;

grant execute on function console.document_open(text, uuid, uuid) to console_staff;

reset role;
