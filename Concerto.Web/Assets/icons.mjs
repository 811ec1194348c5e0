/** The icons that are used, by their Lucide names: only these go into the sprite. */
export const icons = [
  'arrow-left', 'arrow-right', 'arrow-right-from-line', 'arrow-right-to-line', 'audio-lines', 'check', 'check-check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-alert', 'circle-check',
  'clock', 'corner-down-right', 'download', 'ellipsis', 'file-audio', 'folder', 'info', 'keyboard', 'link', 'log-out', 'mail', 'mail-check',
  'message-square', 'minus', 'moon', 'music', 'pause', 'pencil', 'play', 'plus', 'repeat', 'rotate-ccw', 'search', 'send', 'skip-back', 'skip-forward',
  'sliders-horizontal', 'sun', 'sun-moon', 'trash-2', 'triangle-alert', 'upload', 'volume-2', 'volume-x', 'wifi-off', 'x',
];
