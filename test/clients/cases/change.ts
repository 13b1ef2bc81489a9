import assert from 'node:assert/strict';
import { actedOn, fails, isStack, names, namesIn, type Case } from './checks.js';

/** Changes shop: it ends resumed, with a snapshot. */
export const changing: readonly Case[] = [
  ['stack list --marker <other> -f json', names('Stack Name', 'shop')],
  ['stack event list shop --marker <event> -f json', names('resource_name', 'web', 'shop')],
  ['stack event show shop web <event> -f json', ({ json }) => assert.equal(json.resource_type, 'OS::Heat::TestResource')],
  ['stack event show shop web none', fails(/No event none found/)],
  ['stack update shop --existing --dry-run --parameter text=new -f json', ({ json }) => assert.deepEqual([namesIn(json.updated), namesIn(json.replaced)], [['db', 'web'], []])],
  ['stack update shop --existing --parameter text=new --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack output show shop said -f value -c output_value', ({ text }) => assert.equal(text, 'new')],
  ['stack update shop --existing --clear-parameter text --tags green --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack update shop -t @shop.yaml --rollback disabled --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack check shop --wait -f json', actedOn('CHECK_COMPLETE')],
  ['stack suspend shop --wait -f json', actedOn('SUSPEND_COMPLETE')],
  ['stack update shop --existing', fails(/Updating a stack when it is suspended is not supported/)],
  ['stack resume shop --wait -f json', actedOn('RESUME_COMPLETE')],
  ['stack cancel shop', fails(/Stack shop with status 'resume_complete' not in cancelable state/)],
  ['stack snapshot create shop --name first -f json', ({ json }, known) => {
    known['snapshot'] = json.ID;
    assert.equal(json.name, 'first');
  }],
  ['stack list --property name=shop -f value -c ID', ({ text }, known) => assert.equal(text, known['id'])],
]; // prettier-ignore
