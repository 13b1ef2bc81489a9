import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actedOn, fails, isGone, isQuiet, isStack, names, type Case } from './checks.js';

/** Keeps shop, and gives other away. */
export const keeping: readonly Case[] = [
  ['stack check shop --wait -f json', actedOn('CHECK_COMPLETE')],
  ['stack snapshot list shop -f json', names('name', 'first')],
  ['stack snapshot show shop <snapshot> -f json', ({ text }) => assert.match(text, /status\W+COMPLETE/)],
  ['stack snapshot restore shop <snapshot>', isQuiet],
  ['stack snapshot show shop none', fails(/Snapshot ID <none> not found for stack <shop>/)],
  ['stack update shop --existing --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack snapshot delete shop <snapshot> -y', isQuiet],
  ['stack snapshot list shop -f json', names('name')],
  ['stack resource mark unhealthy shop web broken', isQuiet],
  ['stack resource mark unhealthy shop web --reset', isQuiet],
  ['stack resource mark unhealthy shop none', fails(/Stack or resource not found: shop none/)],
  ['stack hook poll shop', fails(/Stack status \w+ not IN_PROGRESS/)],
  ['stack export shop -f json', ({ json }) => assert.deepEqual(Object.keys(json.resources), ['db', 'web'])],
  ['stack export shop --output-file @export.json', (_, known) => {
    assert.equal(JSON.parse(readFileSync(join(known['directory']!, 'export.json'), 'utf8')).name, 'shop');
  }],
  ['stack update other --existing --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack abandon other --output-file @other.json', isQuiet],
]; // prettier-ignore

/** Once other is gone: takes it back; in the end nothing is left. */
export const returning: readonly Case[] = [
  ['stack show other', fails(/Stack not found: other/)],
  ['stack adopt again --adopt-file @other.json -e @env.yaml --parameter secret=psst --timeout 5 --enable-rollback --wait -f json', isStack('ADOPT_COMPLETE')],
  ['stack environment show again -f json', ({ json }) => assert.deepEqual(json.parameters, { text: 'from the environment', secret: '******' })],
  ['stack create bad -t @broken.yaml --wait', fails(/CREATE_FAILED/)],
  ['stack show bad -f json', isStack('CREATE_FAILED')],
  ['stack failures list bad', ({ text }) => assert.match(text, /^bad\.bad:\n {2}resource_type: OS::Heat::TestResource\n[^]*status: CREATE_FAILED/m)],
  ['stack failures list bad --long', ({ text }) => assert.match(text, /bad\.bad:/)],
['stack delete shop again bad -y --wait', isGone],
  ['stack delete none -y --wait', fails(/The Stack \(none\) could not be found/)],
  ['stack list -f json', names('Stack Name')],
  ['stack show <id> -f json', isStack('DELETE_COMPLETE')],
]; // prettier-ignore
