// How the editors show texts.
import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

// Cyrillic letters and typographic marks look like others. In code that is worth a mark; here it is a name.
const OPTIONS = { unicodeHighlight: { ambiguousCharacters: false, nonBasicASCII: false }, wordWrap: 'on' };

export function Editors() {
  const editors = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  const { queryEditor, variableEditor, responseEditor } = editors;
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) editor?.updateOptions(OPTIONS);
  }, [queryEditor, variableEditor, responseEditor]);
  return null;
}
