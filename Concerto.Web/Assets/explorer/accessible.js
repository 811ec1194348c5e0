// What a screen reader misses in GraphiQL: its editors have no names, its tabs are buttons within tabs, its scrolling panes can't be reached by the keyboard.
const names = {
  '.graphiql-query-editor': 'Operation',
  '.graphiql-editor-tool .graphiql-editor:nth-child(1)': 'Variables',
  '.graphiql-editor-tool .graphiql-editor:nth-child(2)': 'Headers',
  '.graphiql-response': 'Answer',
};

function mend(root) {
  for (const [part, name] of Object.entries(names)) root.querySelectorAll(`${part} .CodeMirror textarea`).forEach(editor => editor.setAttribute('aria-label', name));
  root.querySelectorAll('.CodeMirror-scroll').forEach(pane => (pane.tabIndex = 0));
  root.querySelector('.graphiql-tabs')?.removeAttribute('role');
  for (const tab of root.querySelectorAll('.graphiql-tab')) {
    for (const attribute of ['role', 'aria-selected']) tab.removeAttribute(attribute);
    tab.querySelector('.graphiql-tab-button').setAttribute('aria-current', tab.classList.contains('graphiql-tab-active'));
  }
}

/** Mends it whenever it was drawn anew. */
export const makeAccessible = root => new MutationObserver(() => mend(root)).observe(root, { childList: true, subtree: true, attributeFilter: ['aria-selected'] });
