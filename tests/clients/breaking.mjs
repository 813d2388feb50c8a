// Compares schema.graphql with that of the last release (schema.released.graphql). A change that breaks clients
// fails, unless CHANGELOG.md says so under [Unreleased], with its path in backticks (`Person.name`).
// With a path as argument, compares that schema instead.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(path, 'utf8');

const released = buildSchema(read(here('schema.released.graphql')));
const current = buildSchema(read(process.argv[2] ?? here('../../schema.graphql')));

const unreleased = /^## \[Unreleased\]$(.*?)(?=^## \[|(?![^]))/ms.exec(read(here('../../CHANGELOG.md')));
if (!unreleased) throw new Error('CHANGELOG.md has no section [Unreleased]');
const isTold = ({ path }) => unreleased[1].includes(`\`${path}\``);

const changes = await diff(released, current);
const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
const secret = breaking.filter((change) => !isTold(change));
console.log(`${changes.length} changes since the last release, ${breaking.length} of them break clients`);
for (const { path, message } of secret) {
  console.error(`breaks clients: ${message}\n  take it back, or tell it in CHANGELOG.md under [Unreleased]: \`${path}\``);
}
process.exitCode = secret.length > 0 ? 1 : 0;
