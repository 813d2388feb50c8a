// Runs what relay-compiler made against a service, through Relay's own runtime: pages join in its store.
// Takes the address of the service.
import assert from 'node:assert/strict';

import relay from 'relay-runtime';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, getRequest, fetchQuery } = relay;
const url = process.argv[2];

// Relay warns where two things share an id, or one thing has two types: then its store is wrong.
console.error = (...words) => {
  throw new Error(words.join(' '));
};

const ask = async ({ text }, variables) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: text, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer;
};

const environment = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
const made = async (name) => (await import(`./generated/relay/${name}.graphql.js`)).default;
const run = async (name, variables) => fetchQuery(environment, await made(name), variables).toPromise();

/** What a component with this fragment of a record would see. */
const see = async (fragment, id, operation, variables) => {
  const owner = createOperationDescriptor(getRequest(await made(operation)), variables).request;
  const node = await made(fragment);
  return environment.lookup({ kind: 'SingularReaderSelector', dataID: id, node, owner, variables }).data;
};

const person = { key: 'demo:person/bukharin' };
const { person: found } = await run('lifeQuery', { person });
const id = found.id;

let page = (await see('life_events', id, 'lifeQuery', { count: 3, person })).events;
assert.equal(page.edges.length, 3);
for (let pages = 1; page.pageInfo.hasNextPage; pages += 1) {
  assert.ok(pages < 50, 'the pages do not end');
  const variables = { id, count: 5, cursor: page.pageInfo.endCursor };
  await run('lifeEventsPaginationQuery', variables);
  const { events } = await see('life_events', id, 'lifeEventsPaginationQuery', variables);
  assert.ok(events.edges.length > page.edges.length, 'a page brought nothing');
  page = events;
}
const { data } = await ask(
  { text: 'query($person: PersonRef!) { person(by: $person) { events(first: 100) { totalCount edges { node { title } } } } }' },
  { person },
);
const titles = (edges) => edges.map((edge) => edge.node.title);
assert.deepEqual(titles(page.edges), titles(data.person.events.edges), 'the pages joined are the whole list');

await run('lifeSummaryRefetchQuery', { id });
const summary = await see('life_summary', id, 'lifeSummaryRefetchQuery', { id });
assert.equal(summary.name, 'Nikolai Bukharin');

await run('lifeAnythingRefetchQuery', { id });
const anything = await see('life_anything', id, 'lifeAnythingRefetchQuery', { id });
assert.equal(anything.__typename, 'Person');
console.log(`${page.edges.length} events in pages`);
