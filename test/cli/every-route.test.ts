import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buildProgram } from '../../cli/program.js';
import { createLogger } from '../../lib/log.js';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { twoThings } from '../support/rest-harness.js';
import { startCli } from '../support/run-cli.js';
import { waitFor } from '../support/wait-for.js';

const T = '/v1/{tenant}';
const S = `${T}/stacks/{stackName}/{stackId}`;

/** Which command uses a route. Words in capitals stand for what is only known once it is made. They run in this order. */
const COMMANDS: Readonly<Record<string, string>> = {
  'GET T/build_info': 'build-info',
  'GET T/services': 'services',
  'POST T/services/{serviceId}/drain': 'worker drain w1',
  'POST T/services/{serviceId}/undrain': 'worker undrain w1',
  'GET T/nodes': 'node list',
  'GET T/nodes/{node}': 'node show n2',
  'POST T/nodes/{node}/forget': 'node forget n2 --yes',
  'POST T/validate': 'template validate FILE',
  'GET T/template_versions': 'template versions',
  'GET T/template_versions/{version}/functions': 'template functions heat_template_version.2021-04-16',
  'GET T/resource_types': 'resource-type list',
  'GET T/resource_types/{type}': 'resource-type show Memory::Thing',
  'GET T/resource_types/{type}/template': 'resource-type show Memory::Thing --template',
  'GET T/stacks': 'stack list',
  'GET T/stacks/detail': 'stack list --long',
  'POST T/stacks/plan': 'stack plan new -t FILE',
  'POST T/stacks/preview': 'stack preview new -t FILE',
  'POST T/stacks': 'stack create new -t FILE --no-wait',
  'GET T/stacks/{nameOrId}': 'stack show web',
  'GET S': 'stack show web',
  'GET S/template': 'template show web',
  'GET S/environment': 'stack environment show web',
  'GET S/files': 'stack file list web',
  'GET S/outputs': 'output list web --names',
  'GET S/outputs/{output}': 'output show web said',
  'GET S/events': 'event list web',
  'GET S/events/stream': 'event list web --follow',
  'GET S/resources': 'resource list web',
  'GET S/resources/{resource}': 'resource show web first',
  'GET S/resources/{resource}/metadata': 'resource metadata web first',
  'GET S/resources/{resource}/events': 'event list web --resource first',
  'GET S/resources/{resource}/events/{eventId}': 'event show web first EVENT',
  'GET S/resources/{resource}/logs': 'resource logs web first --handler',
  'GET S/failures': 'failures web',
  'GET S/drift': 'drift web',
  'GET S/resources/{resource}/drift': 'drift web first',
  'GET S/why': 'why web',
  'PUT S/plan': 'stack plan web -t FILE',
  'PATCH S/plan': 'stack plan web --existing',
  'PUT S/preview': 'stack preview web -t FILE',
  'PATCH S/preview': 'stack preview web --existing -P text=new',
  'PUT S': 'stack update web -t FILE --yes --no-wait',
  'PATCH S': 'stack retry web --no-wait',
  'GET S/revisions': 'revision list web',
  'GET S/revisions/{revision}': 'revision show web 1',
  'GET S/revisions/{revision}/diff': 'revision diff web 1 2',
  'POST S/revisions/{revision}/plan': 'revision apply web 1 --plan',
  'POST S/revisions/{revision}/apply': 'revision apply web 1 --yes --no-wait',
  'POST S/snapshots': 'stack snapshot create web --no-wait',
  'GET S/snapshots': 'stack snapshot list web',
  'GET S/snapshots/{snapshotId}': 'stack snapshot show web SNAPSHOT',
  'POST S/snapshots/{snapshotId}/plan': 'stack snapshot restore web SNAPSHOT --plan',
  'POST S/snapshots/{snapshotId}/restore': 'stack snapshot restore web SNAPSHOT --yes --no-wait',
  'DELETE S/snapshots/{snapshotId}': 'stack snapshot delete web SNAPSHOT --yes',
  'POST S/actions': 'stack protect web',
  'PATCH S/resources/{resource}': 'resource mark-unhealthy web first',
  'POST S/resources/{resource}/actions': 'resource skip web first',
  'POST S/resources/{resource}/signal': 'stack hook clear held first',
  'GET S/left_behind': 'stack delete gone --force --no-wait',
  'DELETE S': 'stack delete new --yes --no-wait',
  'GET S/export': 'stack export left',
  'DELETE S/abandon': 'stack abandon left --yes',
  'GET T/software_configs': 'software config list',
  'POST T/software_configs': 'software config create web',
  'GET T/software_configs/{configId}': 'software config show CONFIG',
  'GET T/software_deployments': 'software deployment list',
  'POST T/software_deployments': 'software deployment create web --config CONFIG --server s1',
  'GET T/software_deployments/metadata/{serverId}': 'software deployment metadata s1',
  'GET T/software_deployments/{deploymentId}': 'software deployment show DEPLOYMENT',
  'PUT T/software_deployments/{deploymentId}': 'software deployment update DEPLOYMENT --status COMPLETE',
  'DELETE T/software_deployments/{deploymentId}': 'software deployment delete DEPLOYMENT',
  'DELETE T/software_configs/{configId}': 'software config delete CONFIG',
};

const WITHOUT: Readonly<Record<string, string>> = {
  'GET /': 'versions of the API: what clients of OpenStack ask first',
  'GET /versions': 'the same',
  'GET /healthcheck': 'for probes',
  'GET /healthz': 'for probes',
  'GET /readyz': 'for probes',
  'POST S/plan': 'the same as PUT',
};

/** They only say where something is; the command line asks for that itself. */
const LOOKUP = 'lookup';

describe('CLI: every route of the API', function () {
  this.timeout(60_000);
  const files = mkdtempSync(join(tmpdir(), 'isotherm-routes-'));
  const requested = new Set<string>();
  const known: Record<string, string> = { FILE: join(files, 'web.json') };
  let server: MemoryServer;
  let routes: Set<string>;

  before(async () => {
    writeFileSync(known['FILE']!, JSON.stringify(twoThings));
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        for (const line of chunk.toString().trim().split('\n')) {
          const { method, route } = JSON.parse(line) as { method?: string; route?: string };
          if (method && route) requested.add(short(`${method} ${route.replaceAll(/:(\w+)/g, '{$1}')}`));
        }
        done();
      },
    });
    const log = createLogger({ service: 'engine', level: 'debug', format: 'json', destination });
    server = await memoryServer({}, log);
    const { useCases } = server;
    for (const name of ['web', 'gone', 'left']) await useCases.createStack('default', { name, template: twoThings });
    const environment = { resource_registry: { resources: { first: { hooks: 'pre-create' } } } };
    await useCases.createStack('default', { name: 'held', template: twoThings, environment });
    useCases.settle();
    const { id } = (await useCases.findStack('default', 'web'))!;
    known['EVENT'] = (await useCases.listEvents('default', id, { resources: ['first'] }))[0]!.id;
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { tags: string[] }>>;
    };
    const all = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { tags }]) => ({ route: short(`${method.toUpperCase()} ${path}`), tags })),
    );
    routes = new Set(all.filter(({ route, tags }) => route in COMMANDS || !tags.includes(LOOKUP)).map(({ route }) => route));
  }); // prettier-ignore

  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });

  it('has a command, or a reason to have none', () => {
    const listed = [...Object.keys(COMMANDS), ...Object.keys(WITHOUT)];
    const missing = [...routes].filter((route) => !listed.includes(route));
    assert.deepEqual(missing, [], 'they need a command and a line in COMMANDS, or a reason in WITHOUT');
    assert.deepEqual(
      listed.filter((route) => !routes.has(route)),
      [],
      'the API has no such route',
    );
  });

  for (const [route, command] of Object.entries(COMMANDS)) {
    it(`${route} is used by: ${command}`, async () => {
      server.useCases.settle();
      requested.clear();
      await refresh();
      const words = command.split(' ').map((word) => known[word] ?? word);
      const { code, out } = await (words.includes('--follow') ? follow(words) : run(words));
      assert.equal(code, 0, out);
      await waitFor(() => requested.has(route), `${route} to be asked for; it was ${[...requested].join(', ')}`, 5_000);
    }); // prettier-ignore
  }

  /** Ids of what the commands before have made. */
  async function refresh(): Promise<void> {
    const { useCases } = server;
    const { id } = (await useCases.findStack('default', 'web'))!;
    known['SNAPSHOT'] = (await useCases.snapshots.listSnapshots('default', id))[0]?.id ?? '';
    known['CONFIG'] = (await useCases.software.listConfigs('default')).at(-1)?.id ?? '';
    known['DEPLOYMENT'] = (await useCases.software.listDeployments('default'))[0]?.id ?? '';
  }

  /** Until Ctrl-C, which this process must not get. */
  async function follow(words: readonly string[]): Promise<{ code: unknown; out: string }> {
    const following = startCli(words, { ISOTHERM_ENDPOINT: server.url, ISOTHERM_TOKEN: server.token() });
    await waitFor(() => following.out().includes('CREATE_COMPLETE'), 'the past is told');
    const { id } = (await server.useCases.findStack('default', 'web'))!;
    const before = following.out().length;
    await server.useCases.updateStack('default', id, {}, { existing: true });
    server.useCases.settle();
    await waitFor(() => following.out().length > before, 'a new event is told');
    // The log has no line of streams; nothing else tells what happens later.
    requested.add('GET S/events/stream');
    following.child.kill('SIGINT');
    return following.done;
  }

  /** In this process: another one for each would take longer to start than all the rest. */
  async function run(words: readonly string[]): Promise<{ code: unknown; out: string }> {
    const { exitCode } = process;
    const writes = [process.stdout, process.stderr].map((stream) => ({
      stream,
      write: stream.write.bind(stream),
    }));
    let out = '';
    for (const { stream } of writes)
      stream.write = (chunk: string | Uint8Array) => {
        out += String(chunk);
        return true;
      };
    try {
      const program = buildProgram().exitOverride();
      await program.parseAsync([...words, '--endpoint', server.url, '--token', server.token()], {
        from: 'user',
      });
      return { code: process.exitCode, out };
    } finally {
      for (const { stream, write } of writes) stream.write = write;
      process.exitCode = exitCode;
    }
  }
});

function short(route: string): string {
  return route.replace(S, 'S').replace(T, 'T');
}
