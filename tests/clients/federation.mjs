// What a gateway does with a service that was started with `--federation`: asks its schema, composes it with that of
// another service, and asks records by their representations. Takes the address of the service.
import assert from 'node:assert/strict';

import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const url = process.argv[2];

const ask = async (query, variables) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
};

const { data } = await ask('{ _service { sdl } }');
const { sdl } = data._service;
assert.match(sdl, /extend schema @link\(\s*url: "https:\/\/specs\.apollo\.dev\/federation\/v2\./);
for (const noun of ['Person', 'Event', 'Article', 'Quotation']) {
  assert.match(sdl, new RegExp(`^type ${noun} [^{]*@key\\(fields: "id"\\)[^{]*@key\\(fields: "key"\\)`, 'm'));
}

// A service of photographs, which knows persons by their keys and has pages too.
const photographs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])

  type Person @key(fields: "key") {
    key: String!
    photographs: [Photograph!]!
  }

  type Event @key(fields: "id", resolvable: false) {
    id: ID!
  }

  type Photograph @key(fields: "number") {
    number: Int!
    taken: Event
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type Query {
    photograph(number: Int!): Photograph
  }
`;
const composed = composeServices([
  { name: 'vitae', url, typeDefs: parse(sdl) },
  { name: 'photographs', url: 'http://photographs.example', typeDefs: parse(photographs) },
]);
assert.equal(composed.errors, undefined, composed.errors?.map(({ message }) => message).join('\n'));
assert.match(composed.supergraphSdl, /type Person[^{]*@join__type\(graph: PHOTOGRAPHS, key: "key"\)/);

// The types that a gateway relies on.
const types = await ask('{ union: __type(name: "_Entity") { possibleTypes { name } } any: __type(name: "_Any") { kind } }');
assert.deepEqual(
  types.data.union.possibleTypes.map(({ name }) => name),
  ['Person', 'Event', 'Article', 'Quotation'],
);
assert.equal(types.data.any.kind, 'SCALAR');

// What a gateway asks in one request, for whatever the other service named.
const entities = `query($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Node { id } ... on Person { key name } ... on Event { key title } }
}`;
const known = await ask(`{
  person(by: { key: "demo:person/bukharin" }) { id }
  event(by: { key: "demo:event/october-revolution" }) { id }
  article(by: { key: "demo:article/bukharin-life" }) { id }
  documents(kinds: [QUOTATION], first: 1) { edges { node { id } } }
}`);
const { person, event, article, documents } = known.data;
const quotation = documents.edges[0].node;
const representations = [
  { __typename: 'Event', id: event.id },
  { __typename: 'Person', key: 'demo:person/bukharin' },
  { __typename: 'Quotation', id: quotation.id },
  { __typename: 'Person', id: 'person:999999999' },
  { __typename: 'Article', id: article.id },
  { __typename: 'Person', id: person.id },
  { __typename: 'Person', id: event.id },
  { __typename: 'Event', key: 'demo:person/bukharin' },
  { __typename: 'Person', id: '1' },
];
const answer = await ask(entities, { representations });
assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
const told = answer.data._entities.map((it) => (it ? `${it.__typename} ${it.id}` : null));
const bukharin = `Person ${person.id}`;
assert.deepEqual(told, [
  `Event ${event.id}`,
  bukharin,
  `Quotation ${quotation.id}`,
  null,
  `Article ${article.id}`,
  bukharin,
  null,
  null,
  null,
]);

// Written in the document instead of a variable, and beside the service's own roots.
const written = await ask('{ _entities(representations: [{ __typename: "Person", key: "demo:person/lenin" }]) { ... on Person { key } } _service { it: sdl } }');
assert.equal(written.data?._entities[0].key, 'demo:person/lenin', JSON.stringify(written));
assert.equal(written.data._service.it, sdl);

for (const representation of [{ __typename: 'Nobody', id: '1' }, { id: person.id }, { __typename: 'Person' }, 'person:1']) {
  const refused = await ask(entities, { representations: [representation] });
  assert.match(refused.errors?.[0].message ?? '', /representations/, JSON.stringify(refused));
}
console.log(`${told.length} representations, ${composed.hints.length} hints of the composition`);
