// Asks a Vitae archive, and gives the answer the type that its operation promises.
import type { TypedDocumentString } from './made/life.js';

/** What the service said where it did not answer. */
export class Refused extends Error {}

/** The answer to an operation. */
export async function ask<Result, Variables>(
  url: string,
  operation: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: operation.toString(), variables }),
  });
  const answer = (await response.json()) as { data?: Result | null; errors?: { message: string }[] };
  if (answer.errors || !answer.data) {
    const words = answer.errors?.map(({ message }) => message).join('\n');
    throw new Refused(words ?? `${url} answered ${response.status} without data`);
  }
  return answer.data;
}
