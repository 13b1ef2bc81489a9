import { didYouMean } from '../faults.js';
import { nearestName } from '../nearest-name.js';
import { textFault } from '../storable.js';
import { FunctionFault, literalText, type TemplateFunction } from './function.js';

/** `get_file: name`: the text sent with the template under that name. Always known while compiling. */
export const getFile: TemplateFunction = {
  call: 'get_file',
  compile(args, context) {
    const compiled = context.compile(args);
    const name = literalText(compiled, `Argument to "${context.name}"`);
    const content = context.file(name);
    if (content === undefined) {
      throw new FunctionFault(
        `No content found in the "files" section for ${context.name} path: ${name}`,
        undefined,
        didYouMean(nearestName(name, context.fileNames())) ?? 'send the file with the template',
      );
    }
    if (content.length > context.valueLength) {
      throw new FunctionFault(`The file "${name}" has more than ${context.valueLength} characters`);
    }
    if (textFault(content) !== undefined) {
      throw new FunctionFault(`The file "${name}" is not text: it holds NUL characters or broken Unicode`);
    }
    return 'secret' in compiled ? { lit: content, secret: true } : { lit: content };
  },
  // Never deferred: a goal holds the content itself.
  evaluate: () => undefined,
};
