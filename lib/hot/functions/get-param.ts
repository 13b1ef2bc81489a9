import type { Json } from '../../json.js';
import { isList } from '../storable.js';
import { elided } from './elided.js';
import {
  allValues,
  foldOrDefer,
  FunctionFault,
  literalText,
  type TemplateFunction,
  unknowable,
} from './function.js';
import { selectPath } from './select-path.js';

/** `get_param: name` or `get_param: [name, path, ...]`. A path that leads nowhere yields `''`, one to a null yields it. */
export const getParam: TemplateFunction = {
  call: 'get_param',
  compile(args, context) {
    const [name, path] = isList(args) ? [args[0], args.slice(1)] : [args, []];
    if (name === undefined || name === null || name === '') {
      throw new FunctionFault(`Function "${context.name}" must have arguments`);
    }
    const key = literalText(
      isList(args) ? context.compile(name, 0) : context.compile(name),
      `The parameter name in "${context.name}"`,
    );
    const parameter = context.parameter(key);
    const steps = path
      .map((step, index) => context.compileOrElide(step, index + 1))
      .filter((step) => step !== elided);
    if (!parameter) return unknowable;
    return steps.length === 0 ? parameter : foldOrDefer('get_param', [parameter, ...steps], apply);
  },
  evaluate(args, evaluation) {
    const values = allValues(args, evaluation);
    return values && apply(values);
  },
};

function apply([value = null, ...path]: readonly Json[]): Json {
  const selected = selectPath(value, path, true);
  return selected === undefined ? '' : selected;
}
