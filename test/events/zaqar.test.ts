import assert from 'node:assert/strict';
import { systemClock } from '../../lib/clock.js';
import { loadConfig } from '../../lib/config.js';
import { engineConfig } from '../../services/engine/config.js';
import { ZaqarQueues } from '../../services/engine/edge/events/zaqar-queues.js';
import type { Engine } from '../../services/engine/engine.js';
import { keystoneServer, SERVICE, type KeystoneServer } from '../support/keystone-server.js';
import { waitFor } from '../support/wait-for.js';
import { ZaqarServer } from '../support/zaqar-server.js';
import { SeveralEngines } from '../support/several-engines.js';

const environment = { event_sinks: [{ type: 'zaqar-queue', target: 'heat-events' }] };

describe('events put into queues of a Zaqar', function () {
  this.timeout(60_000);
  let zaqar: ZaqarServer;
  let keystone: KeystoneServer;
  let engines: SeveralEngines;
  const settings = (auth: 'none' | 'keystone') => ({
    events: {
      gatherMs: 0,
      backoff: { baseMs: 10, capMs: 50 },
      zaqar: { url: zaqar.url, auth },
    },
    identity: { keystone: { url: keystone.url, ...SERVICE } },
  });
  const bodies = (project: string, queue = 'heat-events') =>
    zaqar.messages(project, queue).map(({ body }) => body as Readonly<Record<string, unknown>>);
  const ids = async (engine: Engine, tenant: string, id: string) =>
    (await engine.useCases.listEvents(tenant, id, { sortDir: 'asc' })).map((event) => event.id);
  const came = async (engine: Engine, tenant: string, id: string) => {
    const all = await ids(engine, tenant, id);
    await waitFor(
      () => bodies(tenant).some((body) => body['id'] === all.at(-1)),
      'the last one to be there',
      20_000,
    );
    return all;
  };

  beforeEach(async () => {
    zaqar = await ZaqarServer.start();
    keystone = await keystoneServer(() => Date.now());
    engines = await SeveralEngines.open();
  });
  afterEach(async () => {
    await engines.close();
    await zaqar.stop();
    await keystone.close();
  });

  it('are Heat’s messages, in order, in the project of the stack', async () => {
    const engine = await engines.start('one', settings('none'));
    const id = await engines.make(engine, 'shop', 5, { environment });
    const sinks = [{ type: 'zaqar-queue', target: 'other', ttl: 60 }];
    const elsewhere = await engines.make(engine, 'else', 1, {
      environment: { event_sinks: sinks },
      tenant: 'others',
    });
    const all = await came(engine, 'tests', id);
    assert.deepEqual(bodies('tests').map((body) => body['id']), all); // prettier-ignore
    const [first] = zaqar.messages('tests', 'heat-events');
    const { timestamp, ...body } = first?.['body'] as Record<string, unknown>;
    assert.equal(first?.['ttl'], 3_600);
    assert.match(String(timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    assert.deepEqual(body, {
      version: '0.1', type: 'os.heat.event', id: all[0],
      payload: {
        resource_name: 'shop', physical_resource_id: id, stack_id: id, resource_action: 'CREATE', resource_status: 'IN_PROGRESS',
        resource_status_reason: 'Stack CREATE started', resource_type: 'OS::Heat::Stack', resource_properties: null, version: '0.1',
      },
    }); // prettier-ignore
    const last = (await ids(engine, 'others', elsewhere)).at(-1);
    await waitFor(
      () => bodies('others', 'other').some((each) => each['id'] === last),
      'the other’s to be there',
    );
    assert.ok(zaqar.messages('others', 'other').every(({ ttl }) => ttl === 60));
    assert.deepEqual([...zaqar.queues.keys()].sort(), ['others other', 'tests heat-events']);
    assert.deepEqual(zaqar.refused, []);
    assert.deepEqual(
      (await engine.useCases.showEnvironment('tests', id))['event_sinks'],
      environment.event_sinks,
    );
  });

  it('go with a token of the service user in the stack’s project, and with another one when that has ended', async () => {
    zaqar.isToken = (token, project) => keystone.serviceProjectOf(token) === project;
    keystone.serviceProjects.add('tests');
    const engine = await engines.start('one', settings('keystone'));
    const id = await engines.make(engine, 'shop', 5, { environment });
    await came(engine, 'tests', id);
    const { logins } = keystone.counts;
    assert.equal(logins, 1);
    keystone.endServiceTokens();
    await engines.make(engine, 'more', 5, { environment });
    assert.deepEqual(new Set(bodies('tests').map((body) => body['id'])).size, bodies('tests').length);
    const stranger = await engines.make(engine, 'strange', 1, { environment, tenant: 'others' });
    const failed = async () =>
      /failures_total\{sink="own"\} [1-9]/.test(await engine.metrics.registry.metrics());
    await waitFor(failed, 'it to be refused');
    assert.equal(zaqar.messages('others', 'heat-events').length, 0);
    keystone.serviceProjects.add('others');
    await came(engine, 'others', stranger);
  });

  it('wait for a Zaqar that is away', async () => {
    zaqar.isAway = true;
    const engine = await engines.start('one', settings('none'));
    const id = await engines.make(engine, 'shop', 5, { environment });
    await waitFor(() => zaqar.posts > 2, 'it to be tried');
    zaqar.isAway = false;
    const all = await came(engine, 'tests', id);
    assert.deepEqual([...new Set(bodies('tests').map((body) => body['id']))], all); // prettier-ignore
  });

  it('are as many in one request as Zaqar takes', async () => {
    const small = await ZaqarServer.start(2_000);
    const events = Array.from({ length: 12 }, (_, i) => {
      const stack = {
        id: 's',
        name: 'n',
        tenant: 't',
        description: '',
        tags: [],
        createdAt: new Date(),
        updatedAt: null,
      };
      return { stack, id: String(i), sequence: i + 1, time: new Date(0), resource: 'ä'.repeat(i * 10), type: 'T', physicalId: '', action: 'CREATE', status: 'COMPLETE', statusReason: '' } as const; // prettier-ignore
    });
    try {
      const queues = new ZaqarQueues(
        { url: `${small.url}/v2/`, postBytes: 2_000, timeoutMs: 5_000 },
        undefined,
        systemClock,
      );
      await queues.deliver({ type: 'zaqar-queue', target: 'q' }, events, new AbortController().signal);
      const taken = small.messages('t', 'q').map(({ body }) => (body as { id: string }).id);
      assert.deepEqual(taken, events.map(({ id }) => id)); // prettier-ignore
      assert.ok(small.posts > 2 && small.posts < 12, String(small.posts));
    } finally {
      await small.stop();
    }
  });

  it('need to be told how the engine shows who it is', () => {
    const env = { ISOTHERM_EVENTS_ZAQAR_URL: 'http://zaqar.example.org:8888' };
    assert.throws(
      () => loadConfig(engineConfig, { env }),
      /events\.zaqar\.auth.*identity\.keystone\.password/s,
    );
    for (const url of ['ftp://zaqar.example.org', 'http://me:pass@zaqar.example.org'])
      assert.throws(
        () =>
          loadConfig(engineConfig, {
            env: { ISOTHERM_EVENTS_ZAQAR_URL: url, ISOTHERM_EVENTS_ZAQAR_AUTH: 'none' },
          }),
        /events\.zaqar\.url/,
      );
    const none = loadConfig(engineConfig, { env: { ...env, ISOTHERM_EVENTS_ZAQAR_AUTH: 'none' } });
    assert.equal(none.events.zaqar.auth, 'none');
  });
});
