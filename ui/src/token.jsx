// The place for a token. It is kept until the browser's tab is closed, and goes nowhere but into the
// `Authorization` header of requests to this service: never into the address, the history or another tab.
import { useGraphiQLActions } from '@graphiql/react';
import { useState } from 'react';

const KEY = 'vitae:token';

/** The token, or an empty text. */
export function token() {
  return sessionStorage.getItem(KEY) ?? '';
}

export function Token() {
  const { introspect } = useGraphiQLActions();
  const [text, setText] = useState(token);
  const [kept, setKept] = useState(token);

  function keep(event) {
    event.preventDefault();
    const next = text.trim();
    setText(next);
    setKept(next);
    if (next) sessionStorage.setItem(KEY, next);
    else sessionStorage.removeItem(KEY);
    // Who may not read without a token has no schema yet.
    introspect();
  }

  function forget() {
    sessionStorage.removeItem(KEY);
    setText('');
    setKept('');
  }

  const isKept = kept !== '' && text === kept;
  return (
    <form className="token" onSubmit={keep} autoComplete="off">
      <label htmlFor="token">Token</label>
      <input
        id="token"
        type="password"
        autoComplete="off"
        spellCheck="false"
        placeholder="none: read only"
        title="A token that `vitae token create` printed. It is forgotten when this tab is closed."
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {isKept ? (
        <button type="button" onClick={forget}>Forget</button>
      ) : (
        <button type="submit" disabled={text.trim() === kept}>Use</button>
      )}
    </form>
  );
}
