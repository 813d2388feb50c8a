// What the suites share: each check is one line, and one that fails fails the suite.

let failures = 0;

export function check(name, holds, detail = '') {
  if (!holds) failures += 1;
  const told = typeof detail === 'string' ? detail : JSON.stringify(detail);
  console.log(`${holds ? 'pass' : 'FAIL'}  ${name}${!holds && told ? `: ${told}` : ''}`);
}

export function end() {
  process.exit(failures > 0 ? 1 : 0);
}

export const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function post(url, query, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(typeof query === 'string' ? { query } : query),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Makes a person with this key: a change that subscriptions tell of. */
export async function change(url, token, key) {
  const query = `mutation { createPerson(input: {person: {key: "${key}"}}) { person { id } userErrors { message } } }`;
  const { text } = await post(url, query, { authorization: `Bearer ${token}` });
  if (!JSON.parse(text).data?.createPerson?.person) throw new Error(`no person was made: ${text}`);
}
