import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli } from '../support/run-cli.js';

const template = `heat_template_version: 2021-04-16
parameters:
  text: { type: string, default: hello }
resources:
  first: { type: 'Memory::Thing', properties: { text: { get_param: text }, size: small } }
  second: { type: 'Memory::Thing', properties: { text: { list_join: ['', [{ get_attr: [first, text] }, '!']] } } }
`;
const withoutSecond = template.slice(0, template.indexOf('  second'));

describe('CLI: revisions, drift and snapshots', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer({ stepMs: 5 });
    files = mkdtempSync(join(tmpdir(), 'isotherm-history-'));
    writeFileSync(join(files, 'web.yaml'), template);
    writeFileSync(join(files, 'less.yaml'), withoutSecond);
    for (const args of [
      ['create', 'web', '-t', 'web.yaml'],
      ['update', 'web', '--existing', '-P', 'text=new'],
      ['update', 'web', '-t', 'less.yaml'],
    ]) {
      const { code, err } = await cli('stack', ...args);
      assert.deepEqual([code, err], [0, '']);
    }
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory }, files);
  const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).out);

  it('lists and shows revisions', async () => {
    const { out } = await cli('revision', 'list', 'web');
    assert.match(
      out,
      /^REVISION +STATE +ACTION +ASKED +BASE +RESOURCES +CREATED\n3 +current +UPDATE +update +3 +1 /,
    );
    assert.match(out, /^1 +reached +CREATE +create +1 +2 /m);
    const shown = (await cli('revision', 'show', 'web', '2')).out;
    assert.match(shown, /^revision +2$/m);
    assert.match(shown, /^parameters\n {2}text +new\n/m);
    const alone = (await cli('revision', 'show', 'web', '1', '--template')).out;
    assert.match(alone, /^heat_template_version: ["']?2021-04-16/);
    writeFileSync(join(files, 'old.yaml'), alone);
    assert.equal((await cli('template', 'validate', 'old.yaml')).code, 0);
    assert.equal((await json('revision', 'show', 'web', '2')).parameters.text, 'new');
    assert.equal((await cli('revision', 'show', 'web', '9')).code, 4);
    assert.equal((await cli('revision', 'show', 'web', 'x')).code, 2);
  });

  it('tells how two revisions differ', async () => {
    const { out } = await cli('revision', 'diff', 'web', '1', '2');
    assert.match(out, /^parameters\n {2}text {2}"hello" → "new"\nresources\n {2}~ first\n {6}text {2}.*→/);
    assert.match((await cli('revision', 'diff', 'web', '2')).out, /^ {2}- second$/m);
    assert.equal((await cli('revision', 'diff', 'web', '3', '3')).out, 'Revisions 3 and 3 want the same.\n');
    assert.equal((await json('revision', 'diff', 'web', '2', '3')).resources[1].change, 'removed');
  });

  it('applies an old revision again, and shows before what that would do', async () => {
    const planned = await cli('revision', 'apply', 'web', '1', '--plan');
    assert.equal(planned.code, 0, planned.err);
    assert.match(planned.out, /\+ second {2}Memory::Thing[^]*Plan: 1 to create.*\nHash [0-9a-f]{64}\n$/);
    assert.equal((await json('revision', 'apply', 'web', '1', '--plan')).resources.length, 2);
    assert.equal((await json('revision', 'list', 'web')).length, 3, 'nothing was done');
    const { code, out } = await cli('revision', 'apply', 'web', '1');
    assert.equal(code, 0);
    assert.match(out, /^Plan: 1 to create/m);
    assert.match(out, /second {2}CREATE_COMPLETE[^]*web UPDATE_COMPLETE\n$/);
    assert.match((await cli('revision', 'list', 'web')).out, /^4 +current +UPDATE +apply 1 +1 /m);
  });

  it('shows what drifted: goal, applied and observed', async () => {
    assert.equal((await cli('drift', 'web')).out, 'Nothing of web has drifted.\n');
    assert.match(
      (await cli('drift', 'web', 'first')).out,
      /^first {2}Memory::Thing {2}thing-first {2}as applied, policy repair\n/,
    );
    server.useCases.stack('default', 'web').drift('first', { size: 'large' });
    const { out } = await cli('drift', 'web');
    assert.match(
      out,
      /^first .* drifted, policy repair {2}not as applied any more: size\n {3,}PROPERTY +GOAL +APPLIED +OBSERVED\n/,
    );
    assert.match(out, /^ {2}~ +size +"small" +"small" +"large" \(at first "small"\)$/m);
    assert.equal((await json('drift', 'web'))[0].properties.length > 0, true);
  });

  it('accepts what drifted as the goal, and tells what cannot be', async () => {
    const accepted = await cli('drift', 'web', 'first', '--accept');
    assert.equal(accepted.code, 0);
    assert.match(accepted.out, /^accepted {2}first\.size {2}"large"\nIt is the goal since revision 5\.\n$/);
    assert.equal((await cli('stack', 'wait', 'web')).code, 0);
    server.useCases.stack('default', 'web').drift('second', { text: 'other' });
    const refused = await cli('drift', 'web', '--accept');
    assert.equal(refused.code, 1);
    assert.match(refused.out, /^refused {3}second\.text: .*\nThe goal is as it was\.\n$/);
    assert.deepEqual((await json('drift', 'web', '--accept')).accepted, []);
  });

  it('looks anew first when it is told so', async () => {
    const { code, out } = await cli('drift', 'web', '--check');
    assert.deepEqual([code, out.split('\n')[0]?.slice(0, 6)], [0, 'second']);
    assert.equal((await json('stack', 'show', 'web')).stack_status, 'CHECK_COMPLETE');
    assert.equal((await json('drift', 'web', 'first', '--check')).length, 1);
  });

  it('takes, lists, shows, restores and deletes snapshots, by name or id', async () => {
    const taken = await cli('stack', 'snapshot', 'create', 'web', '--name', 'before');
    assert.equal(taken.code, 0, taken.err);
    assert.match(taken.out, /web SNAPSHOT_COMPLETE\nid +\S+\nname +before\nstatus +COMPLETE\n/);
    const second = await json('stack', 'snapshot', 'create', 'web');
    assert.deepEqual([second.name, second.status], [null, 'COMPLETE']);
    assert.match(
      (await cli('stack', 'snapshot', 'list', 'web')).out,
      /^ID +NAME +STATUS +CREATED +REASON\n\S+ +before +COMPLETE/,
    );
    assert.equal((await json('stack', 'snapshot', 'show', 'web', 'before')).data.name, 'web');
    const planned = await cli('stack', 'snapshot', 'restore', 'web', 'before', '--plan');
    assert.match(planned.out, /Hash [0-9a-f]{64}\n$/);
    assert.equal((await json('stack', 'show', 'web')).stack_status, 'SNAPSHOT_COMPLETE');
    const restored = await cli('stack', 'snapshot', 'restore', 'web', 'before');
    assert.equal(restored.code, 0, restored.err);
    assert.match(restored.out, /web RESTORE_COMPLETE\n$/);
    for (const name of ['before', second.id])
      assert.equal((await cli('stack', 'snapshot', 'delete', 'web', name)).code, 0);
    assert.deepEqual(await json('stack', 'snapshot', 'list', 'web'), []);
    assert.equal((await cli('stack', 'snapshot', 'show', 'web', 'before')).code, 4);
  });
});
