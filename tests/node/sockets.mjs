// The protocol `graphql-transport-ws`: what clients do, and what they must not.
// Usage: VITAE=PROGRAM node sockets.mjs URL DATABASE TOKEN OTHER_TOKEN PROCESS
// TOKEN may write, OTHER_TOKEN reads and is revoked. The service gives a second to begin, two of silence, one to
// read what is sent, and takes four operations on a connection. PROCESS is its number; it is stopped in the end.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { change, check, end, wait } from './report.mjs';

const [, , url, database, token, other, service] = process.argv;
const address = url.replace(/^http/, 'ws');
const PROTOCOL = 'graphql-transport-ws';
const query = 'subscription { changed(kinds: [PERSON]) { recordKey } }';

/** Talks over a connection as `script` does; tells what was heard and how it ended. */
function talk(script, { protocols = [PROTOCOL], options = {}, patience = 5_000 } = {}) {
  return new Promise((done) => {
    const socket = new WebSocket(address, protocols, options);
    const heard = [];
    const over = (how) => {
      clearTimeout(giving_up);
      socket.terminate();
      done({ heard, ...how });
    };
    const giving_up = setTimeout(() => over({ code: null }), patience);
    const say = (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    const hear = async (type, id) => {
      const found = () => heard.find((message) => message.type === type && (!id || message.id === id));
      for (let i = 0; i < patience / 10 && !found(); i += 1) await wait(10);
      return found();
    };
    socket.on('open', () => Promise.resolve(script({ say, hear, heard, socket, stop: () => over({ code: 'stopped' }) }))
      .catch((error) => over({ code: null, error: String(error) })));
    socket.on('message', (message) => heard.push(JSON.parse(message)));
    socket.on('close', (code, reason) => over({ code, reason: String(reason) }));
    socket.on('unexpected-response', (_request, response) => over({ code: `HTTP ${response.statusCode}` }));
    socket.on('error', (error) => over({ code: 'error', error: error.message }));
  });
}

const init = { type: 'connection_init' };
const subscribe = (id, document) => ({ id, type: 'subscribe', payload: { query: document } });
const asked = (document) => talk(async ({ say, hear, stop }) => {
  say(init);
  await hear('connection_ack');
  say(subscribe('1', document));
  await Promise.race([hear('complete', '1'), hear('error', '1')]);
  stop();
});
const ends = (name, code, result) => check(name, result.code === code, result);

// A document that is named by its hash: unknown at first, then sent with it, then known.
{
  const document = 'query ByHash { persons(first: 1) { totalCount } }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(document).digest('hex') } };
  const { heard } = await talk(async ({ say, hear, stop }) => {
    say(init);
    await hear('connection_ack');
    for (const [id, payload] of [['1', { extensions }], ['2', { query: document, extensions }], ['3', { extensions }]]) {
      say({ id, type: 'subscribe', payload });
      await Promise.race([hear('next', id), hear('error', id)]);
    }
    stop();
  });
  const said = (id, type) => heard.find((message) => message.id === id && message.type === type)?.payload;
  check('a hash that nobody registered is not known', said('1', 'error')?.[0].extensions.code === 'PERSISTED_QUERY_NOT_FOUND', heard);
  const [sent, named] = [said('2', 'next'), said('3', 'next')];
  check('a hash stands for its document', sent?.data && JSON.stringify(sent) === JSON.stringify(named), heard);
}

// The client that most people use.
const client = createClient({
  url: address, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { authorization: `Bearer ${token}` },
});
const changes = client.iterate({ query });
setTimeout(() => change(url, token, 'by-socket-1').then(() => change(url, token, 'by-socket-2')), 700);
const first = await changes.next();
const second = await changes.next();
await changes.return();
const keys = [first, second].map((one) => one.value?.data?.changed?.recordKey);
check('changes come in order', keys.join() === 'by-socket-1,by-socket-2', keys);
const one = await client.iterate({ query: '{ __typename }' }).next();
check('a query is answered', one.value?.data?.__typename === 'Query', one);
const mutation = 'mutation { createPerson(input: {person: {key: "by-socket-3"}}) { person { key } userErrors { message } } }';
const made = await client.iterate({ query: mutation }).next();
check('a mutation is carried out for a token that may write', made.value?.data?.createPerson?.person?.key === 'by-socket-3', made);
await client.dispose();

const denied = await asked(mutation);
check('a mutation without a token is refused', denied.heard.at(-1)?.payload?.[0]?.extensions?.code === 'UNAUTHENTICATED', denied);
const wrong = await asked('subscription { nothingOfThatName }');
check('a wrong document is an error and no response', wrong.heard.at(-1)?.type === 'error' && wrong.heard.length === 2, wrong);
const single = await asked('{ __typename }');
check('a query is one response, and complete', single.heard.map((it) => it.type).join() === 'connection_ack,next,complete', single);

const ping = await talk(async ({ say, hear, stop }) => {
  say({ type: 'ping', payload: { a: 1 } });
  await hear('pong');
  stop();
});
check('a ping is answered, even before the beginning', ping.heard[0]?.type === 'pong', ping);

ends('an operation before the beginning', 4401, await talk(({ say }) => say(subscribe('1', query))));
for (const message of ['no json', '[]', '{"type":"start"}', '{"type":"subscribe","id":"1"}', Buffer.from([1])]) {
  const result = await talk(({ say, socket }) => (typeof message === 'string' ? say(message) : socket.send(message)));
  ends(`what is no message: ${message}`, 4400, result);
}
ends('a second beginning', 4429, await talk(({ say }) => { say(init); say(init); }));
ends('no beginning', 4408, await talk(() => {}));
ends('a name that is taken', 4409, await talk(async ({ say, hear }) => {
  say(init);
  await hear('connection_ack');
  say(subscribe('1', query));
  say(subscribe('1', query));
}));
ends('a token that is none', 4403, await talk(({ say }) => say({ ...init, payload: { authorization: 'Bearer no' } })));
ends('two tokens', 4400, await talk(
  ({ say }) => say({ ...init, payload: { authorization: `Bearer ${token}` } }),
  { options: { headers: { authorization: `Bearer ${token}` } } },
));
ends('a message that is too large', 1009, await talk(async ({ say }) => say(`"${'x'.repeat(70_000)}"`)));
ends('silence', 1001, await talk(({ say }) => say(init), { options: { autoPong: false } }));

const again = await talk(async ({ say, hear, heard, stop }) => {
  say(init);
  await hear('connection_ack');
  say(subscribe('1', query));
  await wait(400);
  say({ id: '1', type: 'complete' });
  say(subscribe('1', query));
  await wait(400);
  await change(url, token, 'by-socket-4');
  await hear('next', '1');
  await wait(300);
  check('an operation that was ended says nothing', heard.filter((it) => it.type === 'next').length === 1, heard);
  stop();
});
check('a name may be used again', again.code === 'stopped', again);

const many = await talk(async ({ say, hear, stop }) => {
  say(init);
  await hear('connection_ack');
  for (const id of ['1', '2', '3', '4', '5']) say(subscribe(id, query));
  const refused = await hear('error');
  check('one operation too many is refused', refused?.id === '5' && refused.payload[0].extensions.code === 'UNAVAILABLE', refused);
  stop();
});
check('and the connection stays', many.code === 'stopped', many);

ends('another protocol', 'HTTP 400', await talk(() => {}, { protocols: ['graphql-ws'] }));
ends('no protocol', 'HTTP 400', await talk(() => {}, { protocols: [] }));
ends('a page of another site', 'HTTP 403', await talk(() => {}, { options: { origin: 'https://elsewhere.example' } }));
ends('a token in the header that is none', 'HTTP 401', await talk(() => {}, { options: { headers: { authorization: 'Bearer no' } } }));
const own = await talk(({ stop }) => stop(), { options: { origin: new URL(url).origin } });
check('a page of this site', own.code === 'stopped', own);

// Who does not read is not waited for, and finds out why.
const slow = await talk(async ({ say, hear, socket }) => {
  say(init);
  await hear('connection_ack');
  socket.pause();
  const payload = { echo: 'x'.repeat(60_000) };
  for (let round = 0; round < 400; round += 1) say({ type: 'ping', payload });
  await wait(3_000);
  socket.resume();
}, { patience: 20_000 });
check('a client that does not read', [1013, 1006, 'error'].includes(slow.code) && slow.heard.length < 400, { code: slow.code, heard: slow.heard.length });

const revoked = await talk(async ({ say, hear }) => {
  say({ ...init, payload: { authorization: `Bearer ${other}` } });
  await hear('connection_ack');
  say(subscribe('1', query));
  execFileSync(process.env.VITAE, ['token', 'revoke', other.split('_')[1], '--database', database]);
}, { patience: 40_000 });
ends('a token that is revoked', 4403, revoked);

const stopped = await talk(async ({ say, hear }) => {
  say(init);
  await hear('connection_ack');
  say(subscribe('1', query));
  await wait(400);
  process.kill(Number(service), 'SIGTERM');
});
ends('the service stops', 1001, stopped);
check('and its subscriptions are complete', stopped.heard.at(-1)?.type === 'complete', stopped);
end();
