import { ofText } from './custom-constraint.js';
import { invalidName } from './dns-name.js';
import { fullNameLength } from './host-name.js';

/** A name of DNS that a domain is to be added to: `a`, `a.b`. */
export const relDnsName = ofText((text) => {
  if (text.endsWith('.')) return `'${text}' is a FQDN. It should be a relative domain name.`;
  if (text.length > fullNameLength - 3) {
    return `'${text}' contains '${text.length}' characters. Adding a domain name will cause it to exceed the maximum length of a FQDN of '${fullNameLength}'.`;
  }
  return invalidName(text);
});
