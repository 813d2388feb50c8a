// What a Relay application asks of a life: fragments that page, and one that is fetched again by its node.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query lifeQuery($person: PersonRef!) {
    person(by: $person) {
      id
      ...life_events @arguments(count: 3)
      ...life_summary
    }
  }
`;

export const events = graphql`
  fragment life_events on Person
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" })
  @refetchable(queryName: "lifeEventsPaginationQuery") {
    events(first: $count, after: $cursor) @connection(key: "life_events") {
      edges {
        role
        node {
          title
          date {
            edtf
          }
          ...life_participants
        }
      }
    }
  }
`;

export const participants = graphql`
  fragment life_participants on Event
  @argumentDefinitions(last: { type: "Int", defaultValue: 10 }, before: { type: "String" })
  @refetchable(queryName: "lifeParticipantsPaginationQuery") {
    participants(last: $last, before: $before) @connection(key: "life_participants") {
      edges {
        node {
          name
        }
      }
    }
  }
`;

export const summary = graphql`
  fragment life_summary on Person @refetchable(queryName: "lifeSummaryRefetchQuery") {
    name
    revision
    lifespan {
      edtf
    }
  }
`;

export const anything = graphql`
  fragment life_anything on Node @refetchable(queryName: "lifeAnythingRefetchQuery") {
    __typename
    ... on Document {
      title
    }
  }
`;
