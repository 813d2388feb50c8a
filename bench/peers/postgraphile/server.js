//   node server.js PORT

import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { postgraphile } from "postgraphile";
import preset from "./graphile.config.js";

const pgl = postgraphile(preset);
await pgl.getSchema();
const server = createServer();
await pgl.createServ(grafserv).addTo(server);
server.listen(Number(process.argv[2]), "127.0.0.1");
