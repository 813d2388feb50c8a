// The worked examples: the tabs of a first visit, and a list from which each can be opened again.
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';

const DOCUMENTS = import.meta.glob('./examples/*.graphql', { query: '?raw', import: 'default', eager: true });
const VARIABLES = import.meta.glob('./examples/*.variables.json', { query: '?raw', import: 'default', eager: true });

/** In the order of their files. The comment at the head of each says what it asks. */
export const EXAMPLES = Object.keys(DOCUMENTS)
  .sort()
  .map((path) => {
    const query = DOCUMENTS[path];
    const lines = query.split('\n');
    const comment = lines.slice(0, lines.findIndex((line) => !line.startsWith('#')));
    return {
      title: lines.map((line) => /^(?:query|mutation|subscription) (\w+)/.exec(line)?.[1]).find(Boolean),
      about: comment.map((line) => line.slice(1).trim()).join(' '),
      query,
      variables: VARIABLES[path.replace(/\.graphql$/, '.variables.json')] ?? '',
    };
  });

export const EXAMPLES_PLUGIN = { title: 'Examples', icon: Icon, content: Examples };

function Examples() {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));

  function open({ query, variables }) {
    const there = tabs.findIndex((tab) => tab.query === query);
    if (there >= 0) {
      changeTab(there);
      return;
    }
    addTab();
    queryEditor.setValue(query);
    variableEditor.setValue(variables);
  }

  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      <p>They are asked of the demo archive, the life of Nikolai Bukharin. Each opens in a tab.</p>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => open(example)}>{example.title}</button>
            <p>{withCode(example.about)}</p>
          </li>
        ))}
      </ul>
      <p className="small">
        Mutations need a token of the role <code>editor</code>: put it in the field at the top.
      </p>
      <p className="small">
        <a href="licenses.txt" target="_blank" rel="noreferrer">Licenses</a> of what this page is made of
      </p>
    </section>
  );
}

/** What stands between backticks, as code. */
function withCode(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}

function Icon(properties) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" {...properties}>
      <path d="M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01" />
    </svg>
  );
}
