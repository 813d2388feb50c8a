// Subscriptions by server-sent events, one connection for each.
// Usage: VITAE=PROGRAM node events.mjs URL DATABASE TOKEN OTHER_TOKEN
// TOKEN may write, OTHER_TOKEN reads and is revoked.

import { execFileSync } from 'node:child_process';
import { createClient } from 'graphql-sse';
import { change, check, end, post, wait } from './report.mjs';

const [, , url, database, token, other] = process.argv;
const query = 'subscription { changed(kinds: [PERSON]) { recordKey operation } }';

/** What a client is told of an operation, up to so many responses. */
function told(operation, most, started = async () => {}) {
  const client = createClient({ url, retryAttempts: 0 });
  return new Promise((done) => {
    const responses = [];
    const over = (how) => {
      client.dispose();
      done({ responses, how });
    };
    const give_up = setTimeout(() => over('nothing more came'), 10_000);
    const stop = client.subscribe({ query: operation }, {
      next: (response) => {
        responses.push(response);
        if (responses.length === most) {
          clearTimeout(give_up);
          stop();
          over('enough');
        }
      },
      error: (error) => { clearTimeout(give_up); over(`an error: ${error.message ?? JSON.stringify(error)}`); },
      complete: () => { clearTimeout(give_up); over('complete'); },
    });
    wait(700).then(started);
  });
}

const changes = await told(query, 2, async () => {
  await change(url, token, 'by-events-1');
  await change(url, token, 'by-events-2');
});
const keys = changes.responses.map((response) => response.data?.changed?.recordKey);
check('changes come in order', keys.join() === 'by-events-1,by-events-2', changes);

const one = await told('{ __typename }', 2);
check('a query is one response, and complete', one.responses.length === 1 && one.how === 'complete', one);
const wrong = await told('subscription { nothingOfThatName }', 2);
check('a wrong document is told by an event', wrong.responses[0]?.errors?.length > 0, wrong);

const events = { accept: 'text/event-stream' };
const mutation = 'mutation { createPerson(input: {person: {}}) { person { id } } }';
const anonymous = await post(url, mutation, events);
check('without a token, 401', anonymous.status === 401 && anonymous.headers.has('www-authenticate'), anonymous);
check('a refusal is JSON', anonymous.headers.get('content-type').startsWith('application/json'), anonymous);
const low = await post(url, mutation, { ...events, authorization: `Bearer ${other}` });
check('with a role that is too low, 403', low.status === 403, low);
const bad = await post(url, query, { ...events, authorization: 'Bearer nonsense' });
check('with a token that is none, 401', bad.status === 401, bad);
const got = await fetch(`${url}?query=${encodeURIComponent(mutation)}`, { headers: events });
check('a mutation by GET, 405', got.status === 405 && got.headers.get('allow') === 'POST', `${got.status}`);
const packed = await post(url, query, { ...events, 'content-encoding': 'gzip' });
check('a packed body, 415', packed.status === 415, packed);

// A token that is revoked ends what was begun by it.
const headers = { ...events, 'content-type': 'application/json', authorization: `Bearer ${other}` };
const following = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
execFileSync(process.env.VITAE, ['token', 'revoke', other.split('_')[1], '--database', database]);
const rest = await Promise.race([following.text(), wait(15_000).then(() => 'it did not end')]);
check('a revoked token ends its subscription', /"UNAUTHENTICATED"/.test(rest) && /event: complete/.test(rest), rest);
end();
