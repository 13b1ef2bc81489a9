import assert from 'node:assert/strict';
import { authority, BASE_MS } from '../../support/authorities.js';
import { ManualClock } from '../../support/manual-clock.js';

describe('an authority', () => {
  const well = () => Promise.resolve('well');
  const badly = () => Promise.reject(new Error('away'));

  it('that did not answer is tried again by one question, and the others do not wait for it', async () => {
    const clock = new ManualClock();
    const asked = authority('Keystone', clock);
    await assert.rejects(asked.ask(badly), { code: 'identity.unavailable', retry: 'later' });
    await assert.rejects(asked.ask(well), { code: 'identity.unavailable', retryAfterMs: BASE_MS });
    await clock.pass(BASE_MS);
    let answer: (text: string) => void = () => undefined;
    const trying = asked.ask(() => new Promise<string>((resolve) => (answer = resolve)));
    await assert.rejects(asked.ask(well), /Keystone cannot be asked who you are \(away\)/);
    answer('there again');
    assert.equal(await trying, 'there again');
    assert.equal(await asked.ask(well), 'well');
  });

  it('is not left alone for longer because many asked at once when it went away', async () => {
    const clock = new ManualClock();
    const asked = authority('Keystone', clock);
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => asked.ask(badly)));
    assert.ok(all.every(({ status }) => status === 'rejected'));
    await clock.pass(BASE_MS);
    assert.equal(await asked.ask(well), 'well');
  });
});
