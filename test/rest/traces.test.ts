import assert from 'node:assert/strict';
import { RecordingTracer } from '../support/recording-tracer.js';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const CLIENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('REST: traces', () => {
  let rest: RestHarness;
  let tracer: RecordingTracer;
  beforeEach(async () => {
    tracer = new RecordingTracer();
    rest = await restHarness({ tracer });
  });
  afterEach(() => rest.close());

  it('have a span for each request, named by its route, that belongs to the client', async () => {
    const answer = await rest.call('GET', '/v1/acme/stacks/web/none?secret=x', {
      headers: { traceparent: CLIENT, 'user-agent': 'curl/8' },
    });
    const { name, kind, parent, attributes, ended, failure } = tracer.last;
    assert.deepEqual(
      [name, kind, parent, ended, failure],
      ['GET /v1/:tenant/stacks/:stackName/:stackId', 'server', CLIENT, true, undefined],
    );
    assert.deepEqual(attributes, {
      'http.request.method': 'GET',
      'http.route': '/v1/:tenant/stacks/:stackName/:stackId',
      'http.response.status_code': 404,
      'url.scheme': 'http',
      'url.path': '/v1/acme/stacks/web/none',
      'user_agent.original': 'curl/8',
      'isotherm.tenant': 'acme',
      'isotherm.request.id': answer.headers['x-openstack-request-id'],
    });
    assert.equal(tracer.spans.length, 1);
  });

  it('are of requests that are refused too, and of those that lead nowhere', async () => {
    await rest.call('GET', '/v1/acme/stacks', { headers: { 'x-auth-token': 'wrong' } });
    await rest.call('GET', '/nowhere');
    assert.deepEqual(
      tracer.spans.map(({ name, attributes, ended }) => [
        name,
        attributes['http.response.status_code'],
        ended,
      ]),
      [
        ['GET /v1/:tenant/stacks', 401, true],
        ['GET', 404, true],
      ],
    );
  });

  it('say that a request failed when it is our fault', async () => {
    rest.useCases.listStacks = () => Promise.reject(new Error('a fault of ours'));
    await rest.call('GET', '/v1/acme/stacks');
    assert.deepEqual([tracer.last.attributes['error.type'], tracer.last.failure], ['500', '']);
  });

  it('hold what a request asks for, also behind its body', async () => {
    let within = '';
    const createStack = rest.useCases.createStack.bind(rest.useCases);
    rest.useCases.createStack = async (...request) => {
      await new Promise((resolve) => setImmediate(resolve));
      within = tracer.current();
      return createStack(...request);
    };
    await rest.create('web', twoThings);
    assert.equal(within, tracer.spans[0]?.traceParent);
    assert.equal(tracer.current(), '');
  });

  it('know nothing of those who ask whether it is well', async () => {
    for (const path of ['/healthz', '/healthcheck', '/readyz']) await rest.call('GET', path);
    assert.deepEqual(tracer.spans, []);
  });
});
