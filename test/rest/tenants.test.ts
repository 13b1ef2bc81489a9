import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import {
  basicShape,
  embeddedShape,
  keystoneShape,
  oidcShape,
  type Headers,
  type IdentityShape,
} from '../support/identity-shapes.js';
import { restHarness, type Method, type RestHarness } from '../support/rest-harness.js';

const OTHER = 'others';
const PROJECTS = [TENANT, OTHER];
const ROLES = ['admin', 'member', 'reader', 'heat_stack_user'];
/** Stands in names and values of what belongs to the first project, and may not be in any answer to another one. */
const MARK = 'heirloom';

const shapes: readonly ((projects: readonly string[], roles: readonly string[]) => Promise<IdentityShape>)[] =
  [basicShape, embeddedShape, keystoneShape, oidcShape];

for (const open of shapes) {
  describe(`REST: tenants, with ${open.name}`, function () {
    this.timeout(60_000);
    let bench: EngineBench;
    let shape: IdentityShape;
    let rest: RestHarness;
    /** Of the first project: what routes can name. */
    let ids: Record<string, string>;

    before(async () => {
      bench = await EngineBench.open();
      shape = await open(PROJECTS, ROLES);
      rest = await restHarness({ useCases: bench.useCases, auth: { identity: shape.identity } });
      ids = await belongings(bench);
    });
    after(async () => {
      await rest.close();
      await shape.close();
      await bench.close();
    });

    /** Each route of the app with what the first project has, below the given tenant. */
    const everyCall = (
      tenant: string,
    ): { readonly method: Method; readonly url: string; readonly route: string }[] =>
      rest.routes
        .filter(({ url }) => url.includes('/:tenant'))
        .map(({ method, url }) => ({
          method: method as Method,
          route: `${method} ${url}`,
          url: url.replaceAll(/:(\w+)/g, (_, name: string) => {
            const value = name === 'tenant' ? tenant : ids[name];
            assert.ok(value !== undefined, `the test knows no ${name} for ${url}`);
            return encodeURIComponent(value);
          }),
        }));

    const send = (method: Method, url: string, headers: Headers, body: unknown = bodyFor(url, ids)) =>
      rest.call(method, url, {
        headers: { 'x-auth-token': undefined, ...headers },
        ...(['POST', 'PUT', 'PATCH'].includes(method) && { body }),
      });

    it('asks on every route who calls', async () => {
      for (const { method, url, route } of everyCall(TENANT)) {
        const answer = await send(method, url, {});
        assert.equal(answer.status, 401, route);
        assert.equal(answer.headers['www-authenticate'], shape.identity.challenge, route);
        assert.doesNotMatch(answer.text, new RegExp(MARK), route);
      }
    });

    it('answers 403 to others on every route of a project, and does nothing', async () => {
      const before = await all(bench);
      for (const role of ['member', 'reader', 'heat_stack_user']) {
        const headers = await shape.as(OTHER, role);
        for (const { method, url, route } of everyCall(TENANT)) {
          const answer = await send(method, url, headers);
          assert.equal(answer.status, 403, `${role}: ${route}`);
          if (method === 'HEAD') continue;
          assert.equal(answer.json.title, 'Forbidden');
          assert.match(answer.json.error.message, /^Access was denied to this resource/);
          assert.doesNotMatch(answer.text, new RegExp(MARK), route);
        }
      }
      assert.deepEqual(await all(bench), before);
    });

    it('knows below another project nothing of what this one has', async () => {
      const before = await all(bench);
      const headers = await shape.as(OTHER, 'member');
      for (const { method, url, route } of everyCall(OTHER)) {
        if (method === 'OPTIONS' || url.endsWith('/events/stream')) continue;
        // It may have some of its own.
        if (/^POST \/v1\/:tenant\/(stacks|software_configs)$/.test(route)) continue;
        const answer = await send(method, url, headers);
        const below = /\/(stacks|software_configs|software_deployments)\/:/.test(route);
        if (below)
          assert.ok([403, 404, 405].includes(answer.status), `${route}: ${answer.status} ${answer.text}`);
        const named = answer.text.replaceAll(decodeURIComponent(url), '').replaceAll(url, '');
        // What was asked for may be repeated; what it is may not be told.
        if (answer.status < 400) assert.doesNotMatch(named, new RegExp(MARK), route);
      }
      assert.deepEqual(await all(bench), before);
    });

    it('lets an admin see every project, and nobody else', async () => {
      const list = (headers: Headers, query = '') => send('GET', `/v1/${OTHER}/stacks${query}`, headers);
      const admin = await shape.as(OTHER, 'admin');
      const seen = await list(admin, '?global_tenant=true');
      assert.deepEqual(
        seen.json.stacks.map((stack: { stack_name: string; project: string }) => [
          stack.stack_name,
          stack.project,
        ]),
        [[MARK, TENANT]],
      );
      assert.equal((await send('GET', `/v1/${TENANT}/stacks/${MARK}/${ids['stackId']}`, admin)).status, 200);
      const member = await shape.as(OTHER, 'member');
      assert.equal((await list(member, '?global_tenant=true')).status, 403);
      assert.equal((await list(member, '?global_tenant=True&with_count=true')).status, 403);
      assert.equal((await send('GET', `/v1/${OTHER}/stacks/detail?global_tenant=true`, member)).status, 403);
      assert.deepEqual((await list(member)).json.stacks, []);
    });

    it('lets a reader read only, and a machine of a stack next to nothing', async () => {
      const before = await all(bench);
      for (const role of ['reader', 'heat_stack_user']) {
        const headers = await shape.as(TENANT, role);
        const allowed = new Set<string>();
        for (const { method, url, route } of everyCall(TENANT)) {
          if (method === 'OPTIONS' || url.endsWith('/events/stream')) continue;
          const { status } = await send(method, url, headers);
          if (status !== 403 && status !== 405) allowed.add(route);
        }
        const own = [...allowed].filter(
          (route) => !/stacks\/:nameOrId|stacks\/:arn|stacks\/(plan|preview)$/.test(route),
        );
        if (role === 'reader') {
          for (const route of own) assert.match(route, /^GET/, 'a reader may not do it');
          assert.ok(own.length > 20);
        } else
          assert.deepEqual(own.sort(), [
            'GET /v1/:tenant/software_deployments/metadata/:serverId',
            'GET /v1/:tenant/stacks/:stackName/:stackId/resources/:resource/metadata',
            'POST /v1/:tenant/stacks/:stackName/:stackId/resources/:resource/signal',
          ]);
      }
      assert.deepEqual(await all(bench), before);
    });
  });
}

/** A stack with all that a route can name. */
async function belongings(bench: EngineBench): Promise<Record<string, string>> {
  const template = {
    ...templateOf({ [MARK]: { kind: MARK } }),
    outputs: { [MARK]: { value: { get_attr: [MARK, 'address'] } } },
  };
  const id = await bench.create(MARK, template);
  const { useCases } = bench;
  const snapshot = await useCases.snapshots.takeSnapshot(TENANT, id, MARK);
  await bench.reaches(id, 'SNAPSHOT_COMPLETE');
  const [event] = await useCases.listEvents(TENANT, id, { resources: [MARK] });
  const [node] = await useCases.nodes.listNodes();
  const services = await useCases.services.listServices();
  const config = await useCases.software.createConfig(TENANT, { name: MARK, group: null, config: MARK, inputs: [], outputs: [], options: {} }); // prettier-ignore
  const deployment = await useCases.software.createDeployment(TENANT, {
    configId: config.id, serverId: MARK, action: null, status: null, statusReason: MARK, inputValues: {},
  }); // prettier-ignore
  return {
    stackName: MARK, stackId: id, nameOrId: id, arn: `arn:openstack:heat::${TENANT}:stacks`, resource: MARK,
    snapshotId: snapshot.id, eventId: event!.id, revision: '1', version: 'heat_template_version.2021-04-16', output: MARK, type: 'Test::Thing', node: node!.node,
    configId: config.id, deploymentId: deployment.id, serverId: MARK, serviceId: services.find(({ kind }) => kind === 'worker')!.id,
  }; // prettier-ignore
}

/** What the engine has, but for what goes on by itself: heartbeats, and log lines, which are written late. */
async function all({ database }: EngineBench): Promise<unknown> {
  const tables = await database.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables) {
    if (['engine', 'shard', 'migrations', 'log_line'].includes(name)) continue;
    found[name] = await database.query(
      `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM "${name}" t`,
    );
  }
  return found;
}

/** What the route would take. */
function bodyFor(url: string, ids: Record<string, string>): unknown {
  const template = templateOf({ own: { kind: 'own' } });
  if (url.endsWith('/actions')) return { check: null };
  if (/\/(stacks|plan|preview)$/.test(url)) return { stack_name: 'intruder', template };
  if (/\/resources\/[^/]+$/.test(url)) return { mark_unhealthy: true };
  if (url.endsWith('/validate')) return { template };
  if (url.endsWith('/software_deployments')) return { config_id: ids['configId'], server_id: 'intruder' };
  return /\/stacks\/[^/]+\/[^/]+$/.test(url) ? { template } : {};
}
