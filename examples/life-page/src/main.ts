// node dist/main.js KEY [URL]: prints the page of the person with this key.
import { LifeDocument, type LifeQuery } from './made/life.js';
import type { Life } from './page.js';
import { page } from './page.js';
import { Refused, ask } from './vitae.js';

/** A life with all its events, page by page. */
async function life(url: string, key: string): Promise<Life | null> {
  let whole: Life | null = null;
  let after: string | null = null;
  do {
    const { person }: LifeQuery = await ask(url, LifeDocument, { person: { key }, after });
    if (!person) return null;
    const before: Life['events']['edges'] = whole?.events.edges ?? [];
    whole = { ...person, events: { ...person.events, edges: [...before, ...person.events.edges] } };
    after = person.events.pageInfo.hasNextPage ? person.events.pageInfo.endCursor : null;
  } while (after !== null);
  return whole;
}

const [key, url = 'http://127.0.0.1:8000/graphql'] = process.argv.slice(2);
try {
  if (key === undefined) throw new Refused('which person? node dist/main.js KEY [URL]');
  const found = await life(url, key);
  if (!found) throw new Refused(`there is no person with the key \`${key}\` at ${url}`);
  process.stdout.write(page(found));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  process.stderr.write(`${error.message}${cause}\n`);
  process.exitCode = 1;
}
