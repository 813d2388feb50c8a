// The audits of GraphQL over HTTP that the `graphql-http` package holds: all of them pass, optional ones too.
// Usage: node audit.mjs URL

import { auditServer } from 'graphql-http';
import { check, end } from './report.mjs';

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
for (const { id, name, status, reason } of results) check(`${id} ${name}`, status === 'ok', reason);
check('there are as many audits as this was written for', results.length === 61, `${results.length}`);
end();
