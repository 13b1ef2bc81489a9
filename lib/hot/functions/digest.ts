import { createHash } from 'node:crypto';
import { didYouMean } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { isList } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** Python's names of algorithms, by what Node calls them. Those of variable length have no digest in Heat either. */
const algorithms: Readonly<Record<string, string>> = {
  md5: 'md5',
  'md5-sha1': 'md5-sha1',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  ripemd160: 'ripemd160',
  sm3: 'sm3',
};

/** `digest: [algorithm, value]`: the hexadecimal digest of a text of Latin-1 characters. */
export const digest = pureFunction({
  call: 'digest',
  apply([args = null], name) {
    if (!isList(args) || !args.every((arg) => typeof arg === 'string'))
      throw new FunctionFault(`Argument to function "${name}" must be a list of strings`);
    const [algorithm = '', text = ''] = args;
    if (args.length !== 2) throw new FunctionFault(`Function "${name}" usage: ["<algorithm>", "<value>"]`);
    const known = Object.keys(algorithms);
    const chosen = algorithm.toLowerCase();
    if (!Object.hasOwn(algorithms, chosen)) {
      throw new FunctionFault(
        `Algorithm must be one of ${known.join(', ')}`,
        algorithm,
        didYouMean(nearestName(chosen, known)),
      );
    }
    // eslint-disable-next-line no-control-regex -- all of Latin-1
    if (!/^[\u0000-\u00ff]*$/.test(text))
      throw new FunctionFault(`The value of "${name}" has characters that are not Latin-1`);
    return createHash(algorithms[chosen] ?? '')
      .update(text, 'latin1')
      .digest('hex');
  },
});
