import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGlobalEnvironment } from '../../services/engine/global-environment.js';
import { defaultLimits } from '../../lib/hot/limits.js';
import { EngineBench, TENANT } from '../support/engine-bench.js';

const template = {
  heat_template_version: '2018-08-31',
  parameters: {
    kind: { type: 'string', default: 'd' },
    size: { type: 'number', default: 1 },
    key: { type: 'string', hidden: true, default: 'none' },
  },
  resources: {
    a: { type: 'My::Thing', properties: { kind: { get_param: 'kind' }, size: { get_param: 'size' } } },
  },
};

describe('environments of stacks', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let directory: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'isotherm-environment-'));
    writeFileSync(
      join(directory, '1.yaml'),
      'resource_registry: {"My::*": "Test::*"}\nparameter_defaults: {size: 7}\n',
    );
    writeFileSync(join(directory, 'README'), 'no: environment: at all');
    bench = await EngineBench.open({ environment: { directory } });
  });
  after(async () => {
    await bench.close();
    rmSync(directory, { recursive: true });
  });

  const shown = (id: string) => bench.useCases.showEnvironment(TENANT, id);
  const sizeOf = () => bench.peers.things.get(bench.peers.idOf('a'))?.properties['size'];
  const patch = (id: string, more: object) =>
    bench.useCases
      .updateStack(TENANT, id, more, { existing: true })
      .then(() => bench.reaches(id, 'UPDATE_COMPLETE'));

  it('files do not tell what parameters hide, however an environment writes it', async () => {
    const key = 'first line of it\nand its second';
    const files = {
      'env.yaml': `parameters:\n  kind: a\n  key: |-\n    ${key.replace('\n', '\n    ')}\nparameter_defaults: {key: never in force}\n`,
      'user-data': 'kind: a',
    };
    const id = await bench.create('files', template, { environmentFiles: ['env.yaml'], files });
    assert.deepEqual(await bench.useCases.showFiles(TENANT, id), {
      'env.yaml':
        'parameters:\n  kind: a\n  key: |-\n    ******\n    ******\nparameter_defaults: {key: ******}\n',
      'user-data': 'kind: a',
    });
    // What is shown is not what is kept.
    await patch(id, { parameters: { size: 3 } });
    assert.match((await bench.useCases.exportStack(TENANT, id)).files['env.yaml'] as string, /first line/);
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('the operator’s lies under the user’s, and what is shown is the user’s', async () => {
    const id = await bench.create('all', template, {
      environment: { parameters: { key: 's3cret' }, resource_registry: { X: 'Y' } },
      parameters: { kind: 'a' },
    });
    assert.equal(sizeOf(), 7);
    const [resource] = await bench.useCases.listResources(TENANT, id);
    assert.equal(resource?.type, 'My::Thing', 'as the template names it');
    const events = await bench.useCases.listEvents(TENANT, id, { resources: ['a'] });
    assert.ok(events.every(({ type }) => type === 'My::Thing'));
    assert.deepEqual(await shown(id), {
      parameters: { kind: 'a', key: '******' },
      parameter_defaults: {},
      resource_registry: { resources: {}, X: 'Y' },
      event_sinks: [],
      encrypted_param_names: [],
    });
    const stored = await bench.database.query<object[]>(
      `SELECT request, view, goal FROM revision WHERE stack = $1`,
      [id],
    );
    assert.ok(!JSON.stringify(stored).includes('s3cret'));
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.deepEqual(
      (await shown(id))['resource_registry'],
      { resources: {}, X: 'Y' },
      'also once it is deleted',
    );
  });

  it('an update keeps what was there, and puts the new one over it; a full one begins anew', async () => {
    const files = { 'one.yaml': 'parameters: {kind: a, size: 2}\n', 'two.yaml': 'parameters: {size: 3}\n' };
    const id = await bench.create('kept', template, { files, environmentFiles: ['one.yaml', 'two.yaml'] });
    assert.equal(sizeOf(), 3);
    assert.deepEqual(await bench.useCases.showFiles(TENANT, id), files);
    await patch(id, { environment: { parameters: { size: 4 }, resource_registry: { A: 'B' } } });
    assert.equal(sizeOf(), 4);
    await patch(id, { environment: { resource_registry: { A: null } }, clearParameters: ['size'] });
    assert.equal(sizeOf(), 7);
    const { parameters, resource_registry: registry } = await shown(id);
    assert.deepEqual([parameters, registry], [{ kind: 'a' }, { resources: {} }]);
    await patch(id, { environmentFiles: ['two.yaml'] });
    assert.equal(sizeOf(), 3, 'a file that was kept may be named');
    await bench.useCases.updateStack(
      TENANT,
      id,
      { template, parameters: { kind: 'a' } },
      { existing: false },
    );
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.equal(sizeOf(), 7);
    const document = await bench.useCases.exportStack(TENANT, id);
    assert.deepEqual(document.environment, await shown(id));
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('values of encrypted_param_names are sealed, and known again after all', async () => {
    const environment = { encrypted_param_names: ['kind'], parameters: { kind: 'a', size: 1 } };
    const id = await bench.create('sealed', template, { environment });
    assert.equal(bench.peers.things.get(bench.peers.idOf('a'))?.properties['kind'], 'a');
    const { parameters } = await bench.useCases.showStack(TENANT, id);
    assert.equal(parameters.find(({ name }) => name === 'kind')?.value, '******');
    await patch(id, { parameters: { size: 2 } });
    assert.equal(bench.peers.things.get(bench.peers.idOf('a'))?.properties['kind'], 'a');
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('a directory that is not there is refused by name', () => {
    assert.throws(
      () => openGlobalEnvironment(join(directory, 'none'), defaultLimits),
      /environment\.directory .*none/,
    );
    assert.deepEqual(openGlobalEnvironment(undefined, defaultLimits), {});
  });
});
