/** The icons that are used, by their Lucide names: only these go into the sprite. */
export const icons = [
  'arrow-left', 'arrow-right', 'arrow-right-from-line', 'arrow-right-to-line', 'at-sign', 'audio-lines', 'ban', 'bell', 'bell-off', 'check', 'check-check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-alert', 'circle-check',
  'clock', 'code', 'copy', 'corner-down-right', 'external-link', 'eye', 'download', 'ellipsis', 'file-audio', 'folder', 'info', 'key-round', 'keyboard', 'laptop', 'link', 'list-checks', 'log-out', 'mail', 'mail-check',
  'message-square', 'minus', 'moon', 'music', 'pause', 'pencil', 'play', 'plus', 'printer', 'repeat', 'rotate-ccw', 'refresh-cw', 'scroll-text', 'search', 'send', 'settings', 'shield', 'shield-check', 'smartphone', 'skip-back', 'skip-forward',
  'sliders-horizontal', 'sun', 'sun-moon', 'trash-2', 'triangle-alert', 'undo-2', 'upload', 'user-plus', 'user-x', 'users', 'volume-2', 'volume-x', 'wifi-off', 'x',
];
