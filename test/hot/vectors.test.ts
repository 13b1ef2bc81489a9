import assert from 'node:assert/strict';
import { Tally } from './vectors/tally.js';
import { readTopics } from './vectors/vector.js';

/** How many wrong answers are shown of a topic. */
const shownAtMost = 20;

describe('the template language answers as Heat does', () => {
  const tally = new Tally();
  const topics = readTopics();
  let played = 0;

  for (const topic of topics) {
    it(topic.topic, () => {
      played++;
      const wrong = tally.play(topic);
      const rest = wrong.length > shownAtMost ? [`and ${String(wrong.length - shownAtMost)} more`] : [];
      assert.equal([...wrong.slice(0, shownAtMost), ...rest].join('\n'), '');
    });
  }

  it('and where it does not on purpose, some vector shows it', () => {
    // With some topics alone there is nothing to be said.
    if (played === topics.length) assert.deepEqual(tally.unused(), []);
  });

  it('in numbers', () => {
    console.log(`      ${tally.summary()}`);
  });
});
