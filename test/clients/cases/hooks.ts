import assert from 'node:assert/strict';
import { actedOn, fails, isGone, isQuiet, isStack, names, type Case } from './checks.js';

/** Starts the stack held, which waits before it makes web. */
export const holding: readonly Case[] = [
  ['stack create held -t @shop.yaml --pre-create w* -f json', isStack('CREATE_IN_PROGRESS')],
  ['stack environment show held -f json', ({ json }) => {
    assert.deepEqual(json.resource_registry.resources, { 'w*': { hooks: 'pre-create' } });
  }],
]; // prettier-ignore

/** Of held, which waits: lets it go on. */
export const signalling: readonly Case[] = [
  ['stack hook poll held -f json', names('Resource Name', 'web')],
  ['stack hook poll held --nested-depth 1 -f json', names('Stack Name', 'held')],
  ['stack hook poll none', fails(/Stack not found: none/)],
  ['stack hook clear held web --pre-delete', fails(/The "pre-delete" hook is not defined on .*"web" Stack "held"/)],
  ['stack resource signal held db', fails(/signal is not supported for resource/)],
  ['stack resource signal held db --data {}', fails(/signal is not supported for resource/)],
  ['stack resource signal held none', fails(/Stack held or resource none not found/)],
  ['stack resource signal held web --data-file @unset.json', isQuiet],
  ['stack hook clear held web --pre-create', fails(/The "pre-create" hook is not defined on .*"web"/)],
]; // prettier-ignore

/** Starts an update of held, which waits before it changes web. */
export const holdingAgain: readonly Case[] = [
  ['stack update held --existing --parameter text=new --pre-update web -f json', isStack('UPDATE_IN_PROGRESS')],
]; // prettier-ignore

/** Of held, which waits: what clears a hook, by a pattern. */
export const clearing: readonly Case[] = [
  ['stack hook poll held -f json', ({ json }) => {
    assert.equal(json.length, 1);
    assert.equal(json[0]['Resource Status Reason'], 'UPDATE paused until Hook pre-update is cleared');
  }],
  ['stack hook clear held w*', isQuiet],
  ['stack hook clear held web --pre-update', fails(/The "pre-update" hook is not defined on .*"web"/)],
]; // prettier-ignore

/** What an update is that is broken off. */
export const cancelling: readonly Case[] = [
  ['stack output show held said -f json', ({ json }) => assert.equal(json.output_value, 'new')],
  ['stack update held --existing --parameter text=newer --pre-update web -f json', isStack('UPDATE_IN_PROGRESS')],
  ['stack cancel held --no-rollback --wait -f json', fails(/\[held\]: UPDATE_FAILED {2}Stack UPDATE cancelled/)],
  ['stack update held --existing --parameter text=newest --pre-update web -f json', isStack('UPDATE_IN_PROGRESS')],
  ['stack cancel held --wait -f json', actedOn('ROLLBACK_COMPLETE')],
  ['stack delete held -y --wait', isGone],
]; // prettier-ignore
