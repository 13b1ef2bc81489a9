import { ofText } from './custom-constraint.js';
import { invalidName } from './dns-name.js';

/** A full name of DNS, with its last dot: `example.org.`. */
export const dnsDomain = ofText((text) => {
  if (text === '') return undefined;
  return invalidName(text) ?? (text.endsWith('.') ? undefined : `'${text}' must end with '.'.`);
});
