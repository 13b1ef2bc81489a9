import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli } from '../support/run-cli.js';

describe('CLI: software of servers', function () {
  this.timeout(60_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer();
    files = mkdtempSync(join(tmpdir(), 'isotherm-software-'));
    writeFileSync(join(files, 'web.sh'), '#!/bin/sh\necho hi\n');
    writeFileSync(join(files, 'io.yaml'), 'inputs: [{name: port, type: Number, default: 80}, {name: host}]\noutputs: [{name: url}]\n'); // prettier-ignore
    writeFileSync(join(files, 'list.yaml'), '[1]');
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) =>
    runCli(['software', ...args], { ISOTHERM_DATA: server.directory }, files);
  const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);
  const create = (...more: string[]) =>
    json(
      'config',
      'create',
      'web',
      '--file',
      'web.sh',
      '--definition',
      'io.yaml',
      '--group',
      'script',
      ...more,
    );

  it('makes, lists, shows and deletes configs', async () => {
    const { id } = await create();
    assert.match((await cli('config', 'list')).out, new RegExp(`^ID .*\\n${id} +web +script +\\S+Z\\n`));
    const { out } = await cli('config', 'show', id);
    assert.match(out, /^inputs +port=80, host$/m);
    assert.match(out, /^outputs +url$/m);
    assert.equal((await cli('config', 'show', id, '--text')).out, '#!/bin/sh\necho hi\n');
    assert.equal((await cli('config', 'delete', id)).out, `Software config ${id} is deleted.\n`);
    const gone = await cli('config', 'show', id);
    assert.deepEqual([gone.code, /Software config with id .* not found/.test(gone.err)], [4, true]);
    assert.equal((await cli('config', 'create', 'x', '--definition', 'list.yaml')).code, 2);
    assert.equal((await cli('config', 'create', 'x', '--file', 'none.sh')).code, 2);
  });

  it('deploys a config with its values, hears of it, and takes it away', async () => {
    const { id: config } = await create();
    const deployed = await json('deployment', 'create', 'web-1', '--config', config, '--server', 's1', '--input', 'port=8080', '--input', 'more=a=b'); // prettier-ignore
    assert.deepEqual([deployed.status, deployed.action, deployed.server_id], ['IN_PROGRESS', 'UPDATE', 's1']);
    const [derived] = await json('deployment', 'metadata', 's1');
    assert.equal(derived.id, deployed.config_id);
    assert.deepEqual(
      derived.inputs.map((input: { name: string; value: unknown }) => [input.name, input.value]),
      [['port', '8080'], ['host', null], ['more', 'a=b'], ['deploy_server_id', 's1'], ['deploy_action', 'UPDATE'], ['deploy_signal_transport', 'NO_SIGNAL']],
    ); // prettier-ignore
    assert.deepEqual([derived.name, derived.group, derived.config], ['web-1', 'script', '#!/bin/sh\necho hi\n']);
    assert.match((await cli('deployment', 'metadata', 's1')).out, /^web-1 +script +\S+ +port=8080, host, more=a=b/m);
    const { id } = deployed;
    const { out } = await cli('deployment', 'update', id, '--status', 'COMPLETE', '--reason', 'done', '--output', 'url=http://x');
    assert.match(out, /^status +COMPLETE\nreason +done$/m);
    assert.equal((await cli('deployment', 'show', id, '--output', 'url')).out, 'http://x\n');
    const none = await cli('deployment', 'show', id, '--output', 'uri');
    assert.deepEqual([none.code, /it has said url/.test(none.err)], [4, true]);
    assert.match((await cli('deployment', 'list', '--server', 's1')).out, new RegExp(`^${id} +s1 +\\S+ +UPDATE +COMPLETE +done$`, 'm'));
    assert.deepEqual(await json('deployment', 'list', '--server', 's2'), []);
    const used = await cli('config', 'delete', derived.id);
    assert.deepEqual([used.code, /as it is referenced/.test(used.err)], [5, true]);
    assert.equal((await cli('deployment', 'delete', id)).out, `Software deployment ${id} is deleted with its config.\n`);
    const left = await json('config', 'list');
    assert.deepEqual(left.map((each: { id: string }) => each.id), [config]);
  }); // prettier-ignore

  it('leaves no derived config behind when the deployment is refused', async () => {
    const { id: config } = await create();
    const before = (await json('config', 'list')).length;
    const refused = await cli('deployment', 'create', 'x', '--config', config, '--server', '');
    assert.equal(refused.code, 1);
    assert.equal((await json('config', 'list')).length, before);
    assert.equal((await cli('deployment', 'create', 'x', '--config', 'nope', '--server', 's')).code, 4);
  });
});
