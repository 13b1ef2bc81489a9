import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isAskedFor } from '../../lib/tracing/start-tracing.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import type { Told } from './traced-process.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('traced-process.js', import.meta.url));

/** In a process of its own: what is loaded and registered is so for all of one. */
async function traced(env: Record<string, string>, spans = 0): Promise<Told & { readonly log: string }> {
  const { stdout, stderr } = await run(process.execPath, [program, String(spans)], {
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
        3,
      );
      assert.ok(traces);
      assert.ok(loaded.includes('@opentelemetry/sdk-trace-node'), loaded.join());
      assert.deepEqual(
        receiver.spans.map(({ name, service, instance }) => [name, service, instance]),
        [0, 1, 2].map((i) => [`span ${String(i)}`, 'isotherm-test', 'mine']),
      );
      await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: 'ours' }, 1);
      assert.equal(receiver.spans.at(-1)?.service, 'ours');
      await traced({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'always_off' }, 1);
      assert.equal(receiver.spans.length, 4);
    } finally {
      await receiver.stop();
    }
  });

  it('is not held up by a collector that is away, and says so seldom', async () => {
    const receiver = await OtlpReceiver.start();
    const { url } = receiver;
    await receiver.stop();
    const begun = performance.now();
    const { stopMs, log } = await traced(
      { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' },
      70,
    );
    assert.ok(stopMs < 5_500, `${String(stopMs)} ms`);
    // Nothing that tries again keeps the process from ending.
    assert.ok(performance.now() - begun < stopMs + 5_000);
    const complaints = log.split('\n').filter((line) => line.includes('does not take spans'));
    // Of seven batches the first, the second and the fourth.
    assert.equal(complaints.length, 3, log);
    assert.ok(!log.includes('OpenTelemetry:'), log);
  });

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
