import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { seededRandom } from '../support/seeded-random.js';
import { waitFor } from '../support/wait-for.js';
import { call as callFleet } from './api.js';
import { Fleet, type Member } from './fleet.js';

const CONFIGS = 300;
const MEMBERS: readonly Member[] = [
  { name: 'engine-1', role: 'engine', settings: { shardLeaseMs: 2_000 } },
  { name: 'engine-2', role: 'engine', settings: { shardLeaseMs: 2_000 } },
  { name: 'worker-1', role: 'worker' },
  { name: 'worker-2', role: 'worker' },
];

describe('software configs as things of a stack', function () {
  this.timeout(300_000);
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = seededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-software-'));
  let fleet: Fleet;
  let database: TestDatabase;

  before(async () => {
    database = await freshDatabase();
    fleet = await Fleet.prepare(directory, database.url, { members: MEMBERS });
    await fleet.up();
  });
  after(async () => {
    await fleet.stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it(`are each made once and leave nothing, whoever is killed meanwhile (SEED=${String(seed)})`, async () => {
    const path = await create('many', many('one'));
    await killMeanwhile(4);
    await settled(path, 'CREATE_COMPLETE');
    const made = await configs();
    assert.equal(made.length, CONFIGS, 'each was made once');
    assert.deepEqual(new Set(made.map(({ id }) => id)), new Set(await things(path)));

    await call('PUT', path, { template: many('two') });
    await killMeanwhile(4);
    await settled(path, 'UPDATE_COMPLETE');
    const remade = await configs();
    assert.equal(remade.length, CONFIGS, 'each was replaced, and the old one went');
    assert.deepEqual(new Set(remade.map(({ id }) => id)), new Set(await things(path)));
    assert.ok(!remade.some(({ id }) => made.some((old) => old.id === id)));

    await call('DELETE', path);
    await killMeanwhile(2);
    await settled(path, 'DELETE_COMPLETE');
    assert.deepEqual(await configs(), []);
  });

  it('leave nothing where their stack is deleted while they are made', async () => {
    const path = await create('half', many('three'));
    await killMeanwhile(1);
    await call('DELETE', path);
    await killMeanwhile(1);
    await settled(path, 'DELETE_COMPLETE');
    assert.deepEqual(await configs(), []);
  });

  it('belong to their stack until it is abandoned, and can be adopted again', async () => {
    const template = {
      heat_template_version: '2016-10-14',
      resources: {
        cfg: {
          type: 'OS::Heat::SoftwareConfig',
          properties: {
            group: 'script',
            config: 'echo hi',
            inputs: [{ name: 'port', type: 'Number', default: '80' }, { name: 'plain' }],
          },
        },
      },
      outputs: { id: { value: { get_resource: 'cfg' } }, config: { value: { get_attr: ['cfg', 'config'] } } },
    };
    const path = await create('one', template);
    await settled(path, 'CREATE_COMPLETE');
    const [id = ''] = await things(path);
    const { software_config: config } = await call<{ software_config: object }>(
      'GET',
      `/software_configs/${id}`,
    );
    assert.deepEqual(without(config, 'name', 'creation_time'), {
      id, group: 'script', config: 'echo hi', options: {}, outputs: [],
      inputs: [
        { name: 'port', description: '', type: 'Number', default: 80 },
        { name: 'plain', description: '', type: 'String', default: '' },
      ],
    }); // prettier-ignore
    const { stack } = await call<{ stack: { outputs: { output_key: string; output_value: unknown }[] } }>(
      'GET',
      path,
    );
    assert.deepEqual(Object.fromEntries(stack.outputs.map((each) => [each.output_key, each.output_value])), {
      id,
      config: 'echo hi',
    });

    const refused = await callFleet<{ error: { message: string } }>(fleet, 'DELETE', `/software_configs/${id}`, { alsoStatus: [409] }); // prettier-ignore
    assert.equal(refused.status, 409);
    assert.match(refused.body.error.message, /belongs to resource "cfg" of stack "one"/);

    const document = await call<object>('DELETE', `${path}/abandon`);
    await settled(path, 'DELETE_COMPLETE');
    assert.equal((await configs()).length, 1, 'it is left');
    const { stack: adopted } = await call<{ stack: { id: string } }>('POST', '/stacks', {
      stack_name: 'two', template, adopt_stack_data: JSON.stringify(document),
    }); // prettier-ignore
    const again = `/stacks/two/${adopted.id}`;
    await settled(again, 'ADOPT_COMPLETE');
    assert.deepEqual(await things(again), [id], 'the same one, and not another made of it');
    await call('DELETE', again);
    await settled(again, 'DELETE_COMPLETE');
    assert.deepEqual(await configs(), []);
  });

  it('that deployments have stay, and their stack says why', async () => {
    const path = await create('used', many('x', 1));
    await settled(path, 'CREATE_COMPLETE');
    const [id = ''] = await things(path);
    const { software_deployment: deployed } = await call<{ software_deployment: { id: string } }>('POST', '/software_deployments', {
      config_id: id, server_id: 's1',
    }); // prettier-ignore
    await call('DELETE', path);
    assert.match(await settled(path, 'DELETE_FAILED'), /referenced: delete its deployments first/);
    await call('DELETE', `/software_deployments/${deployed.id}`);
    await call('DELETE', path);
    await settled(path, 'DELETE_COMPLETE');
    assert.deepEqual(await configs(), []);
  });

  function many(text: string, count = CONFIGS): object {
    const config = (i: number) => ({ type: 'OS::Heat::SoftwareConfig', properties: { config: `${text} ${String(i)}` } }); // prettier-ignore
    return {
      heat_template_version: '2016-10-14',
      resources: Object.fromEntries(Array.from({ length: count }, (_, i) => [`cfg${String(i)}`, config(i)])),
    };
  }

  async function create(name: string, template: object): Promise<string> {
    const { stack } = await call<{ stack: { id: string } }>('POST', '/stacks', {
      stack_name: name,
      template,
    });
    return `/stacks/${name}/${stack.id}`;
  }

  async function configs(): Promise<readonly { id: string }[]> {
    return (await call<{ software_configs: { id: string }[] }>('GET', '/software_configs')).software_configs;
  }

  async function things(path: string): Promise<string[]> {
    const { resources } = await call<{ resources: { physical_resource_id: string }[] }>(
      'GET',
      `${path}/resources`,
    );
    return resources.map((each) => each.physical_resource_id);
  }

  async function killMeanwhile(times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5 + random() * 200));
      await fleet.kill(MEMBERS[Math.floor(random() * MEMBERS.length)]?.name ?? '');
    }
  }

  /** @returns the reason */
  async function settled(path: string, status: string): Promise<string> {
    let last = { stack_status: '', stack_status_reason: '' };
    const reached = async () => {
      last = (await call<{ stack: typeof last }>('GET', path)).stack;
      return last.stack_status === status;
    };
    await waitFor(reached, status, 90_000).catch((error: unknown) => {
      throw new Error(`${String(error)}, but it is ${JSON.stringify(last)}`, { cause: error });
    });
    return last.stack_status_reason;
  }

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const options = {
      ...(method === 'POST' && { idempotencyKey: `${path}-${JSON.stringify(body).length}-${String(seed)}` }),
      ...(body && { body }),
    };
    return (await callFleet<T>(fleet, method, path, options)).body;
  }
});

function without(from: object, ...names: string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}
