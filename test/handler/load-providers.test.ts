import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadProviders } from '../../lib/handler/load-providers.js';

const zod = import.meta.resolve('zod');

/** A module whose default export is a provider with one type. */
function moduleOf(type: string, rest = ''): string {
  return `
    import { z } from ${JSON.stringify(zod)};
    const handler = {
      type: ${JSON.stringify(type)}, description: 'For a test.', observed: 'by report',
      properties: z.object({ size: z.int().default(1) }), attributes: z.object({}),
      create: async () => ({ physicalId: 'x' }), delete: async () => {},
    };
    export default { name: 'test', handlers: [handler], ${rest} };`;
}

describe('loadProviders', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isotherm-load-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function put(path: string, text: string): string {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  function putPackage(name: string, manifest: object, files: Record<string, string>): void {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, ...manifest }));
    for (const [path, text] of Object.entries(files)) put(`node_modules/${name}/${path}`, text);
  }

  async function typesOf(name: string, from = folder): Promise<string[]> {
    const catalogue = await loadProviders([{ package: name }], from);
    return catalogue.offered.map(({ schema }) => schema.type);
  }

  async function refuses(name: string, message: RegExp): Promise<void> {
    await assert.rejects(loadProviders([{ package: name }], folder), {
      code: 'provider.load-failed',
      message,
    });
  }

  it('knows ours by their short names, wherever the configuration lies', async () => {
    assert.ok((await typesOf('heat')).includes('OS::Heat::RandomString'));
  });

  it('finds modules and folders by path and by file URL', async () => {
    const file = put('a.mjs', moduleOf('Test::A'));
    put('b/package.json', '{"type": "module", "exports": {"import": "./lib.js"}}');
    put('b/lib.js', moduleOf('Test::B'));
    assert.deepEqual(await typesOf('./a.mjs'), ['Test::A']);
    assert.deepEqual(await typesOf(file), ['Test::A']);
    assert.deepEqual(await typesOf(pathToFileURL(file).href), ['Test::A']);
    assert.deepEqual(await typesOf('./b'), ['Test::B']);
  });

  it('finds packages as an import beside the configuration would, also from deeper folders', async () => {
    const files = { 'main.mjs': moduleOf('Test::Main'), 'more/extra.mjs': moduleOf('Test::Extra') };
    putPackage('by-main', { main: 'main.mjs' }, files);
    putPackage('by-text', { exports: './main.mjs' }, files);
    putPackage('@me/by-import', { exports: { '.': { types: './x.d.ts', import: './main.mjs' } } }, files);
    putPackage('by-subpath', { exports: { './extra': './more/extra.mjs' } }, files);
    mkdirSync(join(folder, 'etc/deep'), { recursive: true });
    for (const name of ['by-main', 'by-text', '@me/by-import']) {
      assert.deepEqual(await typesOf(name, join(folder, 'etc/deep')), ['Test::Main'], name);
    }
    assert.deepEqual(await typesOf('by-subpath/extra'), ['Test::Extra']);
  });

  it('takes a package that was compiled to CommonJS', async () => {
    const provider = `
      const handlers = require('./handlers.cjs');
      Object.defineProperty(exports, '__esModule', { value: true });
      exports.default = { name: 'common', handlers };`;
    putPackage(
      'common',
      { main: 'index.cjs' },
      { 'index.cjs': provider, 'handlers.cjs': 'module.exports = [];' },
    );
    assert.deepEqual(await typesOf('common'), []);
  });

  it('says what is missing, and where it was searched', async () => {
    await refuses(
      'isotherm-nowhere',
      /"isotherm-nowhere" was not found from .*isotherm-load-.*npm install isotherm-nowhere/,
    );
    await refuses('./gone.mjs', /there is nothing at .*gone\.mjs/);
  });

  it('says why a module does not load', async () => {
    put('broken.mjs', 'throw new Error("no licence")');
    await refuses('./broken.mjs', /"\.\/broken\.mjs" \(.*\) could not be loaded: no licence/);
  });

  it('refuses a default export that is no provider', async () => {
    put('none.mjs', 'export const provider = {};');
    put('odd.mjs', 'export default { name: "odd" };');
    await refuses('./none.mjs', /is no provider: write `export default defineProvider/);
    await refuses('./odd.mjs', /is no provider/);
  });

  it('holds handlers to the contract that were made without defineResource', async () => {
    put('a.mjs', `export default { name: 'x', handlers: [{ type: 'Test::X' }, null] };`);
    await refuses(
      './a.mjs',
      /breaks the handler contract: .*Test::X\.create: there is no such function.*handlers\[1\]: null is no handler/,
    );
  });

  it('refuses a type that two offer, and names both', async () => {
    put('a.mjs', moduleOf('Test::A'));
    put('b.mjs', moduleOf('Test::A'));
    await assert.rejects(loadProviders([{ package: './a.mjs' }, { package: './b.mjs' }], folder), {
      code: 'provider.load-failed',
      message: /Test::A is offered by both provider packages "\.\/a\.mjs" and "\.\/b\.mjs": keep one/,
    });
  });

  it('checks settings, fills their defaults in, and keeps them by type', async () => {
    put(
      'a.mjs',
      moduleOf('Test::A', `settings: z.object({ region: z.string(), tries: z.int().default(3) }),`),
    );
    put('b.mjs', moduleOf('Test::B'));
    const names = [
      { package: './a.mjs', settings: { region: 'r1' } },
      { package: './b.mjs', settings: {} },
    ];
    const catalogue = await loadProviders(names, folder);
    assert.deepEqual(catalogue.settingsOf('Test::A'), { region: 'r1', tries: 3 });
    assert.equal(catalogue.settingsOf('Test::B'), undefined);
    await assert.rejects(loadProviders([{ package: './a.mjs', settings: { region: 1 } }], folder), {
      code: 'provider.load-failed',
      message: /settings\.region: .*expected string.*correct them in the configuration/,
    });
    await assert.rejects(loadProviders([{ package: './b.mjs', settings: { region: 1 } }], folder), {
      code: 'provider.load-failed',
      message: /"\.\/b\.mjs" takes no settings: remove them/,
    });
  });

  it('has the custom constraints that providers bring, and refuses those that break their contract', async () => {
    const constraint = `constraints: [{ name: 'test.thing', validate: async () => undefined }]`;
    put('a.mjs', moduleOf('Test::A', constraint));
    put('b.mjs', moduleOf('Test::B', constraint));
    const catalogue = await loadProviders([{ package: './a.mjs' }], folder);
    assert.deepEqual([...catalogue.constraints.keys()], ['test.thing']);
    await assert.rejects(loadProviders([{ package: './a.mjs' }, { package: './b.mjs' }], folder), {
      code: 'provider.load-failed',
      message: /Custom constraint test\.thing is brought by both provider packages/,
    });
    put('odd.mjs', moduleOf('Test::A', `constraints: [{ name: 'thing' }, 5]`));
    await refuses(
      './odd.mjs',
      /constraints\.0\.name: "thing" is no name.*constraints\.0\.validate: .*constraints\.1: 5 is no/,
    );
    put('none.mjs', moduleOf('Test::A', 'constraints: 5'));
    await refuses('./none.mjs', /constraints: they are no list/);
  });

  it('hands a handler only goals that fit its schema', async () => {
    put('a.mjs', moduleOf('Test::A'));
    const catalogue = await loadProviders([{ package: './a.mjs' }], folder);
    assert.deepEqual(catalogue.parseGoal('Test::A', {}), { size: 1 });
    assert.deepEqual(catalogue.parseGoal('Test::A', { size: '5' }), { size: 5 });
    assert.throws(() => catalogue.parseGoal('Test::A', { size: 'hunter2' }), {
      name: 'Permanent',
      message: /^The properties of Test::A do not fit: size: (?!.*hunter2)/,
    });
    assert.throws(() => catalogue.parseGoal('Test::A', { sise: 1 }), {
      name: 'Permanent',
      message: /"sise"/,
    });
    assert.throws(() => catalogue.parseGoal('Test::B', {}), {
      name: 'Permanent',
      message: /No provider offers Test::B/,
    });
    assert.equal(catalogue.handlerOf('Test::B'), undefined);
  });
});
