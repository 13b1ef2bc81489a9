import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli, startCli } from '../support/run-cli.js';
import { waitFor } from '../support/wait-for.js';

const templates = {
  'web.yaml': `heat_template_version: 2021-04-16
parameters:
  fails: { type: boolean, default: false }
  text: { type: string, default: hello }
resources:
  first: { type: 'Memory::Thing', properties: { text: { get_param: text }, fails: { get_param: fails } } }
  second: { type: 'Memory::Plain', depends_on: first }
`,
  'endless.yaml': `heat_template_version: 2021-04-16
resources:
  slow: { type: 'Memory::Thing', properties: { waits: true } }
`,
  'stuck.yaml': `heat_template_version: 2021-04-16
resources:
  stuck: { type: 'Memory::Thing', properties: { undeletable: true } }
`,
};

describe('CLI: requests', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer({ stepMs: 5 });
    files = mkdtempSync(join(tmpdir(), 'isotherm-requests-'));
    for (const [name, text] of Object.entries(templates)) writeFileSync(join(files, name), text);
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory }, files);
  const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);
  const create = async (name: string, ...more: string[]) => {
    const { code, err } = await cli('stack', 'create', name, '-t', 'web.yaml', ...more);
    assert.deepEqual([code, err], [0, '']);
  };

  it('sends what a stack is told of its failures, drift, time and things to take over', async () => {
    const more = ['--rollback', '--drift', 'report', '--timeout', '30', '--import', 'first=thing=7'];
    await create('told', ...more);
    const shown = await json('stack', 'show', 'told');
    assert.deepEqual([shown.disable_rollback, shown.drift_policy, shown.timeout_mins], [false, 'report', 30]);
    assert.equal((await json('resource', 'show', 'told', 'first')).physical_resource_id, 'thing=7');
    assert.match((await cli('stack', 'show', 'told')).out, /^when it fails +it is rolled back$/m);
    await cli('stack', 'update', 'told', '--existing', '--disable-rollback');
    assert.equal((await json('stack', 'show', 'told')).disable_rollback, true);
    for (const wrong of [
      ['--drift', 'fix'],
      ['--rollback', '--disable-rollback'],
      ['--import', 'x'],
      ['--timeout', '0'],
    ]) {
      assert.equal((await cli('stack', 'create', 'x', '-t', 'web.yaml', ...wrong)).code, 2, wrong.join(' '));
    }
  });

  it('ends a create that is rolled back with 1, and tells what failed', async () => {
    const { code, out } = await cli(
      'stack',
      'create',
      'back',
      '-t',
      'web.yaml',
      '--rollback',
      '-P',
      'fails=true',
    );
    assert.equal(code, 1);
    assert.match(out, /first {2}CREATE_FAILED {2}.*told to fail/);
    assert.match(out, /back {2}ROLLBACK_COMPLETE/);
    assert.match(out, /\nROLLBACK_COMPLETE: .*\n$/);
    assert.equal((await json('stack', 'wait', 'back')).stack_status, 'ROLLBACK_COMPLETE');
    assert.equal((await cli('stack', 'wait', 'back')).code, 1);
  });

  it('tells failures with their cause and what the handler said, and goes on with retry', async () => {
    const { code, out } = await cli('stack', 'create', 'bad', '-t', 'web.yaml', '-P', 'fails=true');
    assert.equal(code, 1);
    const told =
      /^bad\.first {2}Memory::Thing {2}thing-first\n {2}create failed {2}\S+Z\n {2}MemoryError: .*told to fail\n {2}\| CREATE of first\n/m;
    assert.match(out, told);
    assert.match((await cli('failures', 'bad')).out, told);
    assert.equal((await json('failures', 'bad'))[0].attempt, 1);
    const retried = await cli('stack', 'retry', 'bad');
    assert.equal(retried.code, 1);
    assert.match(retried.out, /first {2}CREATE_IN_PROGRESS/);
    assert.match((await cli('failures', 'bad')).out, /create failed, 2 times/);
    assert.equal((await cli('stack', 'update', 'bad', '--existing', '-P', 'fails=false')).code, 0);
    assert.equal((await cli('failures', 'bad')).out, 'Nothing of bad has failed.\n');
  });

  it('cancels an update, with and without going back', async () => {
    await create('cancel');
    const update = ['stack', 'update', 'cancel', '-t', 'endless.yaml', '--no-wait'];
    assert.equal((await cli(...update)).code, 0);
    const back = await cli('stack', 'cancel', 'cancel');
    assert.equal(back.code, 0, back.err);
    assert.match(back.out, /cancel ROLLBACK_COMPLETE\n$/);
    assert.equal((await cli(...update)).code, 0);
    const halted = await cli('stack', 'cancel', 'cancel', '--no-rollback');
    assert.equal(halted.code, 0, halted.err);
    assert.match(halted.out, /cancel UPDATE_FAILED\n$/);
    assert.equal((await cli('stack', 'cancel', 'cancel')).code, 1);
  });

  it('suspends, resumes and checks stacks, one after the other', async () => {
    await create('one');
    await create('two');
    for (const action of ['suspend', 'resume', 'check']) {
      const { code, out } = await cli('stack', action, 'one', 'two');
      assert.equal(code, 0);
      for (const name of ['one', 'two'])
        assert.match(out, new RegExp(`^${name} ${action.toUpperCase()}_COMPLETE$`, 'm'));
    }
    assert.match((await cli('stack', 'check', 'one', '--no-wait')).out, /The check of stack one is accepted/);
    assert.equal((await cli('stack', 'check', 'one', 'none')).code, 4);
  });

  it('ends to wait for a stack that is paused, and says how it goes on', async () => {
    await create('still');
    assert.match((await cli('stack', 'pause', 'still')).out, /^Stack still is paused/);
    assert.match((await cli('stack', 'show', 'still')).out, /^paused +it is looked at, and not touched$/m);
    const update = startCli(['stack', 'update', 'still', '--existing', '-P', 'text=b'], {
      ISOTHERM_DATA: server.directory,
    });
    const { code, out } = await update.done;
    assert.equal(code, 1);
    assert.match(out, /the stack is paused, and nothing is touched before: isotherm stack unpause still\n$/);
    assert.equal((await cli('stack', 'unpause', 'still')).code, 0);
    assert.equal((await cli('stack', 'wait', 'still')).code, 0);
  });

  it('refuses to delete what is protected', async () => {
    await create('safe');
    assert.equal((await json('stack', 'protect', 'safe'))[0].protected, true);
    const refused = await cli('stack', 'delete', 'safe');
    assert.equal(refused.code, 5);
    assert.match(refused.err, /protected/);
    assert.equal((await cli('stack', 'unprotect', 'safe')).code, 0);
    assert.equal((await cli('stack', 'delete', 'safe')).code, 0);
  });

  it('shows what a forced delete leaves behind', async () => {
    assert.equal((await cli('stack', 'create', 'stuck', '-t', 'stuck.yaml')).code, 0);
    assert.equal((await cli('stack', 'delete', 'stuck')).code, 1);
    const { code, out } = await cli('stack', 'delete', 'stuck', '--force');
    assert.equal(code, 0);
    assert.match(
      out,
      /^What of stack stuck cannot be deleted is left behind.*\nNAME .*\nstuck +Memory::Thing +thing-stuck/,
    );
    assert.match(out, /stuck DELETE_COMPLETE\n$/);
  });

  it('hands a stack over: export, abandon, adopt', async () => {
    await create('mine', '-P', 'text=kept');
    const exported = await json('stack', 'export', 'mine');
    assert.equal(exported.resources.first.resource_id, 'thing-first');
    const { code, out } = await cli('stack', 'abandon', 'mine', '--output-file', 'mine.json');
    assert.deepEqual([code, out], [0, 'mine.json is written.\n']);
    const file = join(files, 'mine.json');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).name, 'mine');
    assert.equal((await cli('stack', 'show', 'mine')).code, 4);
    const adopted = await cli('stack', 'adopt', 'yours', '--adopt-file', 'mine.json');
    assert.equal(adopted.code, 0, adopted.err);
    assert.match(adopted.out, /first {2}ADOPT_COMPLETE[^]*yours ADOPT_COMPLETE\n$/);
    assert.equal((await json('resource', 'show', 'yours', 'first')).physical_resource_id, 'thing-first');
    // Nothing is written over, and nothing is forgotten when there is no place for the document.
    assert.equal((await cli('stack', 'abandon', 'yours', '--output-file', 'mine.json')).code, 2);
    assert.equal((await cli('stack', 'show', 'yours')).code, 0);
    assert.equal((await cli('stack', 'abandon', 'nobody', '--output-file', 'new.json')).code, 4);
  });

  it('asks of resources: unhealthy, skip, forget, check', async () => {
    await create('parts');
    assert.match(
      (await cli('resource', 'mark-unhealthy', 'parts', 'first', 'answers slowly')).out,
      /^Resource first of stack parts counts as unhealthy\.\n$/,
    );
    assert.match((await json('resource', 'show', 'parts', 'first')).resource_status_reason, /answers slowly/);
    assert.match(
      (await cli('resource', 'mark-unhealthy', 'parts', 'first', '--reset')).out,
      /not unhealthy any more/,
    );
    assert.equal((await cli('resource', 'skip', 'parts', 'second')).code, 0);
    assert.match((await cli('stack', 'show', 'parts')).out, /^skipped +second$/m);
    assert.equal((await cli('resource', 'unskip', 'parts', 'second')).code, 0);
    assert.match((await cli('resource', 'restore', 'parts', 'second', 'none')).err, /snapshot.*none/i);
    assert.deepEqual((await json('stack', 'show', 'parts')).skipped, []);
    assert.equal((await cli('resource', 'check', 'parts', 'first')).code, 0);
    const forget = await cli('resource', 'forget', 'parts', 'first');
    assert.equal(forget.code, 1);
    assert.match(forget.err, /take it out of the template/);
    assert.equal((await cli('resource', 'skip', 'parts', 'none')).code, 4);
  });

  it('does not wait for what takes for ever when it is told so', async () => {
    await cli('stack', 'create', 'endless', '-t', 'endless.yaml', '--no-wait');
    const stack = server.useCases.stack('default', 'endless');
    await waitFor(() => stack.things.get('slow')?.status === 'IN_PROGRESS', 'it is under way');
    assert.match(
      (await cli('stack', 'retry', 'endless', '--no-wait')).out,
      /The retry of stack endless is accepted/,
    );
  });
});
