import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli } from '../support/run-cli.js';

const template = (resources: string) => `heat_template_version: 2021-04-16
parameters:
  text: { type: string, default: hello }
resources:
${resources}
`;
const first = `  first: { type: 'Memory::Thing', properties: { text: { get_param: text } } }`;
const second = `  second: { type: 'Memory::Thing', properties: { text: { get_attr: [first, text] } } }`;

describe('CLI: plans', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  let files: string;
  before(async () => {
    server = await memoryServer({ stepMs: 5 });
    files = mkdtempSync(join(tmpdir(), 'isotherm-plan-'));
    write('shop.yaml', template(`${first}\n${second}`));
  });
  after(async () => {
    await server.close();
    rmSync(files, { recursive: true });
  });
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory }, files);
  const write = (name: string, text: string) => {
    writeFileSync(join(files, name), text);
  };

  it('plans a create of what does not exist, by a template alone or under a name', async () => {
    const alone = await cli('stack', 'plan', 'shop.yaml');
    assert.equal(alone.code, 0, alone.err);
    assert.match(alone.out, /^To create\n {2}\+ first {2}Memory::Thing\n {6}text +"hello"\n/);
    assert.match(alone.out, / {6}text +\(known after first\)\n/);
    assert.match(alone.out, /\nPlan: 2 to create; 0 unchanged\nHash [0-9a-f]+\n$/);
    const named = await cli('stack', 'plan', 'shop', '-t', 'shop.yaml', '--json');
    const plan = JSON.parse(named.out);
    assert.deepEqual([plan.revision, plan.resources.length], [0, 2]);
    assert.equal((await cli('stack', 'plan', 'none')).code, 4);
  });

  it('plans an update, and says by its exit code whether there is something to do', async () => {
    assert.equal((await cli('stack', 'create', 'shop', '-t', 'shop.yaml')).code, 0);
    const same = await cli('stack', 'plan', 'shop', '--detailed-exitcode');
    assert.equal(same.code, 0);
    assert.match(same.out, /^Plan: nothing to do; 2 unchanged\n/);
    const change = ['stack', 'plan', 'shop', '--existing', '-P', 'text=new'];
    const changed = await cli(...change, '--detailed-exitcode');
    assert.equal(changed.code, 2);
    assert.match(changed.out, /~ first {2}Memory::Thing {2}thing-first\n {6}text {2}"hello" → "new"\n/);
    assert.equal((await cli(...change)).code, 0);
  });

  it('tells the faults of the template with their place', async () => {
    write('bad.yaml', template(`  a: { type: 'Memory::Thing', properties: { txet: 1 } }`));
    const { code, err } = await cli('stack', 'plan', 'bad.yaml');
    assert.equal(code, 1);
    assert.match(err, /^bad\.yaml:5:\d+: .*txet/m);
  });

  it('shows what an update replaces and deletes, and goes on where nobody can answer', async () => {
    write('danger.yaml', template(`  first: { type: 'Memory::Thing', properties: { size: large } }`));
    const { code, out } = await cli('stack', 'update', 'shop', '-t', 'danger.yaml');
    assert.equal(code, 0);
    assert.match(out, /^To replace: .*\n {2}± first .*size cannot change in place\n/);
    assert.match(out, /\nTo delete\n {2}- second .*not in the template any more\n/);
    assert.match(out, /\nPlan: 1 to replace, 1 to delete; 0 unchanged\n/);
    assert.match(out, /\nshop UPDATE_COMPLETE\n$/);
  });

  it('does exactly what a plan says, or nothing: with 5, and what has changed', async () => {
    write('shop.yaml', template(first));
    const update = ['shop', '-t', 'shop.yaml'];
    const plan = JSON.parse((await cli('stack', 'plan', ...update, '--json')).out);
    server.useCases.stack('default', 'shop').drift('first', { text: 'other' });
    const moved = await cli('stack', 'update', ...update, '--plan', plan.hash);
    assert.equal(moved.code, 5);
    assert.match(moved.err, /^isotherm: The update would not do what plan [0-9a-f]+ says any more/);
    assert.match(moved.err, /\n {2}resources\.first: It was replace/);
    const again = JSON.parse((await cli('stack', 'plan', ...update, '--json')).out);
    assert.equal((await cli('stack', 'update', ...update, '--plan', again.hash)).code, 0);
  });

  it('updates a stack that moves on between plan and update, when nobody was asked', async () => {
    const { plans } = server.useCases;
    const planUpdate = plans.planUpdate.bind(plans);
    // The plan that is shown is never the one that is done.
    let n = 0;
    plans.planUpdate = async (...args) => ({ ...(await planUpdate(...args)), hash: String(n++) });
    try {
      const { code, out, err } = await cli('stack', 'update', 'shop', '--existing', '-P', 'text=busy');
      assert.equal(code, 0, err);
      assert.match(out, /shop UPDATE_COMPLETE/);
    } finally {
      plans.planUpdate = planUpdate;
    }
  });

  it('answers JSON alone', async () => {
    const { out } = await cli('stack', 'update', 'shop', '--existing', '-P', 'text=json', '--json');
    assert.equal(JSON.parse(out).stack_status, 'UPDATE_COMPLETE');
  });
});
