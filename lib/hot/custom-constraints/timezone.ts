import { pythonRepr } from '../../python/text.js';
import { ofText, unlessEmpty } from './custom-constraint.js';

/** A zone of the IANA's database, in upper or lower case: `Europe/Berlin`. */
export const timezone = unlessEmpty(
  ofText((text) => (isZone(text) ? undefined : `Invalid timezone: ${pythonRepr(text)}`)),
);

/** Names that ICU knows beside those of the IANA. */
const oldNames =
  /^(SystemV\/.*|ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/i;

function isZone(text: string): boolean {
  const name = text.replaceAll('_plus_', '+').replaceAll('_minus_', '-');
  // Offsets such as +01:00 are understood by some versions of Node, and are no zones.
  if (!/^[a-z]/i.test(name) || oldNames.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
