// Sends requests: queries and mutations by POST, subscriptions by POST with server-sent events.
import { Kind, parse } from 'graphql';
import { createClient, NetworkError } from 'graphql-sse';
import { token } from './token.jsx';

const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

/** What GraphiQL calls to have a request answered by the service at `url`. */
export function createFetcher(url) {
  return ({ query, variables, operationName }, { headers = {} } = {}) => {
    const operation = chosen(query, operationName);
    const request = { query, variables, operationName: operation?.name?.value };
    const isSubscription = operation?.operation === 'subscription';
    return isSubscription ? follow(url, request, withToken(headers)) : ask(url, request, withToken(headers));
  };
}

/** The operation that is meant. GraphiQL names that of the last tab for a moment after another was opened. */
function chosen(query, name) {
  let document;
  try {
    document = parse(query);
  } catch {
    // The service words the error.
    return undefined;
  }
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.length === 1 ? operations[0] : operations.find((one) => one.name?.value === name);
}

/** The headers of the tab, over the token of the page. */
function withToken(headers) {
  const merged = new Headers(token() ? { authorization: `Bearer ${token()}` } : {});
  for (const [name, value] of Object.entries(headers)) merged.set(name, value);
  return Object.fromEntries(merged);
}

async function ask(url, request, headers) {
  let response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { accept: ACCEPT, ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
  } catch (error) {
    return failure(`the service does not answer: ${error.message}`);
  }
  return read(response);
}

/** The answer, or what stands in its place, in the form of an answer. */
async function read(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return failure(`the service answered ${response.status} ${response.statusText}: ${text.slice(0, 500)}`);
  }
}

async function* follow(url, request, headers) {
  // No second attempt: what came between the two would be missed, and nobody would know.
  const client = createClient({ url, headers, retryAttempts: 0 });
  try {
    yield* client.iterate(request);
  } catch (error) {
    const refused = error instanceof NetworkError && error.response;
    yield refused ? await read(error.response) : failure(`the subscription broke off: ${error.message}`);
  } finally {
    client.dispose();
  }
}

function failure(message) {
  return { errors: [{ message }] };
}
