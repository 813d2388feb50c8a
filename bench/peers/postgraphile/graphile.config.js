// PostGraphile as its authors set it up, over Vitae's own tables, and one function for searching, as they advise it.

import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { jsonPgSmartTags } from "postgraphile/utils";

// Vitae has a function that is called as its table is, which a schema made of tables cannot have.
const tags = jsonPgSmartTags({
  version: 1,
  config: { procedure: { "public.search_index": { tags: { name: "search_index_asked", behavior: "-*" } } } },
});

export default {
  extends: [PostGraphileAmberPreset],
  plugins: [tags],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ["public", "bench"] })],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, parseAndValidateCacheSize: 500 },
  grafast: { explain: false },
};
