// The page: GraphiQL with Vitae's examples, a place for a token, and subscriptions.
import 'graphiql/setup-workers/vite';
import { createLocalStorage } from '@graphiql/toolkit';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import { Editors } from './editors.jsx';
import { EXAMPLES, EXAMPLES_PLUGIN } from './examples.jsx';
import { createFetcher } from './fetcher.js';
import './page.css';
import { Token } from './token.jsx';

// The page is at `graphiql/` beside `graphql`, whatever path a proxy puts before both.
const fetcher = createFetcher(new URL('../graphql', location.href).href);
const storage = createLocalStorage({ namespace: 'vitae' });
const defaultTabs = EXAMPLES.map(({ query, variables }) => ({ query, variables }));

// GraphiQL shows and sends no variables of the first default tab. Passing them always would write over
// the work of those who come back.
const isFirstVisit = storage.getItem('graphiql:tabState') === null;
const first = isFirstVisit ? { initialQuery: defaultTabs[0].query, initialVariables: defaultTabs[0].variables } : {};

createRoot(document.getElementById('root')).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultTabs={defaultTabs}
    defaultQuery=""
    defaultEditorToolsVisibility="variables"
    plugins={[HISTORY_PLUGIN, EXAMPLES_PLUGIN]}
    showPersistHeadersSettings={false}
    shouldPersistHeaders={false}
    inputValueDeprecation
    schemaDescription
    {...first}
  >
    <GraphiQL.Logo>
      <Token />
      <Editors />
    </GraphiQL.Logo>
  </GraphiQL>,
);
