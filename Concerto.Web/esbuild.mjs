// Bundles Assets into wwwroot/dist: app.js (with a chunk for each room that is loaded when needed), theme.js, app.css, fonts, icons.svg.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { icons } from './Assets/icons.mjs';

const dist = 'wwwroot/dist';
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

await build({
  entryPoints: ['Assets/app.js', 'Assets/theme.js', 'Assets/time-zone.js', 'Assets/app.css'],
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
