// Bundles Assets into wwwroot/dist: app.js (with a chunk for each room that is loaded when needed), theme.js, app.css, fonts, icons.svg; and the explorer, for its own page alone.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { icons } from './Assets/icons.mjs';

const dist = 'wwwroot/dist';
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

/** GraphiQL's styles bring 370 kB of fonts with them, as text; the explorer speaks in ours. */
const withoutFonts = {
  name: 'without-fonts',
  setup: ({ onLoad }) => onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, ({ path }) => ({ loader: 'css', contents: readFileSync(path, 'utf8').replace(/@font-face\s*\{[^}]*\}/g, '') })),
};

await build({
  entryPoints: ['Assets/app.js', 'Assets/theme.js', 'Assets/time-zone.js', 'Assets/app.css', { in: 'Assets/explorer/explorer.js', out: 'explorer' }, { in: 'Assets/explorer/explorer.css', out: 'explorer' }],
  outdir: dist,
  bundle: true,
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: 'fonts/[name]',
  target: 'es2022',
  minify: true,
  sourcemap: 'linked',
  loader: { '.woff2': 'file' },
  plugins: [withoutFonts],
  legalComments: 'linked',
  logLevel: 'warning',
});

/** One lucide icon as a symbol; the page sets size, colour and stroke. */
const symbol = name => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8');
  const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
};
writeFileSync(`${dist}/icons.svg`, `<!-- Lucide, ISC licence --><svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join('')}</svg>`);
