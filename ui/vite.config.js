// Bundles the page. Every address in it is relative, so that it works under any path. What is written: the
// files, the licenses of all that was bundled, and each file twice more, packed, for the service to hand out.
import { readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 10_000,
    // Fonts stay files: they are then cached like the rest.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  plugins: [licenses(), packed()],
});

/** Writes `licenses.txt`: the license and notices of each package that may be in the bundle. */
function licenses() {
  return {
    name: 'licenses',
    generateBundle() {
      const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
      // The bundler adds a few lines of its own to what it bundles.
      const bundler = ['node_modules/vite', 'node_modules/rolldown'];
      const parts = Object.entries(packages)
        .filter(([path, { dev }]) => path !== '' && (!dev || bundler.includes(path)))
        .filter(([path]) => existsSync(path))
        .map(([path, { version, license }]) => {
          const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
          return `${name} ${version} (${license ?? 'see below'})\n${'='.repeat(72)}\n${notices(path)}`;
        });
      const head =
        'The GraphiQL page is made of the packages below and of code of Vitae’s own (MIT OR Apache-2.0).\n\n\n';
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: head + parts.sort().join('\n\n') });
    },
  };
}

function notices(path) {
  const texts = readdirSync(path)
    .filter((name) => /^(licen[cs]e|notice|copying|thirdpartynotices)([.-].*)?$/i.test(name))
    .sort()
    .map((name) => readFileSync(join(path, name), 'utf8').trim());
  return `${texts.join('\n\n') || 'The package names its license and has no text of it.'}\n`;
}

/** Packs every file by gzip and Brotli. Harder than this takes four times as long and saves a twentieth. */
function packed() {
  return {
    name: 'packed',
    enforce: 'post',
    writeBundle({ dir }, files) {
      for (const name of Object.keys(files)) {
        const content = readFileSync(join(dir, name));
        const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content, brotli));
      }
    },
  };
}
