import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli } from '../support/run-cli.js';

const given = {
  'web.yaml': `heat_template_version: 2021-04-16
parameters: { text: { type: string, default: none }, key: { type: string, hidden: true, default: k } }
resources:
  web-1: { type: 'My::Thing', properties: { text: { get_param: text } } }
  web-2: { type: 'My::Thing' }
`,
  'base.yaml': 'parameters: { text: base, key: s3cret }\nresource_registry: { "My::*": "Memory::*" }\n',
  'held.yaml':
    'parameters: { text: late }\nresource_registry: { resources: { "web-*": { hooks: pre-create } } }\n',
  'wrong.yaml': '\nparameters: { txet: 1 }\nzz: 1\n',
};

describe('CLI: environments and hooks', function () {
  this.timeout(60_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer({ stepMs: 5 });
    files = mkdtempSync(join(tmpdir(), 'isotherm-hooks-'));
    for (const [name, text] of Object.entries(given)) writeFileSync(join(files, name), text);
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory }, files);

  it('several environments are merged, shown and listed; faults name their files', async () => {
    const environments = ['-e', 'base.yaml', '-e', 'held.yaml'];
    const made = await cli('stack', 'create', 'shop', '-t', 'web.yaml', ...environments, '--no-wait');
    assert.deepEqual([made.code, made.err], [0, '']);
    const shown = JSON.parse((await cli('stack', 'environment', 'show', 'shop', '--json')).out);
    assert.deepEqual(shown.parameters, { text: 'late', key: '******' });
    assert.equal(shown.resource_registry['My::*'], 'Memory::*');
    assert.match((await cli('stack', 'environment', 'show', 'shop')).out, /^ {2}text: late$/m);
    assert.match((await cli('stack', 'file', 'list', 'shop')).out, /^base\.yaml +\d+$/m);
    const wrong = await cli('stack', 'create', 'no', '-t', 'web.yaml', '-e', 'base.yaml', '-e', 'wrong.yaml');
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /^wrong\.yaml:3:1: environment has wrong section "zz"/m);
  });

  it('hooks are polled, and cleared by names and globs', async () => {
    const polled = async () => (await cli('stack', 'hook', 'poll', 'shop')).out;
    assert.match(await polled(), /^web-1 +pre-create +Memory::Thing$/m);
    const none = await cli('stack', 'hook', 'clear', 'shop', 'web-1', '--pre-update');
    assert.equal(none.code, 1);
    assert.match(none.err, /No resource web-1 of stack shop is held by hook pre-update/);
    const one = await cli('resource', 'signal', 'shop', 'web-1', '{"unset_hook": "pre-create"}');
    assert.deepEqual([one.code, one.out], [0, 'Resource web-1 of stack shop was told.\n']);
    assert.doesNotMatch(await polled(), /web-1/);
    const rest = await cli('stack', 'hook', 'clear', 'shop', 'web-*', '--pre-create');
    assert.deepEqual(
      [rest.code, rest.out],
      [0, 'Resource web-2 of stack shop goes on from hook pre-create.\n'],
    );
    const told = await cli('resource', 'signal', 'shop', 'web-1');
    assert.equal(told.code, 1);
    assert.match(told.err, /signal is not supported for resource/);
    assert.equal((await cli('resource', 'signal', 'shop', 'web-1', '{')).code, 2);
  });
});
