// Lints schema.graphql by every rule that graphql-eslint has for schemas, its Relay rules among them.
// A rule that is not followed, or only in part, has its reason here.
import graphql from '@graphql-eslint/eslint-plugin';

const every = {
  ...graphql.configs['flat/schema-all'].rules,
  ...graphql.configs['flat/schema-relay'].rules,
};

const deviations = {
  // Fields stand in the order in which one reads of a record: who, when, where, and then who says so.
  // Arguments of pages stand as Relay writes them.
  '@graphql-eslint/alphabetize': 'off',
  // Every page is an edge list; the short lists beside them (names, citations, passages of one document) are
  // bounded by `first` and have nothing to page by.
  // `node` leads to records; a mention, a citation or a revision is read from its record and never fetched alone.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
  // The archive is written and followed over GraphQL too.
  '@graphql-eslint/no-root-type': 'off',
  // A query is one statement, and is answered whole or not at all: no field of it can fail alone. Mutations
  // after one that failed are not done, so that their payloads cannot be there either.
  '@graphql-eslint/require-nullable-result-in-root': 'off',
  // A payload leads to the record, its revision and its batch, with any selection below them.
  '@graphql-eslint/require-field-of-type-query-in-mutation-result': 'off',
  // Records and claims have ids. What has none is a part of what has one, and is never asked for by itself.
  '@graphql-eslint/strict-id-in-types': [
    'error',
    {
      acceptedIdNames: ['id'],
      acceptedIdTypes: ['ID'],
      exceptions: {
        suffixes: ['Payload', 'Connection', 'Edge'],
        types: [
          'CoMention',
          'CoMentionPath',
          'CoMentionStep',
          'FieldDifference',
          'HistoricalDate',
          'MentionCandidate',
          'MergeCandidate',
          'PageInfo',
          'RecordDifference',
          'SearchSnippet',
          'SearchSpan',
          'TextSegment',
          'UndecidedPassage',
          'UnresolvedName',
          'UnresolvedPassage',
          'UserError',
        ],
      },
    },
  ],
};

export default [
  {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: process.env.SCHEMA ?? 'schema.graphql' } },
    },
    rules: { ...every, ...deviations },
  },
];
