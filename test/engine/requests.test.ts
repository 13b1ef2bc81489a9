import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

const two = templateOf({ a: { kind: 'a', size: 1 }, b: { kind: 'b', size: 1, depends_on: 'a' } });
const grown = templateOf({ a: { kind: 'a', size: 2 }, b: { kind: 'b', size: 2, depends_on: 'a' } });

describe('a request', function () {
  this.timeout(30_000);
  let bench: EngineBench;
  let id: string;

  before(async () => {
    bench = await EngineBench.open();
  });
  after(() => bench.close());
  beforeEach(async () => {
    id = await bench.create('shop', two);
    bench.peers.done.length = 0;
  });
  afterEach(async () => {
    bench.peers.mend();
    await bench.useCases.deleteStack(TENANT, id, { force: true });
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.equal(bench.peers.things.size, 0);
  });

  const act = (action: Parameters<typeof bench.useCases.requests.act>[2]) =>
    bench.useCases.requests.act(TENANT, id, action);
  const of = (resource: string, request: Parameters<typeof bench.useCases.requests.actOnResource>[3]) =>
    bench.useCases.requests.actOnResource(TENANT, id, resource, request);
  const revisions = () => bench.useCases.history.listRevisions(TENANT, id);

  it('suspends and resumes along the requirements', async () => {
    await act('suspend');
    await bench.reaches(id, 'SUSPEND_COMPLETE');
    await assert.rejects(act('check'), {
      message: 'Checking a stack when it is suspended is not supported.',
    });
    await act('resume');
    await bench.reaches(id, 'RESUME_COMPLETE');
    assert.deepEqual(bench.peers.done, ['suspend b', 'suspend a', 'resume a', 'resume b']);
    const [resume, suspend, create] = await revisions();
    assert.deepEqual([resume?.asked, suspend?.asked, create?.asked], ['resume', 'suspend', 'create']);
    assert.deepEqual(
      [resume?.base, resume?.state, suspend?.state, create?.state],
      [1, 'current', 'reached', 'reached'],
    );
  });

  it('to suspend waits for nothing that is under way: it is refused; a suspend can be taken back', async () => {
    bench.peers.hanging.add('update a');
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    const busy = { code: 'stack.busy', message: 'Stack shop already has an action (UPDATE) in progress.' };
    for (const action of ['suspend', 'resume', 'check'] as const) await assert.rejects(act(action), busy);
    await assert.rejects(of('a', { kind: 'check' }), busy);
    bench.peers.release('update a');
    await bench.reaches(id, 'UPDATE_COMPLETE');
    bench.peers.hanging.add('suspend b');
    await act('suspend');
    await act('resume');
    bench.peers.release('suspend b');
    await bench.reaches(id, 'RESUME_COMPLETE');
  });

  it('checks all there is, or one resource, or several at once', async () => {
    await act('check');
    await bench.reaches(id, 'CHECK_COMPLETE');
    assert.deepEqual(bench.peers.done, ['check a', 'check b']);
    bench.peers.done.length = 0;
    await of('b', { kind: 'check' });
    await bench.reaches(id, 'CHECK_COMPLETE');
    assert.deepEqual(bench.peers.done, ['check b']);
    bench.peers.done.length = 0;
    bench.peers.hanging.add('check a').add('check b');
    await of('a', { kind: 'check' });
    await of('b', { kind: 'check' });
    bench.peers.release('check a');
    bench.peers.release('check b');
    await bench.reaches(id, 'CHECK_COMPLETE');
    assert.deepEqual(new Set(bench.peers.done), new Set(['check a', 'check b']));
  });

  it('to pause changes no status, and nothing is touched until it is taken back', async () => {
    await act('pause');
    assert.equal(await bench.status(id), 'CREATE_COMPLETE', 'an old COMPLETE stays');
    await act('pause');
    assert.equal((await bench.useCases.showStack(TENANT, id)).revision, 2, 'it is paused already');
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    await waitFor(
      async () => (await bench.useCases.showStack(TENANT, id)).convergence === 'paused',
      'the update to wait',
    );
    assert.deepEqual(bench.peers.done, []);
    assert.equal(await bench.status(id), 'UPDATE_IN_PROGRESS');
    await act('unpause');
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.deepEqual(bench.peers.done, ['update a', 'update b']);
    const states = (await revisions()).map(({ asked, state }) => `${asked} ${state}`);
    assert.deepEqual(states, ['unpause current', 'update reached', 'pause reached', 'create reached']);
  });

  it('to mark a resource unhealthy replaces its thing; one to skip it lets the others go on', async () => {
    const old = bench.peers.idOf('a');
    await of('a', { kind: 'unhealthy', reason: 'it smells' });
    await waitFor(() => !bench.peers.things.has(old), 'the thing to be replaced');
    await waitFor(
      async () => (await bench.useCases.showStack(TENANT, id)).convergence === 'converged',
      'peace to be',
    );
    assert.equal(await bench.status(id), 'CREATE_COMPLETE');
    bench.peers.fails('update a', 'no way');
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    await bench.reaches(id, 'UPDATE_FAILED');
    await of('a', { kind: 'skip' });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.deepEqual((await bench.useCases.showStack(TENANT, id)).skipped, ['a']);
    assert.equal(bench.peers.things.get(bench.peers.idOf('b'))?.properties['size'], 2);
    await of('a', { kind: 'unskip' });
    await bench.reaches(id, 'UPDATE_FAILED');
    bench.peers.mend();
    await bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    await bench.reaches(id, 'UPDATE_COMPLETE');
  });

  it('to forget leaves behind what cannot be deleted, and only what nobody wants', async () => {
    await assert.rejects(of('b', { kind: 'forget' }), { code: 'request.unsupported' });
    bench.peers.fails('delete b', 'it is in use');
    const one = templateOf({ a: { kind: 'a', size: 1 } });
    await bench.useCases.updateStack(TENANT, id, { template: one }, { existing: false });
    await bench.reaches(id, 'UPDATE_FAILED');
    const left = bench.peers.idOf('b');
    await of('b', { kind: 'forget' });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.ok(bench.peers.things.delete(left), 'it is still there');
  });

  it('for a resource that is not there names the nearest one', async () => {
    await assert.rejects(of('aa', { kind: 'check' }), {
      code: 'resource.not-found',
      message: 'The Resource (aa) could not be found in Stack shop. Did you mean a?',
    });
  });
});
