import { shown } from '../../faults.js';
import { FunctionFault } from '../function.js';
import { pureFunction } from '../pure-function.js';

/** `Fn::Base64: text`: the text as it is. As in Heat nothing has to be encoded, and templates that say so go on working. */
export const base64 = pureFunction({
  call: 'fn_base64',
  name: 'Fn::Base64',
  apply([text = null], name) {
    if (typeof text === 'string') return text;
    throw new FunctionFault(`"${name}" argument must be a string`, shown(text));
  },
});
