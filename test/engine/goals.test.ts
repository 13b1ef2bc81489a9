import assert from 'node:assert/strict';
import type { GoalRequest } from '../../services/engine/app/use-cases/use-cases.js';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';

const two = templateOf({ a: { kind: 'a', size: 1 }, b: { kind: 'b', size: 1, depends_on: 'a' } });
const grown = templateOf({ a: { kind: 'a', size: 2 }, b: { kind: 'b', size: 2, depends_on: 'a' } });

describe('a goal', function () {
  this.timeout(30_000);
  let bench: EngineBench;

  before(async () => {
    bench = await EngineBench.open();
  });
  after(() => bench.close());
  afterEach(() => {
    bench.peers.mend();
  });

  const asked = async (id: string) =>
    (await bench.useCases.history.listRevisions(TENANT, id)).map(({ asked }) => asked);

  it('is tried again by an empty PATCH, which compiles nothing', async () => {
    bench.peers.fails('create b', 'no room');
    const id = await bench.create('retry', two, {}, 'CREATE_FAILED');
    const { resources } = await bench.useCases.exportStack(TENANT, id);
    assert.deepEqual(
      [resources['a']?.resource_id, resources['b']?.resource_id],
      [bench.peers.idOf('a'), null],
      'of what was not made there is no id to adopt',
    );
    bench.peers.mend();
    const { revision } = await bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    assert.equal(revision, 2);
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.deepEqual(await asked(id), ['retry', 'create']);
    const [, first] = await bench.useCases.history.listRevisions(TENANT, id);
    assert.equal(first?.state, 'failed');
    assert.equal((await bench.useCases.history.showRevision(TENANT, id, 2)).base, 1);
    assert.equal(bench.peers.done.filter((job) => job === 'create a').length, 1, 'what stands is kept');
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('that fails is left for the last one that was reached, when rollback is on', async () => {
    const id = await bench.create('back', two, { disableRollback: false });
    bench.peers.fails('update b', 'too big', 1);
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    await bench.reaches(id, 'ROLLBACK_COMPLETE');
    const [newest, before] = await bench.useCases.history.listRevisions(TENANT, id);
    assert.deepEqual([newest?.asked, newest?.base, newest?.state], ['rollback to 1', 1, 'current']);
    assert.deepEqual([before?.asked, before?.state], ['update', 'failed']);
    assert.equal(bench.peers.things.get(bench.peers.idOf('a'))?.properties['size'], 1);
    const [failure] = await bench.useCases.listFailures(TENANT, id);
    assert.deepEqual([failure?.path, failure?.cause], ['back.b', 'too big'], 'why it went back stays known');
    assert.match(JSON.stringify(await bench.useCases.showTemplate(TENANT, id)), /size\W+1/);
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('of a create that fails is the empty one, when rollback is on; an empty PATCH tries it again', async () => {
    bench.peers.fails('create b', 'no room');
    const id = await bench.create('undone', two, { disableRollback: false }, 'ROLLBACK_COMPLETE');
    assert.equal(bench.peers.things.size, 0);
    bench.peers.mend();
    await bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.equal(bench.peers.things.size, 2);
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('carries on what applies beside the template, unless it is given anew', async () => {
    const id = await bench.create('modes', two, { drift: 'report', disableRollback: false });
    await bench.useCases.requests.actOnResource(TENANT, id, 'a', { kind: 'skip' });
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    const after = await bench.useCases.showStack(TENANT, id);
    assert.deepEqual([after.drift, after.skipped, after.disableRollback], ['report', ['a'], false]);
    await bench.useCases.updateStack(
      TENANT,
      id,
      { drift: 'ignore', disableRollback: true },
      { existing: true },
    );
    const last = await bench.useCases.showStack(TENANT, id);
    assert.deepEqual([last.drift, last.skipped, last.disableRollback], ['ignore', ['a'], true]);
    await bench.useCases.requests.actOnResource(TENANT, id, 'a', { kind: 'unskip' });
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('has the tags that come with it: a whole one without any has none, as in Heat', async () => {
    const id = await bench.create('tags', two, { tags: ['a'], timeoutMins: 7 });
    const tags = async (request: GoalRequest, existing: boolean) => {
      await bench.useCases.updateStack(TENANT, id, request, { existing });
      const after = await bench.useCases.showStack(TENANT, id);
      assert.equal(after.timeoutMins, 7, 'unlike the timeout');
      return after.tags;
    };
    assert.deepEqual(await tags({ template: grown }, true), ['a']);
    assert.deepEqual(await tags({}, true), ['a']);
    assert.deepEqual(await tags({ template: two }, false), []);
    assert.deepEqual(await tags({ template: two, tags: ['b'] }, false), ['b']);
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
    await assert.rejects(bench.useCases.exportStack(TENANT, id), { message: /The Stack \(tags\) could not/ });
  });

  it('of CloudFormation is shown as one', async () => {
    const template = { AWSTemplateFormatVersion: '2010-09-09', Resources: { a: { Type: 'Test::Thing', Properties: { kind: 'a' } } } }; // prettier-ignore
    const id = await bench.create('cfn', JSON.stringify(template));
    assert.equal((await bench.useCases.showStack(TENANT, id)).format, 'cfn');
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('keeps the files of a template once, and gives them to the next one', async () => {
    const template = {
      heat_template_version: '2018-08-31',
      resources: { a: { type: 'Test::Thing', properties: { kind: 'a', peer: { get_file: 'note' } } } },
    };
    const id = await bench.create('files', template, { files: { note: 'first', other: 'first' } });
    await bench.useCases.updateStack(TENANT, id, { files: { other: 'second' } }, { existing: true });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.deepEqual((await bench.useCases.history.showRevision(TENANT, id, 2)).files, ['note', 'other']);
    assert.equal(bench.peers.things.get(bench.peers.idOf('a'))?.properties['peer'], 'first');
    const rows = await bench.database.query<{ content: string; request: string }[]>(
      `SELECT blob.content, coalesce(revision.request, '') AS request FROM blob LEFT JOIN revision ON revision.template = blob.hash`,
    );
    assert.equal(
      rows.filter(({ content }) => content.startsWith('sealed:')).length,
      2,
      'one for each content',
    );
    assert.ok(rows.every(({ content }) => !content.includes('first')));
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('is refused while the stack is suspended or deleting, in the words of Heat', async () => {
    const id = await bench.create('still', two);
    await bench.useCases.requests.act(TENANT, id, 'suspend');
    await bench.reaches(id, 'SUSPEND_COMPLETE');
    const update = () => bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    await assert.rejects(update, { message: 'Updating a stack when it is suspended is not supported.' });
    await bench.useCases.requests.act(TENANT, id, 'resume');
    await bench.reaches(id, 'RESUME_COMPLETE');
    bench.peers.hanging.add('delete b');
    await bench.useCases.deleteStack(TENANT, id);
    await assert.rejects(update, { message: 'Updating a stack when it is deleting is not supported.' });
    bench.peers.release('delete b');
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('of a protected stack may be anything but a delete', async () => {
    const id = await bench.create('safe', two);
    await bench.useCases.requests.act(TENANT, id, 'protect');
    const { revision, protected: isProtected } = await bench.useCases.showStack(TENANT, id);
    assert.deepEqual([revision, isProtected], [1, true], 'it is no revision');
    await assert.rejects(bench.useCases.deleteStack(TENANT, id), { code: 'stack.protected' });
    await assert.rejects(bench.useCases.abandonStack(TENANT, id), { code: 'stack.protected' });
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    await bench.useCases.requests.act(TENANT, id, 'unprotect');
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('of a delete can be forced, once it is shown what that leaves behind', async () => {
    const id = await bench.create('stuck', two);
    bench.peers.fails('delete b', 'it is in use');
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_FAILED');
    const left = await bench.useCases.leftBehind(TENANT, id);
    assert.deepEqual(left, [
      {
        resource: 'b',
        type: 'Test::Thing',
        physicalId: bench.peers.idOf('b'),
        reason: 'its delete failed: it is in use',
      },
    ]);
    await bench.useCases.deleteStack(TENANT, id, { force: true });
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.equal(bench.peers.things.size, 1);
    bench.peers.things.clear();
  });

  it('may take over things that exist, and those of an abandoned stack', async () => {
    const id = await bench.create('old', two, { tags: ['blue'] });
    const [a, b] = [bench.peers.idOf('a'), bench.peers.idOf('b')];
    const document = await bench.useCases.abandonStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.equal(bench.peers.things.size, 2, 'its things stay');
    assert.deepEqual(
      [
        document.resources['a']?.resource_id,
        document.resources['b']?.resource_id,
        document.project_id,
        document.tags,
      ],
      [a, b, TENANT, ['blue']],
    );
    const made = bench.peers.done.filter((job) => job.startsWith('create')).length;
    const adopted = await bench.useCases.createStack(TENANT, { name: 'new' }, { adopt: document });
    await bench.reaches(adopted.id, 'ADOPT_COMPLETE');
    assert.equal(bench.peers.done.filter((job) => job.startsWith('create')).length, made, 'nothing is made');
    assert.equal((await bench.useCases.showResource(TENANT, adopted.id, 'a')).physicalId, a);

    bench.peers.things.set('found', { properties: { kind: 'c' }, content: '' });
    const template = templateOf({ a: { kind: 'a', size: 1 }, c: { kind: 'c' } });
    const importing = (imports: Record<string, string>) =>
      bench.useCases.updateStack(TENANT, adopted.id, { template, imports }, { existing: false });
    await assert.rejects(importing({ cc: 'found' }), { code: 'resource.not-found' });
    await importing({ c: 'found' });
    await bench.reaches(adopted.id, 'UPDATE_COMPLETE');
    assert.equal((await bench.useCases.showResource(TENANT, adopted.id, 'c')).physicalId, 'found');
    assert.equal(bench.peers.things.has(b), false, 'b is wanted no more');
    const again = { template, imports: { c: 'another' } };
    const message =
      /^Resource c of Stack new has the thing found already and cannot take over another: import/;
    await assert.rejects(importing(again.imports), { code: 'resource.has-thing', message });
    const { plans } = bench.useCases;
    await assert.rejects(plans.planUpdate(TENANT, adopted.id, again, { existing: false }), { message });
    await importing({ c: 'found' });
    await bench.reaches(adopted.id, 'UPDATE_COMPLETE');
    await bench.useCases.deleteStack(TENANT, adopted.id);
    await bench.reaches(adopted.id, 'DELETE_COMPLETE');
    assert.equal(bench.peers.things.size, 0);
  });

  it('takes over values that lived in the engine with what the document knows of them, sealed', async () => {
    const template = {
      heat_template_version: '2018-08-31',
      resources: { w: { type: 'Test::Word' } },
      outputs: { w: { value: { get_attr: ['w', 'value'] } } },
    };
    const id = await bench.create('words', template);
    const wordOf = async (stack: string) => (await bench.useCases.showOutput(TENANT, stack, 'w')).value;
    const word = await wordOf(id);
    const document = await bench.useCases.abandonStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
    assert.deepEqual(document.resources['w']?.resource_data, { value: word });
    const heir = await bench.useCases.createStack(TENANT, { name: 'heir' }, { adopt: document });
    await bench.reaches(heir.id, 'ADOPT_COMPLETE');
    assert.equal(await wordOf(heir.id), word);
    const stored = await bench.database.query<{ modes: object }[]>(
      `SELECT modes FROM revision WHERE stack = $1`,
      [heir.id],
    );
    assert.match(JSON.stringify(stored), /"data":"sealed:/);
    assert.ok(typeof word === 'string' && !JSON.stringify(stored).includes(word));
    await bench.useCases.deleteStack(TENANT, heir.id);
    await bench.reaches(heir.id, 'DELETE_COMPLETE');
  });

  it('may be given up for the one before, or halted where it stands until the next', async () => {
    const id = await bench.create('halt', two);
    const act = (action: 'cancel_update' | 'cancel_without_rollback') =>
      bench.useCases.requests.act(TENANT, id, action);
    await assert.rejects(act('cancel_update'), {
      message: 'Cancelling update when stack is CREATE_COMPLETE is not supported.',
    });
    bench.peers.hanging.add('update a');
    await bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false });
    await act('cancel_without_rollback');
    await bench.isTakenUp(id);
    bench.peers.release('update a');
    await bench.reaches(id, 'UPDATE_FAILED');
    assert.deepEqual((await asked(id)).slice(0, 2), ['cancel', 'update']);
    assert.equal(bench.peers.things.get(bench.peers.idOf('b'))?.properties['size'], 1);
    bench.peers.hanging.add('update b');
    await bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    await act('cancel_update');
    await bench.isTakenUp(id);
    bench.peers.release('update b');
    await bench.reaches(id, 'ROLLBACK_COMPLETE');
    assert.equal((await asked(id))[0], 'rollback to 1');
    assert.equal(bench.peers.things.get(bench.peers.idOf('a'))?.properties['size'], 1);
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });

  it('is refused for another revision than the one that it was made for', async () => {
    const id = await bench.create('versions', two);
    const update = (ifRevision: number) =>
      bench.useCases.updateStack(TENANT, id, { template: grown }, { existing: false, ifRevision });
    assert.equal((await update(1)).revision, 2);
    await assert.rejects(update(1), { code: 'stack.revision-mismatch' });
    const many = await Promise.all(
      Array.from({ length: 5 }, () => bench.useCases.updateStack(TENANT, id, {}, { existing: true })),
    );
    assert.deepEqual(
      many.map(({ revision }) => revision).sort(),
      [3, 4, 5, 6, 7],
      'others write after one another',
    );
    await bench.useCases.deleteStack(TENANT, id);
    await bench.reaches(id, 'DELETE_COMPLETE');
  });
});
