// The explorer: GraphiQL over the schema as it is served, with the session's cookie, or with a token under Headers. A bundle of its own; no other page loads it.
import { GraphiQL } from 'graphiql';
import { setNonce } from 'get-nonce';
import { buildSchema, parse } from 'graphql';
import { createClient } from 'graphql-sse';
import { createElement, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { makeAccessible } from './accessible.js';
import { examples } from './examples.js';

// Its menus lock the page behind them by a style of their own, which takes the page's nonce.
setNonce(document.querySelector('meta[name=csp-nonce]').content);

const url = '/graphql';
const placeholder = 'Bearer concerto_pat_...';
const root = document.querySelector('[data-explorer]');

/** Queries and mutations by one request; subscriptions as they come, over an event stream. */
async function ask({ query, variables, operationName }, { headers: { Authorization, ...others } = {} } = {}) {
  const headers = Authorization && Authorization !== placeholder ? { Authorization, ...others } : others; // who has put no token there yet is a stranger
  const operations = operationsIn(query);
  const chosen = operations.find(operation => operation.name?.value === operationName) ?? operations[0];
  const request = { query, variables, operationName: chosen?.name?.value }; // that of the tab before is still said for a moment
  if (chosen?.operation === 'subscription') return createClient({ url, headers, retryAttempts: 0 }).iterate(request);
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/graphql-response+json, application/json', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
  });
  return response.json();
}

function operationsIn(query) {
  try {
    return parse(query).definitions.filter(definition => definition.kind === 'OperationDefinition');
  } catch {
    return []; // the server says better what is wrong with it
  }
}

/** As the person chose it for all of Concerto, or as the system says. */
const system = matchMedia('(prefers-color-scheme: dark)');
const theme = () => document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light');
const onTheme = changed => {
  system.addEventListener('change', changed);
  return () => system.removeEventListener('change', changed);
};

function Explorer({ schema }) {
  return createElement(GraphiQL, {
    fetcher: ask,
    schema,
    defaultTabs: examples(root.dataset.song),
    forcedTheme: useSyncExternalStore(onTheme, theme),
    defaultEditorToolsVisibility: root.dataset.signedIn === 'true' ? 'variables' : 'headers',
    defaultHeaders: root.dataset.signedIn === 'true' ? undefined : `{\n  "Authorization": "${placeholder}"\n}`,
    shouldPersistHeaders: false, // a token is for as long as the page is open
    showPersistHeadersSettings: false,
  });
}

const text = await fetch(`${url}/schema`).then(response => (response.ok ? response.text() : null), () => null);
if (text === null) {
  root.querySelector('[role=status]').textContent = 'The schema could not be had. Are you still signed in? Load the page again.';
} else {
  makeAccessible(root);
  createRoot(root).render(createElement(Explorer, { schema: buildSchema(text) }));
}
