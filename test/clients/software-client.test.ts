import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from '../e2e/fleet.js';
import { userFile } from '../support/identity-shapes.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { clientCommands, missingIn } from './client-commands.js';
import { logIn } from './log-in.js';
import { findProgram, run, skipWithout } from './tools.js';

const ENGINES = ['engine-1', 'engine-2'] as const;
type Engine = (typeof ENGINES)[number];

interface Config {
  readonly group: string;
  readonly config: string;
  readonly inputs?: readonly object[];
  readonly outputs?: readonly object[];
  readonly options?: object;
}

describe("OpenStack's client: software of servers", function () {
  this.timeout(400_000);
  const program = findProgram('openstack') ?? 'openstack';
  const lines: string[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-software-client-'));
  let fleet: Fleet | undefined;
  let database: TestDatabase | undefined;
  let users: Awaited<ReturnType<typeof userFile>> | undefined;

  before(async function () {
    const found = await run(program, ['help', 'software', 'config', 'list'], { environment: {} }).catch(
      () => undefined,
    );
    if (found?.code !== 0)
      skipWithout(this, 'openstack software (python3-openstackclient with python3-heatclient)');
    database = await freshDatabase();
    users = await userFile(['default'], ['member']);
    const settings = { shardLeaseMs: 2_000, identity: { kind: 'embedded', userFile: users.path } };
    fleet = await Fleet.prepare(directory, database.url, {
      members: [
        ...ENGINES.map((name) => ({ name, role: 'engine' as const, settings })),
        { name: 'worker', role: 'worker' },
      ],
      environment: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
    await fleet.up();
  });

  after(async () => {
    await fleet?.stop();
    await database?.drop();
    users?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  const endpoint = (engine: Engine) => `${fleet!.restUrl(engine)}/v1/default`;
  const token = () => fleet!.token;

  function openstack(engine: Engine, ...args: string[]) {
    lines.push(['software', ...args].join(' '));
    return run(program, ['software', ...args], {
      environment: logIn(fleet!.restUrl(engine), 'default', 'member'),
    });
  }

  async function json<T>(engine: Engine, ...args: string[]): Promise<T> {
    const { code, stdout, stderr } = await openstack(engine, ...args, '-f', 'json');
    assert.equal(code, 0, `${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  async function create(engine: Engine, name: string, config: Config): Promise<{ readonly id: string }> {
    const { config: text, group, ...definition } = config;
    const files = { script: join(directory, 'script'), definition: join(directory, 'definition') };
    writeFileSync(files.script, text);
    writeFileSync(files.definition, JSON.stringify(definition));
    return json(engine, 'config', 'create', name, '--group', group, '--config-file', files.script, '--definition-file', files.definition); // prettier-ignore
  }

  it('makes, lists, shows and deletes configs at any engine', async () => {
    const config = {
      group: 'script', config: '#!/bin/sh\necho hi\n', inputs: [{ name: 'port', type: 'Number', default: '80' }],
      outputs: [{ name: 'url' }], options: { k: 1 },
    }; // prettier-ignore
    const { id } = await create('engine-1', 'web', config);
    const other = await create('engine-2', 'other', config);
    const listed = await json<Record<string, string>[]>('engine-2', 'config', 'list');
    assert.deepEqual(listed.map((one) => [one['id'], one['name'], one['group']]), [[other.id, 'other', 'script'], [id, 'web', 'script']]);
    const page = await json<Record<string, string>[]>('engine-1', 'config', 'list', '--limit', '1', '--marker', other.id);
    assert.deepEqual(page.map((one) => one['id']), [id]);
    const { creation_time: created, ...shown } = await json<Record<string, unknown>>('engine-2', 'config', 'show', id);
    assert.match(String(created), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(shown, {
      ...config, name: 'web', id, inputs: [{ name: 'port', type: 'Number', default: 80 }], outputs: [{ name: 'url', type: 'String', error_output: false }],
    });
    assert.equal((await openstack('engine-1', 'config', 'show', id, '--config-only')).stdout, `${config.config}\n`);
    assert.equal((await openstack('engine-2', 'config', 'delete', id, other.id)).code, 0);
    const gone = await openstack('engine-1', 'config', 'show', id);
    assert.deepEqual([gone.code, gone.stderr.trim()], [1, `Configuration not found: ${id}`]);
  }); // prettier-ignore

  it('deploys a config, shows how it went, and takes it away', async () => {
    const { id: config } = await create('engine-1', 'web', { group: 'script', config: 'run', inputs: [{ name: 'port' }] });
    const deployed = await json<Record<string, string>>(
      'engine-2', 'deployment', 'create', 'web-1', '--config', config, '--server', 's1', '--input-value', 'port=8080',
      '--signal-transport', 'NO_SIGNAL',
    );
    assert.deepEqual([deployed['status'], deployed['action'], deployed['server_id']], ['IN_PROGRESS', 'UPDATE', 's1']);
    const id = String(deployed['id']);
    const metadata = await openstack('engine-1', 'deployment', 'metadata', 'show', 's1');
    const [derived] = JSON.parse(metadata.stdout) as { id: string; config: string; inputs: { name: string; value: unknown }[] }[];
    assert.deepEqual([derived?.id, derived?.config], [deployed['config_id'], 'run']);
    assert.deepEqual(derived?.inputs[0], { name: 'port', type: 'String', value: '8080' });

    // What the server's agent says.
    const answer = await fetch(`${endpoint('engine-1')}/software_deployments/${id}`, {
      method: 'PUT',
      headers: { 'x-auth-token': token(), 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'COMPLETE', status_reason: 'Outputs received', output_values: { url: 'http://s1:8080' } }),
    });
    assert.equal(answer.status, 200);
    const shown = await json<Record<string, string>>('engine-2', 'deployment', 'show', id, '--long');
    assert.deepEqual([shown['status'], shown['output_values']], ['COMPLETE', { url: 'http://s1:8080' }]);
    assert.match((await openstack('engine-2', 'deployment', 'output', 'show', id, 'url')).stdout, /http:\/\/s1:8080/);
    assert.match((await openstack('engine-1', 'deployment', 'output', 'show', id, '--all')).stdout, /url: http:\/\/s1:8080/);
    const listed = await json<Record<string, string>[]>('engine-1', 'deployment', 'list', '--server', 's1');
    assert.deepEqual(listed.map((one) => [one['id'], one['status']]), [[id, 'COMPLETE']]);
    assert.equal((await json<object[]>('engine-1', 'deployment', 'list')).length, 1);

    const used = await openstack('engine-1', 'config', 'delete', String(derived?.id));
    assert.equal(used.code, 1);
    const removed = await openstack('engine-2', 'deployment', 'delete', id);
    assert.deepEqual([removed.code, removed.stdout, removed.stderr], [0, '', '']);
    const left = await json<Record<string, string>[]>('engine-1', 'config', 'list');
    assert.deepEqual(left.map((one) => one['id']), [config], 'the derived one went with it');
    assert.equal((await openstack('engine-1', 'deployment', 'show', id)).stderr.trim(), `Software Deployment not found: ${id}`);
  }); // prettier-ignore

  it('has no other commands for them', async () => {
    const commands = await clientCommands(program);
    const missing = missingIn(
      lines,
      commands.filter((command) => command.startsWith('software ')),
    );
    assert.deepEqual(missing, []);
  });
});
