import { ofText } from './custom-constraint.js';
import { hostNameFault } from './host-name.js';

/** A name of DNS, full or not: `a.example.org.`, `a`. */
export const dnsName = ofText(invalidName);

/** Why a text is no name, in Heat's words; undefined: it is one. */
export function invalidName(text: string): string | undefined {
  const fault = hostNameFault(text);
  return fault === undefined ? undefined : `'${text}' not in valid format. Reason: ${fault}`;
}
