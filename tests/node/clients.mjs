// Clients that people use: each asks a query with a variable and is told of an error.
// Usage: node clients.mjs URL

import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client/core/index.js';
import { createClient, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { check, end } from './report.mjs';

const url = process.argv[2];
const query = 'query First($first: Int!) { persons(first: $first) { edges { node { id revision } } } }';
const wrong = 'query Wrong { nothingOfThatName }';
const variables = { first: 1 };
const isOne = (data) => data?.persons?.edges?.length === 1 && data.persons.edges[0].node.id.startsWith('person:');
const caught = (promise) => promise.then(() => null, (error) => error);

const plain = new GraphQLClient(url);
check('graphql-request asks', isOne(await plain.request(query, variables)));
check('graphql-request is told of an error', /nothingOfThatName/.test((await caught(plain.request(wrong)))?.message));

for (const preferGetMethod of [false, 'force']) {
  const urql = createClient({ url, exchanges: [fetchExchange], preferGetMethod });
  const by = preferGetMethod ? 'GET' : 'POST';
  const answer = await urql.query(query, variables).toPromise();
  check(`urql asks by ${by}`, isOne(answer.data), String(answer.error));
  const refused = await urql.query(wrong, {}).toPromise();
  check(`urql is told of an error by ${by}`, refused.error?.graphQLErrors.length === 1, String(refused.error));
}

const apollo = new ApolloClient({ link: new HttpLink({ uri: url }), cache: new InMemoryCache() });
check('Apollo Client asks', isOne((await apollo.query({ query: gql(query), variables })).data));
const refused = await caught(apollo.query({ query: gql(wrong) }));
check('Apollo Client is told of an error', /nothingOfThatName/.test(refused?.message), String(refused));
end();
