import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/handler/index.js';
import { randomString } from '../../../lib/providers/heat/random-string.js';
import { StillCall } from '../../support/still-call.js';

type Goal = Parameters<typeof randomString.create>[0];

async function drawn(properties: JsonObject, call = new StillCall()): Promise<string> {
  const goal = randomString.properties.parse(properties) as Goal;
  const { observation } = await randomString.create(goal, call);
  return observation?.attributes?.value ?? '';
}

describe('OS::Heat::RandomString', () => {
  it('has 32 letters and digits by default', async () => {
    assert.match(await drawn({}), /^[A-Za-z0-9]{32}$/);
  });

  it('saves its value before anybody is told, and tells the same ever after', async () => {
    const call = new StillCall();
    const value = await drawn({}, call);
    assert.equal(call.saved?.state, value);
    assert.equal(await drawn({}, call), value);
    assert.notEqual(await drawn({}, new StillCall('key-2')), value);
  });

  it('is taken over with the value that a document has, and not without', async () => {
    const goal = randomString.properties.parse({}) as Goal;
    const knowing = new StillCall();
    await knowing.checkpoint({ state: { value: 'as it was' } });
    assert.deepEqual(await randomString.adopt?.('old', goal, knowing), {
      status: 'ready',
      properties: { length: 9 },
      attributes: { value: 'as it was' },
    });
    await assert.rejects(async () => randomString.adopt?.('old', goal, new StillCall('key-3')), {
      message: /the value of old is not known here: adopt it with the document/,
    });
  });

  it('draws from the sequence class alone when it is given', async () => {
    assert.match(await drawn({ sequence: 'digits' }), /^[0-9]{32}$/);
  });

  it('adds sequences to the default class', async () => {
    const value = await drawn({ length: 8, character_sequences: [{ sequence: '-+', min: 7 }] });
    assert.match(value, /^[-+A-Za-z0-9]{8}$/);
    assert.ok([...value].filter((character) => '-+'.includes(character)).length >= 7);
    assert.match(value, /[A-Za-z0-9]/);
  });

  it('draws from sequences alone when there are no classes', async () => {
    assert.match(
      await drawn({ character_classes: [], character_sequences: [{ sequence: 'xy' }] }),
      /^[xy]{32}$/,
    );
  });
});
