import assert from 'node:assert/strict';
import type { EngineToObserver, WatchMessage } from '../../lib/protocol/observer.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import { Watches } from '../../services/engine/app/watches.js';
import { Story, ready, seen } from '../core/story.js';
import { SERVER, resource } from '../core/types.js';

describe('who looks at what (R5)', () => {
  let stack: Story;
  let watches: Watches;

  beforeEach(() => {
    stack = new Story();
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    watches = new Watches({ engineId: 'e', engines: [] });
  });

  const observer = (id: string) => {
    const given: WatchMessage[] = [];
    const link = {
      send: (message: EngineToObserver) => {
        if (message.kind === 'watches') given.push(...message.watches);
      },
      close: () => undefined,
    };
    const types = [{ schema: SERVER, schemaHash: '', schemaText: '' }];
    watches.connected(link, { observerId: id, node: 'n', protocol: PROTOCOL_VERSION, version: '', types });
    return { given, link };
  };
  const refresh = () => {
    watches.refresh(stack.snapshot, stack.only('a'));
    watches.flush();
  };

  it('a watch that changes hands begins a new epoch: what the one before says late counts for nothing', () => {
    const one = observer('one');
    refresh();
    const [before] = one.given;
    assert.equal(stack.look(stack.only('a'), ready(), before?.epoch, 50), 'moved');
    const other = observer('other');
    watches.disconnected(one.link);
    const [after] = other.given;
    assert.ok(before && after && after.epoch > before.epoch);
    assert.equal(stack.look(stack.only('a'), seen('absent'), before.epoch, 99), 'stale');
    assert.equal(stack.look(stack.only('a'), seen('absent'), after.epoch, 1), 'moved');
  });

  it('so it does for a copy of the instance that was read anew, which knows of no watch', () => {
    const one = observer('one');
    refresh();
    refresh();
    stack.restore();
    const other = observer('other');
    watches.disconnected(one.link);
    refresh();
    const [before] = one.given;
    assert.ok(before && other.given.every(({ epoch }) => epoch > before.epoch));
  });

  it('those of an observer that has many are shared with one that comes new', () => {
    const names = ['b', 'c', 'd', 'e', 'f'];
    stack.put(['a', ...names].map((name) => resource(name, SERVER)));
    for (const name of names) stack.succeeds(name);
    const one = observer('one');
    for (const instance of stack.snapshot.instances.values()) watches.refresh(stack.snapshot, instance);
    watches.flush();
    assert.equal(one.given.length, 6);
    const other = observer('other');
    assert.equal(other.given.length, 3);
    assert.deepEqual(
      watches.list().map(({ watches: count }) => count),
      [3, 3],
    );
  });

  it('one that was seen gone is to be told once more, whatever is seen', () => {
    const { given } = observer('one');
    refresh();
    stack.look(stack.only('a'), ready());
    stack.look(stack.only('a'), seen('absent'));
    refresh();
    assert.deepEqual(
      given.map(({ reportNext }) => reportNext),
      [false, true],
    );
  });

  it('that is asked again when it was answered in the same turn by something else', () => {
    const { given } = observer('one');
    refresh();
    stack.look(stack.only('a'), seen('absent'));
    refresh();
    stack.look(stack.only('a'), ready());
    stack.look(stack.only('a'), seen('absent'));
    refresh();
    refresh();
    assert.deepEqual(
      given.map(({ reportNext }) => reportNext),
      [false, true, true],
    );
  });
});
