import assert from 'node:assert/strict';
import fc from 'fast-check';
import { characterClasses, classSource, randomText } from '../../../lib/providers/heat/random-text.js';

// What Heat draws from for each class.
const members = {
  lettersdigits: /[A-Za-z0-9]/,
  letters: /[A-Za-z]/,
  lowercase: /[a-z]/,
  uppercase: /[A-Z]/,
  digits: /[0-9]/,
  hexdigits: /[0-9A-F]/,
  octdigits: /[0-7]/,
};

describe('random text', () => {
  it('has its length, draws from its sources alone, and enough from each', () => {
    const entry = fc.record({
      name: fc.constantFrom(...characterClasses),
      min: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 40 }),
        (classes, more) => {
          const length = classes.reduce((sum, { min }) => sum + min, more);
          const text = randomText(
            length,
            classes.map(({ name, min }) => classSource(name, min)),
          );
          assert.equal(text.length, length);
          for (const character of text) assert.ok(classes.some(({ name }) => members[name].test(character)));
          for (const { name, min } of classes) {
            assert.ok([...text].filter((character) => members[name].test(character)).length >= min);
          }
        },
      ),
    );
  });

  it('uses every character of a class, and no place more than another', () => {
    const text = randomText(512, [classSource('digits', 1)]);
    assert.equal(new Set(text).size, 10);
    const firsts = Array.from(
      { length: 300 },
      () => randomText(2, [classSource('digits', 1), classSource('letters', 1)])[0] ?? '',
    );
    const digitsFirst = firsts.filter((character) => /[0-9]/.test(character)).length;
    // 150 ± 6 standard deviations: a fair shuffle misses it once in 10^8 runs.
    assert.ok(digitsFirst > 98 && digitsFirst < 202, `${String(digitsFirst)} of 300`);
  });

  it('counts characters, not code units', () => {
    assert.equal([...randomText(5, [{ characters: '😀😁', min: 1 }])].length, 5);
  });

  it('says why it is impossible', () => {
    assert.throws(
      () => randomText(2, [classSource('digits', 3)]),
      /length of 2 is smaller than the 3 characters/,
    );
    assert.throws(() => randomText(2, []), /no character to choose from/);
  });
});
