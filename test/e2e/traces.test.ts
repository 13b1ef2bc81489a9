import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtlpReceiver, type SentSpan } from '../support/otlp-receiver.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { call } from './api.js';
import { Fleet } from './fleet.js';

const CLIENT_SPAN = '00f067aa0ba902b7';

describe('traces of a fleet', function () {
  this.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-traces-'));
  let collector: OtlpReceiver;
  let database: TestDatabase;
  let fleet: Fleet;

  before(async () => {
    database = await freshDatabase();
    collector = await OtlpReceiver.start();
    fleet = await Fleet.prepare(directory, database.url, {
      environment: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...collector.environment,
      },
    });
    await fleet.up();
  });
  after(async () => {
    await fleet.stop();
    await collector.stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('lead from a request to the handlers that were called for it', async () => {
    const { traceId, status } = await create('shop', {
      first: file('first', 'one'),
      second: { ...file('second', 'two'), depends_on: 'first' },
    });
    await waitFor(async () => (await status()) === 'CREATE_COMPLETE', 'the stack to be made', 30_000);
    const spans = await spansOf(traceId, 5);
    const request = only(spans, 'POST /v1/:tenant/stacks');
    assert.deepEqual([request.parent, request.service], [CLIENT_SPAN, 'isotherm-engine']);
    assert.deepEqual(
      ['http.response.status_code', 'isotherm.tenant'].map((key) => request.attributes[key]),
      [201, 'default'],
    );
    for (const name of ['first', 'second']) {
      const ofIt = spans.filter(({ attributes }) => attributes['isotherm.resource.name'] === name);
      const job = only(ofIt, 'job CREATE Local::File');
      const handler = only(ofIt, 'handler CREATE Local::File');
      assert.deepEqual([job.parent, job.service], [request.spanId, 'isotherm-engine']);
      assert.deepEqual([handler.parent, handler.service], [job.spanId, 'isotherm-worker']);
      assert.equal(handler.instance, job.attributes['isotherm.worker.id']);
      for (const { attributes } of [job, handler]) {
        assert.deepEqual(
          [attributes['isotherm.stack.name'], attributes['isotherm.job.attempt']],
          ['shop', 1],
        );
        assert.equal(attributes['isotherm.job.outcome'], 'succeeded');
      }
    }
    assert.equal(spans.length, 5);
  });

  it('go on where another engine goes on', async () => {
    const flag = join(directory, 'go');
    const { traceId, status } = await create('slow', {
      first: shell(`touch ${flag}.begun; until [ -e ${flag} ]; do sleep 0.05; done`),
      second: { ...file('after', 'x'), depends_on: 'first' },
    });
    const [request] = await spansOf(traceId, 1);
    await waitFor(() => Promise.resolve(isThere(`${flag}.begun`)), 'the command to run', 30_000);
    await fleet.kill('engine');
    await fleet.isReady('engine');
    writeFileSync(flag, '');
    await waitFor(async () => (await status()) === 'CREATE_COMPLETE', 'the stack to be made', 30_000);
    const spans = await spansOf(traceId, 5);
    // The job that was under way has a span of the engine that took its report, its handler one of that which called it.
    const names = ['job CREATE Local::Command', 'handler CREATE Local::Command', 'job CREATE Local::File'];
    const [adopted, handler, next] = names.map((name) => only(spans, name));
    assert.equal(adopted?.parent, request?.spanId);
    assert.equal(adopted?.attributes['isotherm.job.outcome'], 'succeeded');
    assert.notEqual(handler?.parent, adopted?.spanId);
    assert.equal(next?.parent, request?.spanId);
    assert.equal(spans.length, 5);
  });

  it('of a repair begin with it, and name that of the goal', async () => {
    const { traceId, status } = await create('kept', { thing: file('kept', 'as it was') });
    await waitFor(async () => (await status()) === 'CREATE_COMPLETE', 'the stack to be made', 30_000);
    const path = join(directory, 'kept');
    writeFileSync(path, 'changed');
    const isRepaired = () => Promise.resolve(readFileSync(path, 'utf8') === 'as it was');
    await waitFor(isRepaired, 'the file to be repaired', 30_000);
    const repairs = () => collector.spans.filter(({ links }) => links.includes(traceId));
    await waitFor(() => Promise.resolve(repairs().length > 0), 'the span of the repair', 10_000);
    const [repair] = repairs();
    assert.deepEqual([repair?.name, repair?.parent], ['job UPDATE Local::File', '']);
    const [, handler] = await spansOf(repair?.traceId ?? '', 2);
    assert.ok(handler);
    assert.equal((await spansOf(traceId, 3)).length, 3);
  });

  it('tell what has failed, and why', async () => {
    const { traceId, status } = await create('broken', { bad: shell('echo no luck >&2; exit 3') });
    await waitFor(async () => (await status()) === 'CREATE_FAILED', 'the stack to fail', 30_000);
    const spans = await spansOf(traceId, 3);
    const job = only(spans, 'job CREATE Local::Command');
    const handler = only(spans, 'handler CREATE Local::Command');
    assert.deepEqual([job.failed, handler.failed], [true, true]);
    assert.match(job.message, /no luck/);
    assert.equal(job.attributes['error.type'], 'permanent');
    assert.equal(handler.attributes['error.type'], 'permanent');
  });

  it('are lost while the collector is away, and nothing else is', async () => {
    await collector.stop();
    const { status } = await create('alone', { thing: file('alone', 'x') });
    await waitFor(async () => (await status()) === 'CREATE_COMPLETE', 'the stack to be made', 30_000);
    const isTold = () => Promise.resolve(fleet.logTail('worker', 1_000).includes('does not take spans'));
    await waitFor(isTold, 'the worker to say so', 30_000);
    const begun = performance.now();
    for (const name of ['worker', 'engine']) assert.equal(await fleet.end(name, 'SIGTERM'), 0, name);
    assert.ok(performance.now() - begun < 20_000);
  });

  interface Made {
    readonly traceId: string;
    readonly status: () => Promise<string>;
  }

  /** As part of a trace that a client has begun. */
  async function create(name: string, resources: object): Promise<Made> {
    const traceId = randomBytes(16).toString('hex');
    const template = { heat_template_version: '2016-10-14', resources };
    const { body } = await call<{ stack: { id: string } }>(fleet, 'POST', '/stacks', {
      body: { stack_name: name, template },
      traceParent: `00-${traceId}-${CLIENT_SPAN}-01`,
    });
    const path = `/stacks/${name}/${body.stack.id}`;
    const status = async () =>
      (await call<{ stack: { stack_status: string } }>(fleet, 'GET', path)).body.stack.stack_status;
    return { traceId, status };
  }

  async function spansOf(traceId: string, atLeast: number): Promise<readonly SentSpan[]> {
    const came = () => Promise.resolve(collector.of(traceId).length >= atLeast);
    await waitFor(came, `${String(atLeast)} spans`, 10_000);
    return collector.of(traceId);
  }

  function file(name: string, content: string): object {
    return { type: 'Local::File', properties: { path: join(directory, name), content } };
  }
});

function shell(script: string): object {
  return { type: 'Local::Command', properties: { command: '/bin/sh', args: ['-c', script] } };
}

function only(spans: readonly SentSpan[], name: string): SentSpan {
  const found = spans.filter((span) => span.name === name);
  assert.equal(found.length, 1, `${name} in ${spans.map((span) => span.name).join(', ')}`);
  return found[0]!;
}

function isThere(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
