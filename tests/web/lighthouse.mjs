// Lighthouse over the front page and a story of a finished site, as a phone and as a desk sees them.
//   node lighthouse.mjs SITE [PATH...]
// Exits 1 if any score is below 100. Builds nothing; the folder is served on loopback, compressed, as any host would.
import {createServer} from 'node:http';
import {readFile, stat} from 'node:fs/promises';
import {extname, join, normalize} from 'node:path';
import {gzipSync} from 'node:zlib';
import * as chromeLauncher from 'chrome-launcher';
import lighthouse, {desktopConfig} from 'lighthouse';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp',
  '.gif': 'image/gif', '.ico': 'image/x-icon',
};
const SMALL_ALREADY = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif']);
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const [site, ...told] = process.argv.slice(2);
const paths = told.length ? told : ['/', '/2026/11/20/low-street-insurers-return/'];

async function found(path) {
  const file = join(site, normalize(decodeURIComponent(path)));
  return (await stat(file)).isDirectory() ? join(file, 'index.html') : file;
}

async function answer(request, response) {
  try {
    const file = await found(new URL(request.url, 'http://site').pathname);
    const [bytes, kind] = [await readFile(file), extname(file)];
    const isPacked = !SMALL_ALREADY.has(kind) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    response.writeHead(200, {
      'content-type': TYPES[kind] ?? 'application/octet-stream',
      'cache-control': kind === '.html' ? 'no-cache' : 'public, max-age=31536000, immutable',
      ...(isPacked && {'content-encoding': 'gzip'}),
    });
    response.end(isPacked ? gzipSync(bytes) : bytes);
  } catch {
    response.writeHead(404, {'content-type': 'text/plain'});
    response.end('There is no such page.\n');
  }
}

// What keeps a category from 100: audits that count there and did not pass.
function faults(report, category) {
  return report.categories[category].auditRefs
    .filter(({id, weight}) => weight > 0 && report.audits[id].score !== null && report.audits[id].score < 1)
    .map(({id}) => {
      const {displayValue, title, details} = report.audits[id];
      const places = (details?.items ?? []).slice(0, 3).map(item => item.node?.snippet ?? item.url ?? item.source ?? '');
      return [`    ${category}: ${id}: ${title} ${displayValue ?? ''}`, ...places.filter(Boolean).map(place => `      ${place}`)];
    })
    .flat();
}

const server = createServer(answer).listen(0, '127.0.0.1');
await new Promise(done => server.once('listening', done));
const chrome = await chromeLauncher.launch({
  chromePath: process.env.NEWSPRINT_BROWSER ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
let isPerfect = true;
try {
  for (const path of paths) {
    for (const [form, config] of [['phone', undefined], ['desk', desktopConfig]]) {
      const url = `http://127.0.0.1:${server.address().port}${path}`;
      const {lhr} = await lighthouse(url, {port: chrome.port, logLevel: 'error', onlyCategories: CATEGORIES}, config);
      const scores = CATEGORIES.map(name => Math.round((lhr.categories[name].score ?? 0) * 100));
      const [paint, shift] = ['largest-contentful-paint', 'cumulative-layout-shift'].map(id => lhr.audits[id].displayValue);
      console.log(`${path} (${form}): ${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(', ')}; LCP ${paint}, CLS ${shift}`);
      const wrong = CATEGORIES.flatMap(name => faults(lhr, name));
      if (wrong.length) console.log(wrong.join('\n'));
      isPerfect &&= scores.every(score => score === 100);
    }
  }
} finally {
  await chrome.kill();
  server.close();
}
process.exitCode = isPerfect ? 0 : 1;
