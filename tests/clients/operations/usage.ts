// How an application uses the made types: what it may read, what it must give, and what it must not.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

import { ChangedDocument, LifeDocument, PutPersonDocument, RecordsDocument } from '../generated/operations.js';

declare function ask<Result, Variables>(
  operation: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result>;

export async function life(): Promise<string[]> {
  const { person } = await ask(LifeDocument, { person: { key: 'demo:person/bukharin' } });
  // @ts-expect-error: a person may not be there
  person.id.toString();
  if (!person) return [];
  const next: string | null = person.events.pageInfo.endCursor ?? null;
  const told = person.timeline.edges.map(({ node }) => {
    // What a union may be is told by `__typename`.
    if (node?.__typename === 'Quotation') return node.words ?? '';
    return node?.__typename === 'Event' ? (node.title ?? '') : (node?.author ?? '');
  });
  return [person.id, next ?? '', ...told];
}

export async function change(): Promise<string | undefined> {
  const { putPerson } = await ask(PutPersonDocument, {
    person: {
      key: 'example:larina',
      names: [{ text: 'Anna Larina', kind: 'PREFERRED', citations: [{ article: { id: 'article:1' } }] }],
      birth: { edtf: '1914-01-27', calendar: 'GREGORIAN' },
    },
  });
  for (const { code, field } of putPerson.userErrors) {
    if (code === 'CONFLICT') return field;
    // @ts-expect-error: no such code
    if (code === 'NO_SUCH_CODE') return field;
  }
  return putPerson.person?.id;
}

export async function refused(): Promise<void> {
  // @ts-expect-error: a list of ids is needed
  await ask(RecordsDocument, {});
  // @ts-expect-error: exactly one way to name a person
  await ask(LifeDocument, { person: { id: 'person:1', key: 'one' } });
  // @ts-expect-error: no such kind
  await ask(ChangedDocument, { kinds: ['PLACE'] });
}
