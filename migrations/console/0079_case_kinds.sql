-- Two subjects that the platform's list of content does not name. In a file of their own, because a new value can be used only after
-- the transaction that adds it.

alter type moderation.content_type add value if not exists 'account';
alter type moderation.content_type add value if not exists 'custom_field';
