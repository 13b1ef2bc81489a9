import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isAskedFor } from '../../lib/tracing/start-tracing.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import type { Told } from './traced-process.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('traced-process.js', import.meta.url));

/** In a process of its own: what is loaded and registered is so for all of one. */
async function traced(
  env: Record<string, string>,
  parents: readonly string[] = [],
): Promise<Told & { readonly log: string }> {
  const { stdout, stderr } = await run(process.execPath, [program, ...parents], {
    env: { PATH: process.env['PATH'], ...env },
  });
  return { ...(JSON.parse(stdout) as Told), log: stderr };
}

describe('tracing', function () {
  this.timeout(60_000);

  it('loads nothing where the environment does not ask for it', async () => {
    const { traces, loaded, log } = await traced({});
    assert.deepEqual([traces, loaded, log], [false, [], '']);
  });

  it('sends what is left when it stops, as the standard variables say', async () => {
    const receiver = await OtlpReceiver.start();
    try {
      const { traces, loaded } = await traced(
        {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
          OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.instance.id=mine',
          OTEL_BSP_SCHEDULE_DELAY: '60000',
        },
        ['', ''],
      );
      assert.ok(traces);
      assert.ok(loaded.includes('@opentelemetry/sdk-trace-node'), loaded.join());
      assert.deepEqual(
        receiver.spans.map(({ name, service, instance }) => [name, service, instance]).sort(),
        ['span 0', 'span 1', 'within 0', 'within 1'].map((name) => [name, 'isotherm-test', 'mine']),
      );
      await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'ours' }, ['']);
      assert.equal(receiver.spans.at(-1)?.service, 'ours');
      await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'always_off' }, ['']);
      assert.equal(receiver.spans.length, 6);
    } finally {
      await receiver.stop();
    }
  });

  it('goes on with a trace that is sampled, leaves one that is not, and begins one where there is none', async () => {
    const receiver = await OtlpReceiver.start();
    const [id, span] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    const none = [
      '',
      'x',
      `00-${id}-01`,
      `00-${id}-${'0'.repeat(16)}-01`,
      `ff-${id}-${span}-01`,
      `00-${id}-${span}-01, y`,
    ];
    try {
      await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, [
        `00-${id}-${span}-00`,
        `00-${id}-${span}-01`,
        ...none,
      ]);
      const { spans } = receiver;
      const [first, ...others] = spans.filter(({ name }) => name.startsWith('span'));
      const within = spans.find(({ name }) => name === 'within 1');
      assert.deepEqual([first?.name, first?.traceId, first?.parent], ['span 1', id, span]);
      assert.equal(within?.parent, first?.spanId);
      assert.deepEqual(
        others.map(({ parent, traceId }) => [parent, traceId === id]),
        none.map(() => ['', false]),
      );
    } finally {
      await receiver.stop();
    }
  });

  for (const [what, listens] of [
    ['away', false],
    ['silent', true],
  ] as const) {
    it(`is not held up by a collector that is ${what}, and says so seldom`, async () => {
      const server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      if (!listens) server.close();
      const begun = performance.now();
      const { stopMs, log } = await traced(
        {
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(port)}`,
          OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '20',
        },
        new Array<string>(70).fill(''),
      );
      server.closeAllConnections();
      server.close();
      assert.ok(stopMs < 5_500, `${String(stopMs)} ms`);
      // Nothing that tries again keeps the process from ending.
      assert.ok(performance.now() - begun < stopMs + 5_000);
      const complaints = log.split('\n').filter((line) => line.includes('does not take spans'));
      // Of seven batches the first, the second and the fourth.
      assert.equal(complaints.length, 3, log);
      assert.ok(!log.includes('OpenTelemetry:'), log);
    });
  }

  it('says that it speaks http/json alone', async () => {
    const { log } = await traced({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    assert.match(log, /http\/json/);
  });

  const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
  const environments: [boolean, Record<string, string>][] = [
    [false, {}],
    [false, { OTEL_SERVICE_NAME: 'x' }],
    [true, collector],
    [true, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }],
    [true, { OTEL_TRACES_EXPORTER: 'otlp' }],
    [true, { OTEL_TRACES_EXPORTER: 'console, otlp' }],
    [false, { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    [false, { ...collector, OTEL_SDK_DISABLED: 'true' }],
    [true, { ...collector, OTEL_SDK_DISABLED: 'false' }],
    [false, { ...collector, OTEL_TRACES_EXPORTER: 'none' }],
  ];
  for (const [expected, env] of environments) {
    it(`is ${expected ? '' : 'not '}asked for by ${JSON.stringify(env)}`, () => {
      assert.equal(isAskedFor(env), expected);
    });
  }
});
