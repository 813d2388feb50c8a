// Every example query is answered as the schema promises: each selected key is there, nothing but what may be
// null is null, each list is one, and each error points at what it nulled.
// Usage: node nullability.mjs URL DIRECTORY

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildClientSchema, getDirectiveValues, getIntrospectionQuery, getNamedType, GraphQLIncludeDirective,
  GraphQLSkipDirective, isAbstractType, isLeafType, isListType, isNonNullType, parse,
} from 'graphql';
import { check, end, post } from './report.mjs';

const [, , url, directory] = process.argv;
const schema = buildClientSchema(JSON.parse((await post(url, getIntrospectionQuery())).text).data);

/** The fields that a selection asks of an object of this type, by response key. */
function fieldsOf(type, selectionSet, context, fields = new Map()) {
  for (const selection of selectionSet.selections) {
    const skipped = getDirectiveValues(GraphQLSkipDirective, selection, context.variables)?.if;
    const included = getDirectiveValues(GraphQLIncludeDirective, selection, context.variables)?.if;
    if (skipped === true || included === false) continue;
    if (selection.kind === 'Field') {
      const key = selection.alias?.value ?? selection.name.value;
      fields.set(key, [...(fields.get(key) ?? []), selection]);
      continue;
    }
    const fragment = selection.kind === 'FragmentSpread' ? context.fragments.get(selection.name.value) : selection;
    const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : type;
    const applies = condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    if (applies) fieldsOf(type, fragment.selectionSet, context, fields);
  }
  return fields;
}

function compare(type, value, nodes, path, context) {
  const { faults, nulls } = context;
  if (isNonNullType(type)) {
    if (value === null) faults.push(`null where none may be: ${path.join('.')}`);
    type = type.ofType;
  }
  if (value === null || value === undefined) {
    nulls.add(path.join('.'));
    return;
  }
  if (isListType(type)) {
    if (!Array.isArray(value)) return void faults.push(`no list: ${path.join('.')}`);
    value.forEach((item, index) => compare(type.ofType, item, nodes, [...path, index], context));
    return;
  }
  if (isLeafType(type)) return;
  const sets = nodes.map((node) => node.selectionSet);
  const named = sets.flatMap((set) => set.selections).find((node) => node.name?.value === '__typename');
  const told = named && value[named.alias?.value ?? '__typename'];
  // Of an interface or a union nothing but the answer tells which type it is; without that, what all have is compared.
  const concrete = isAbstractType(type) && told ? schema.getType(told) : type;
  const fields = new Map();
  for (const set of sets) fieldsOf(concrete, set, context, fields);
  for (const [key, selected] of fields) {
    if (!(key in value)) {
      faults.push(`missing: ${[...path, key].join('.')}`);
      continue;
    }
    const name = selected[0].name.value;
    const field = name === '__typename' ? null : (getNamedType(concrete).getFields?.()[name] ?? null);
    if (field) compare(field.type, value[key], selected, [...path, key], context);
    else if (name === '__typename' && typeof value[key] !== 'string') faults.push(`no type: ${path.join('.')}`);
  }
  const more = Object.keys(value).filter((key) => !fields.has(key));
  if (!isAbstractType(concrete) && more.length > 0) faults.push(`not asked for: ${[...path, more].join('.')}`);
}

const files = readdirSync(directory, { recursive: true }).filter((file) => file.endsWith('.graphql')).sort();
check('there are examples', files.length > 40, `${files.length}`);
for (const file of files) {
  const query = readFileSync(join(directory, file), 'utf8');
  const beside = join(directory, file.replace(/\.graphql$/, '.variables.json'));
  const variables = existsSync(beside) ? JSON.parse(readFileSync(beside, 'utf8')) : {};
  const document = parse(query);
  const operations = document.definitions.filter((definition) => definition.kind === 'OperationDefinition');
  const fragments = document.definitions.filter((definition) => definition.kind === 'FragmentDefinition');
  const [operation] = operations;
  const defaults = (operation.variableDefinitions ?? [])
    .filter((definition) => definition.defaultValue?.kind === 'BooleanValue')
    .map((definition) => [definition.variable.name.value, definition.defaultValue.value]);
  const context = {
    variables: { ...Object.fromEntries(defaults), ...variables },
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    faults: [],
    nulls: new Set(),
  };
  const { text } = await post(url, { query, variables, operationName: operation.name?.value });
  const answer = JSON.parse(text);
  if (!('data' in answer) && !answer.errors?.length) context.faults.push(`neither data nor errors: ${text}`);
  if (answer.data) compare(schema.getRootType(operation.operation), answer.data, [operation], [], context);
  for (const error of answer.data ? (answer.errors ?? []) : []) {
    const path = error.path?.join('.') ?? '';
    if (!context.nulls.has(path)) context.faults.push(`an error at \`${path}\`, which is not null`);
  }
  check(file, context.faults.length === 0, context.faults.slice(0, 5).join('; '));
}
end();
