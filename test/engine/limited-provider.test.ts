import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

const things = (...names: readonly string[]) =>
  templateOf(Object.fromEntries(names.map((name) => [name, {}])));

describe('a provider with limits', function () {
  this.timeout(30_000);
  let bench: EngineBench;

  const open = async (limits: object) => {
    bench = await EngineBench.open({ providerLimits: { openMs: 200, ...limits } });
  };
  afterEach(() => bench.close());

  const why = async (id: string) => (await bench.useCases.why(TENANT, id)).map(({ reason }) => reason);

  it('has no more to do at a time than it bears, and why says who waits for that', async () => {
    await open({ providers: { things: { concurrency: 2 } } });
    for (const name of ['a', 'b', 'c', 'd']) bench.peers.hanging.add(`create ${name}`);
    const { id } = await bench.useCases.createStack(TENANT, {
      name: 's',
      template: things('a', 'b', 'c', 'd'),
    });
    const waiting = async () =>
      (await why(id)).filter((reason) => /provider things are limited to 2 at a time$/.test(reason));
    await waitFor(async () => (await waiting()).length === 2, 'two to wait for their provider');
    assert.equal((await why(id)).filter((reason) => /on worker/.test(reason)).length, 2);
    for (const name of ['a', 'b', 'c', 'd']) bench.peers.release(`create ${name}`);
    await bench.reaches(id, 'CREATE_COMPLETE');
    for (const name of ['a', 'b', 'c', 'd']) bench.peers.hanging.add(`delete ${name}`);
    await bench.useCases.deleteStack(TENANT, id);
    const kept = async () =>
      (await why(id)).filter((reason) => /is to be deleted: actions of provider things/.test(reason));
    await waitFor(async () => (await kept()).length === 2, 'two to be deleted after the others');
    for (const name of ['a', 'b', 'c', 'd']) bench.peers.release(`delete ${name}`);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('has room for one project though another has more to do than it may', async () => {
    await open({ providers: { '*': { project: { concurrency: 1 } } } });
    for (const name of ['a', 'b']) bench.peers.hanging.add(`create ${name}`);
    const { id } = await bench.useCases.createStack(TENANT, { name: 's', template: things('a', 'b') });
    await waitFor(
      async () => /for this project are limited to 1/.test((await why(id)).join()),
      'one to wait',
    );
    const other = await bench.useCases.createStack('others', { name: 's', template: things('c') });
    const done = async () => (await bench.useCases.showStack('others', other.id)).status === 'COMPLETE';
    await waitFor(done, 'the other project to go on');
    for (const name of ['a', 'b']) bench.peers.release(`create ${name}`);
    await bench.reaches(id, 'CREATE_COMPLETE');
  });

  it('is left alone when it fails again and again, and no attempts are spent meanwhile', async () => {
    await open({ openMs: 600, providers: { things: { failures: 3 } } });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) bench.peers.fails(`create ${name}`, 'it is down', Infinity, 'transient');
    const { id } = await bench.useCases.createStack(TENANT, { name: 's', template: things(...names) });
    const left = async () =>
      /have failed \d+ times in a row: one tries it again/.test((await why(id)).join());
    await waitFor(left, 'it to be left alone');
    assert.equal(await bench.status(id), 'CREATE_IN_PROGRESS');
    bench.peers.mend();
    await bench.reaches(id, 'CREATE_COMPLETE');
    const metrics = await bench.engine.metrics.registry.metrics();
    assert.match(metrics, /isotherm_provider_circuits_open\{provider="things"\} 0/);
    assert.match(metrics, /isotherm_provider_actions\{provider="things"\} 0/);
  });

  it('gets what may begin in a second, and then the rest', async () => {
    await open({ providers: { things: { ratePerSecond: 20 } } });
    const names = Array.from({ length: 25 }, (_, n) => `r${String(n)}`);
    await bench.create('s', things(...names));
  });
});
