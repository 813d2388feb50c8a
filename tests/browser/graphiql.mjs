// Drives the GraphiQL page in Chromium, as a person would, against a service with the demo archive.
//
//   node graphiql.mjs ADDRESS TOKEN SCREENS
//
// ADDRESS is the service's, such as http://127.0.0.1:8000; TOKEN may write; pictures go to the folder
// SCREENS. Prints a line for each thing that was seen; ends with 1 at the first that was not.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address, token, screens] = process.argv.slice(2);
const PATIENCE = 30_000;

/** A browser without a past, and everything that it asked for and complained of. */
async function open(colorScheme) {
  const profile = mkdtempSync(join(tmpdir(), 'vitae-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    colorScheme,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
  context.setDefaultTimeout(PATIENCE);
  const page = context.pages()[0] ?? (await context.newPage());
  const seen = { requests: [], complaints: [] };
  const complain = (text) => seen.complaints.push(text.slice(0, 300));
  context.on('request', (request) => seen.requests.push(request));
  context.on('requestfailed', (request) => {
    // The page itself ended it: a subscription that was stopped, a file that was no longer needed.
    const isGivenUp = request.failure()?.errorText === 'net::ERR_ABORTED';
    if (!isGivenUp) complain(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('websocket', (socket) => complain(`a WebSocket: ${socket.url()}`));
  page.on('pageerror', (error) => complain(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(`${message.type()}: ${message.text()}`);
  });
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, page, seen, close };
}

/** A proxy that has the service under a path of its own; its address with that path. */
async function proxied() {
  const path = '/archives/lives';
  const proxy = createServer((asked, answering) => {
    if (!asked.url.startsWith(`${path}/`)) {
      answering.writeHead(404).end();
      return;
    }
    const { hostname, port } = new URL(address);
    const { method, headers } = asked;
    const passed = request({ hostname, port, method, headers, path: asked.url.slice(path.length) }, (answer) => {
      answering.writeHead(answer.statusCode, answer.headers);
      answer.pipe(answering);
    });
    asked.pipe(passed);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  proxy.unref();
  return `http://127.0.0.1:${proxy.address().port}${path}`;
}

/** The page, and what a person does on it. */
class GraphiQL {
  constructor(page, name, base) {
    this.page = page;
    this.name = name;
    this.base = base;
  }

  async visit() {
    await this.page.goto(`${this.base}/graphiql`);
    await this.page.waitForSelector('.graphiql-query-editor .monaco-editor .view-line');
    await this.page.waitForSelector('.graphiql-execute-button:not([disabled])');
    // The fonts move what is to be clicked.
    await this.page.evaluate(() => document.fonts.ready.then(() => undefined));
  }

  async tab(name) {
    await this.page.getByTitle(name, { exact: true }).click();
    await this.page.waitForFunction(
      (wanted) => document.querySelector('.graphiql-query-editor .view-lines')?.innerText.includes(wanted),
      name,
    );
  }

  async run() {
    await this.page.click('.graphiql-execute-button');
  }

  /** What stands in the pane of the answer; of a long one, what can be seen of it. */
  async shown() {
    const lines = this.page.locator('.graphiql-response .view-lines').first();
    return (await lines.innerText()).replaceAll('\u00a0', ' ');
  }

  async waitFor(text) {
    await this.page.waitForFunction(
      (wanted) => document.querySelector('.graphiql-response .view-lines')?.innerText.replaceAll('\u00a0', ' ').includes(wanted),
      text,
    ).catch(async () => assert.fail(`the page does not show ${text}, but:\n${await this.shown()}`));
  }

  /** Runs what the tab asks; the whole answer, and what the page shows of it. */
  async answer() {
    // The page asks for the schema by itself.
    const isAsked = (request) => request.url().endsWith('/graphql') && !request.postData().includes('IntrospectionQuery');
    const answering = this.page.waitForResponse((response) => isAsked(response.request()));
    await this.run();
    const response = await answering;
    return { status: response.status(), headers: response.request().headers(), body: await response.json() };
  }

  async write(query) {
    await this.page.locator('.graphiql-query-editor .monaco-editor').first().click({ position: { x: 160, y: 15 } });
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(query);
  }

  async picture(name) {
    await this.page.screenshot({ path: join(screens, `${this.name}_${name}.png`) });
  }
}

function told(what) {
  console.log(`seen: ${what}`);
}

async function examples(graphiql) {
  await graphiql.waitFor('');
  const names = await graphiql.page.getByRole('tab').allInnerTexts();
  assert.deepEqual(names.map((name) => name.trim()), [
    'LifeInOrder', 'WhoSaysSo', 'PassagesNamingKoba', 'Contemporaries', 'UncertainDates', 'PutAPerson', 'Changed',
  ]);
  await graphiql.picture('first_visit');
  // The first tab's variables are sent at the first visit.
  const life = await graphiql.answer();
  assert.equal(life.body.data.person.events.totalCount, 31);
  await graphiql.waitFor('Birth of Nikolai Bukharin');
  await graphiql.picture('life');
  const facts = [
    ['WhoSaysSo', 'The letter to Koba is found', (data) => assert.equal(data.event.citations.length, 4)],
    ['PassagesNamingKoba', 'Joseph Stalin', ({ persons }) => {
      assert.equal(persons.edges[0].node.documents.edges.length, 4);
      assert.equal(persons.edges[0].node.documents.edges[2].passageCount, 13);
    }],
    ['Contemporaries', '1870-04-22/1924-01-21', ({ persons }) => assert.equal(persons.totalCount, 10)],
    ['UncertainDates', 'Bukharin in prison', ({ certainly, possibly }) => {
      assert.deepEqual(certainly.edges.map(({ node }) => node.date.edtf), ['1937-06~']);
      assert.ok(possibly.edges.length > certainly.edges.length);
    }],
  ];
  for (const [name, shown, check] of facts) {
    await graphiql.tab(name);
    const { status, body } = await graphiql.answer();
    assert.deepEqual([status, body.errors], [200, undefined], name);
    check(body.data);
    await graphiql.waitFor(shown);
    // Letters that look like others are what names are written in.
    assert.equal(await graphiql.page.locator('.unicode-highlight').count(), 0, name);
    await graphiql.picture(name);
    told(`the example ${name} is answered`);
  }
}

async function documentation({ page, ...graphiql }) {
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const docs = page.locator('.graphiql-doc-explorer');
  await docs.getByRole('link', { name: 'Query', exact: true }).first().click();
  await docs.getByRole('link', { name: 'PersonConnection', exact: true }).first().waitFor();
  await docs.getByRole('link', { name: 'Person', exact: true }).first().click();
  const title = page.locator('.graphiql-doc-explorer-title');
  await title.getByText('Person', { exact: true }).waitFor();
  const text = await docs.innerText();
  assert.match(text, /lifespan/);
  await page.screenshot({ path: join(screens, `${graphiql.name}_documentation.png`) });
  await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  told('the documentation leads from the query to a person');
}

async function mistakes(graphiql) {
  const { page } = graphiql;
  await page.getByRole('button', { name: 'New tab' }).click();
  await graphiql.write('query Mistaken { person(by: {key: "demo:person/bukharin"}) { nam } }');
  await page.waitForSelector('.graphiql-query-editor .squiggly-error');
  await page.click('.graphiql-execute-button');
  await graphiql.waitFor('"errors"');
  await graphiql.waitFor('nam');
  await graphiql.picture('mistake');
  await graphiql.write('query Refused { persons(first: 100000) { totalCount } }');
  const refused = await graphiql.answer();
  assert.match(refused.body.errors[0].message, /first/);
  await graphiql.waitFor('100000');
  await graphiql.picture('refused');
  told('mistakes are marked in the query, and errors shown');
}

async function writing(graphiql) {
  const { page } = graphiql;
  await graphiql.tab('PutAPerson');
  const refused = await graphiql.answer();
  assert.equal(refused.headers.authorization, undefined);
  assert.equal(refused.body.errors[0].extensions.code, 'UNAUTHENTICATED');
  await graphiql.waitFor('UNAUTHENTICATED');
  await graphiql.picture('without_token');
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await page.getByRole('button', { name: 'Forget', exact: true }).waitFor();
  const done = await graphiql.answer();
  assert.equal(done.headers.authorization, `Bearer ${token}`);
  assert.equal(done.body.data.putPerson.person.name, 'Maria Ulyanova');
  await graphiql.waitFor('1878-02-18');
  await graphiql.picture('put');
  const again = await graphiql.answer();
  assert.deepEqual([again.body.data.putPerson.userErrors, again.body.data.putPerson.revision], [[], null]);
  assert.ok(!page.url().includes(token), page.url());
  const stores = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!stores.includes(token), 'the token is kept longer than the tab');
  await page.reload();
  await page.waitForSelector('.graphiql-execute-button:not([disabled])');
  assert.equal(await page.getByLabel('Token').inputValue(), token);
  told('a mutation needs the token of the field, which is kept by the tab alone');
}

async function following(graphiql) {
  await graphiql.tab('Changed');
  // The page that was loaded anew may still be asking for the schema.
  const follows = (request) => /^subscription\b/m.test(request.postDataJSON()?.query ?? '');
  const asked = graphiql.page.waitForResponse(
    (response) => response.url().endsWith('/graphql') && follows(response.request()),
  );
  await graphiql.run();
  const response = await asked;
  assert.match(response.headers()['content-type'], /^text\/event-stream/);
  for (const note of ['seen by those who follow', 'and again']) {
    const query = `mutation { updatePerson(input: {by: {key: "demo:person/lenin"}, label: "${note}", person: {description: "${note}"}}) { userErrors { message } } }`;
    const changed = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    assert.deepEqual(await changed.json(), { data: { updatePerson: { userErrors: [] } } });
    await graphiql.waitFor(note);
  }
  await graphiql.picture('changed');
  await graphiql.run();
  await graphiql.page.getByRole('button', { name: /^Execute/ }).waitFor();
  told('the subscription shows changes as they are made');
}

async function examplesAgain(graphiql) {
  const { page } = graphiql;
  await graphiql.tab('WhoSaysSo');
  await page.getByRole('button', { name: 'Close Tab' }).first().click();
  await page.getByRole('button', { name: 'Show Examples' }).click();
  await graphiql.picture('examples');
  const list = page.getByRole('region', { name: 'Examples' });
  await list.getByRole('button', { name: 'Contemporaries', exact: true }).click();
  const before = await page.getByRole('tab').count();
  await list.getByRole('button', { name: 'WhoSaysSo', exact: true }).click();
  await page.getByTitle('WhoSaysSo', { exact: true }).waitFor();
  assert.equal(await page.getByRole('tab').count(), before + 1);
  const { body } = await graphiql.answer();
  assert.equal(body.data.event.citations.length, 4);
  const licenses = await page.request.get(`${address}/graphiql/licenses.txt`);
  assert.match(await licenses.text(), /monaco-editor/);
  await page.getByRole('button', { name: 'Hide Examples' }).click();
  await page.getByRole('button', { name: 'Show History' }).click();
  await page.locator('.graphiql-history-item').first().waitFor();
  await graphiql.picture('history');
  told('closed examples can be opened again, and the history remembers');
}

/** Nothing went elsewhere, and nobody complained, but for what was asked to fail. */
function quiet({ requests, complaints }, base, refusals) {
  assert.ok(requests.length > 10, `only ${requests.length} requests`);
  const away = requests.map((request) => request.url()).filter((url) => !url.startsWith(`${base}/`) && !url.startsWith('data:'));
  assert.deepEqual(away, [], 'requests to elsewhere');
  const asked = requests.filter((request) => new URL(request.url()).pathname.endsWith('/graphql'));
  assert.ok(asked.every((request) => request.method() === 'POST' && request.url() === `${base}/graphql`));
  // Chromium tells of every status from 400 on.
  const isRefusal = (complaint) => /the server responded with a status of 4/.test(complaint);
  assert.deepEqual(complaints.filter((complaint) => !isRefusal(complaint)), [], 'complaints');
  assert.ok(complaints.filter(isRefusal).length <= refusals, complaints.join('\n'));
  told(`${requests.length} requests, none to elsewhere; the console is silent`);
}

const started = Date.now();
for (const [scheme, base] of [['light', address], ['dark', await proxied()]]) {
  const browser = await open(scheme);
  try {
    const graphiql = new GraphiQL(browser.page, scheme, base);
    await graphiql.visit();
    if (scheme === 'light') {
      await examples(graphiql);
      await documentation(graphiql);
      await mistakes(graphiql);
      await writing(graphiql);
      await following(graphiql);
      await examplesAgain(graphiql);
      quiet(browser.seen, base, 3);
    } else {
      await graphiql.answer();
      await graphiql.waitFor('Birth of Nikolai Bukharin');
      const background = await browser.page.evaluate(() => getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor);
      const [red, green, blue] = background.match(/\d+/g).map(Number);
      assert.ok(red + green + blue < 300, `${background} is not dark`);
      await graphiql.picture('life');
      await documentation(graphiql);
      await mistakes(graphiql);
      quiet(browser.seen, base, 3);
    }
  } catch (error) {
    await browser.page.screenshot({ path: join(screens, `${scheme}_failed.png`) });
    console.error(`the browser complained of:\n${browser.seen.complaints.join('\n')}`);
    throw error;
  } finally {
    await browser.close();
  }
}
told(`all in ${((Date.now() - started) / 1000).toFixed(1)} s`);
