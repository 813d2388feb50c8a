// GraphQL Yoga over better-sqlite3, as its authors recommend: caches of parsed and validated documents on (they are by default),
// a DataLoader for whatever many ask for, prepared statements. The schema is the slice of Vitae's that the bench asks.
//
//   node server.js FILE PORT

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createSchema, createYoga } from "graphql-yoga";
import { open } from "./archive.js";
import { create } from "./create.js";
import { loaders } from "./loaders.js";
import { passage, wordsOf } from "./passage.js";

const [file, port] = process.argv.slice(2);
const { ask, database } = open(file);
const typeDefs = readFileSync(new URL("./schema.graphql", import.meta.url), "utf8");

const number = (id) => Number(id.slice(id.indexOf(":") + 1));
const page = (nodes, first) => ({ edges: nodes.slice(0, first).map((node) => ({ node })) });
const date = (row, prefix = "date") =>
  row[`${prefix}_edtf`] === null && row[`${prefix}_text`] === null
    ? null
    : { edtf: row[`${prefix}_edtf`], text: row[`${prefix}_text`] };

const keys = (cursor) => {
  if (!cursor) return ["", 0];
  const [, name, id] = cursor.split(".");
  return [Buffer.from(name, "hex").toString(), Number(id)];
};
const cursor = (row) => `NAME.${Buffer.from(row.sort_name).toString("hex").toUpperCase()}.${row.id}`;
const newYear = (year) => Date.UTC(year, 0, 1) / 864e5;

const Query = {
  person: (_, { by }) => ask.person.get(number(by.id)) ?? null,
  persons(_, { first, after }) {
    const rows = ask.persons.all(...keys(after), first + 1);
    const shown = rows.slice(0, first);
    const last = shown.at(-1);
    return { ...page(shown, first), pageInfo: { hasNextPage: rows.length > first, endCursor: last ? cursor(last) : null } };
  },
  events(_, { filter, first }) {
    const [from, to] = filter.date.within.split("/").map(Number);
    const asked = { kind: filter.kinds[0], from: newYear(from), to: newYear(to + 1) - 1, first };
    return page(ask.overlapping.all(asked), first);
  },
  search(_, { text, first }) {
    const words = wordsOf(text);
    const found = ask.search.all(words.map((word) => `"${word}"`).join(" "), first);
    return { edges: found.map((node) => ({ node, snippet: passage(node.text, words) })) };
  },
};

const Person = {
  id: (person) => `person:${person.id}`,
  key: (person, _, { key }) => key.load(person.id),
  names: (person, _, { names }) => names.load(person.id),
  birth: (person, _, { event }) => (person.birth_id === null ? null : event.load(person.birth_id)),
  death: (person, _, { event }) => (person.death_id === null ? null : event.load(person.death_id)),
  events: async (person, { first }, { events }) => ({ edges: (await events.load(person.id)).slice(0, first) }),
  documents: async (person, { first }, { documents }) => ({ edges: (await documents.load(person.id)).slice(0, first) }),
  quotations: async (person, { first }, { quotations }) => ({ edges: (await quotations.load(person.id)).slice(0, first) }),
};

const Event = {
  id: (event) => `event:${event.id}`,
  date: (event) => date(event),
  participants: async (event, { first }, { participants }) => ({ edges: (await participants.load(event.id)).slice(0, first) }),
};

const Article = { id: (it) => `${it.kind}:${it.id}`, date: (it) => date(it) };

const resolvers = {
  Query,
  Mutation: { createPerson: (_, { input }) => ({ person: create(database, input), userErrors: [] }) },
  Person,
  Event,
  Article,
  Quotation: Article,
  Document: { __resolveType: (it) => (it.kind === "article" ? "Article" : "Quotation"), ...Article },
  Node: { __resolveType: () => "Article" },
  LifeEvent: { date: (event) => date(event) },
  PersonEventsEdge: { node: (row) => row },
  PersonDocumentsEdge: {
    node: (row) => row,
    passageCount: (row) => row.passages,
    passages: (row, _, { passages }) => passages.load(`${row.id}:${row.person_id}`),
  },
  PersonQuotationsEdge: { node: (row) => row },
};

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => loaders(database),
  logging: false,
  graphiql: false,
  maskedErrors: false,
});
createServer(yoga).listen(Number(port), "127.0.0.1");
